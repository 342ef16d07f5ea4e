"""Channels that are for emergencies only: closed until a keeper opens one with a reason and an end. Pure."""

from collections.abc import Callable
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from pwa.rules.identity import one_of
from pwa.rules.text import Unfit, graphemes, words
from pwa.rules.words import Sentence, n_

WHY_AT_LEAST, WHY_AT_MOST = 3, 200  # graphemes of the reason
OPEN_AT_LONGEST = timedelta(days=7)


class OpenFor(StrEnum):
    """How long a keeper may open such a Channel; it closes by itself."""

    HOUR = "hour"
    FOUR_HOURS = "four_hours"
    MIDNIGHT = "midnight"  # where the people who read the clock are
    DAY = "day"
    WEEK = "week"


def _midnight(now: datetime, zone: tzinfo) -> datetime:
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


_ENDS: dict[OpenFor, Callable[[datetime, tzinfo], datetime]] = {
    OpenFor.HOUR: lambda now, _: now + timedelta(hours=1),
    OpenFor.FOUR_HOURS: lambda now, _: now + timedelta(hours=4),
    OpenFor.MIDNIGHT: _midnight,
    OpenFor.DAY: lambda now, _: now + timedelta(days=1),
    OpenFor.WEEK: lambda now, _: now + OPEN_AT_LONGEST,
}


def open_for(raw: str) -> OpenFor:
    """What was chosen. Raises Unfit."""
    return OpenFor(one_of(raw, OpenFor, n_("how long it is open")))


def open_until(chosen: OpenFor, now: datetime, zone: tzinfo) -> datetime:
    """When it closes by itself."""
    return _ENDS[chosen](now, zone).astimezone(now.tzinfo)


def why_open(raw: str) -> str:
    """The reason, a sentence on one line. Raises Unfit."""
    said = " ".join(words(raw).split())
    if graphemes(said) < WHY_AT_LEAST:
        raise Unfit(n_("Say in a sentence why it is opened. Nothing was changed."))
    if (long := graphemes(said)) > WHY_AT_MOST:
        raise Unfit(
            Sentence("The reason is %(long)s characters long; %(most)s are enough. Nothing was changed.", long=long, most=WHY_AT_MOST)
        )
    return said


def is_closed(emergency_only: bool, until: datetime | None, at: datetime) -> bool:
    """Whether nothing may go there at that time."""
    return emergency_only and (until is None or until <= at)
