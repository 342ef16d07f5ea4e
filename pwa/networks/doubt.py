"""Networks that take no key against sending twice: after a doubt their own list of posts is looked at, and that list may lag."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pwa import clock
from pwa.networks.contract import UNNAMED, Accepted, Found, Outgoing, Refused, TryLater

SKEW = timedelta(minutes=2)  # between our clock and theirs
Listed = Callable[[datetime | None], Accepted | None]  # where a part stands in the list, which may begin at some moment


def began(part: Outgoing) -> datetime:
    """When the attempt began, by a clock that may be behind ours."""
    return clock.now() - part.age - SKEW


def find(part: Outgoing, listed: Listed) -> Accepted | Found:
    """What the list shows since the attempt began. "Not there" is never believed."""
    try:
        return listed(began(part)) or Found.CANNOT_TELL
    except (Refused, TryLater):
        return Found.CANNOT_TELL


def standing_already(part: Outgoing, listed: Listed, duplicate: tuple[str, str]) -> Accepted:
    """The network has these words: whose they are depends on whether we may have sent them before. Raises Refused as `duplicate` says."""
    if not part.doubted:
        raise Refused(*duplicate)
    try:
        found = listed(None)
    except (Refused, TryLater):
        found = None
    return found or Accepted(UNNAMED + part.attempt_key, "")
