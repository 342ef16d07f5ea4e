"""Channels that are for emergencies only: closed until a keeper opens one with a reason and an end. Pure."""

from collections.abc import Callable
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from pwa.rules.identity import one_of
from pwa.rules.reason import reason
from pwa.rules.words import n_

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
    return reason(
        raw,
        nothing=n_("Say in a sentence why it is opened. Nothing was changed."),
        too_long=n_("The reason is %(long)s characters long; %(most)s are enough. Nothing was changed."),
    )


def is_closed(emergency_only: bool, until: datetime | None, at: datetime) -> bool:
    """Whether nothing may go there at that time."""
    return emergency_only and (until is None or until <= at)
