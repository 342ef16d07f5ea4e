"""When a Grant stands: always, once from then until then, or every week at the same hours. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from pwa.rules.text import Unfit
from pwa.rules.words import n_

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD_AT_MOST = timedelta(days=2 * 366)
_HOUR, _DAY_AND_HOUR = re.compile("[0-9]{2}:[0-9]{2}"), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_MINUTE, _DAY, _WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
_YEARS = range(2000, 2200)  # what can be reckoned with in every zone; whoever types another year has slipped


class Choice(StrEnum):
    """What a keeper chooses from."""

    ALWAYS = "always"
    ONCE = "once"
    WEEKLY = "weekly"


class Span(NamedTuple):
    """From when until when, in UTC; the end is outside. None: it does not end."""

    starts: datetime
    ends: datetime | None


@dataclass(frozen=True)
class Weekly:
    """On these days from this hour to that, as the clocks there show it. An end that is not after the start is on the next day."""

    days: frozenset[str]
    starts: time
    ends: time
    zone: str

    def __post_init__(self) -> None:
        if not self.days:
            raise Unfit(n_("Choose at least one day of the week. Nothing was changed."))
        if self.starts == self.ends and len(self.days) == len(DAYS):
            raise Unfit(n_("Every day around the clock is always: choose that instead. Nothing was changed."))

    def __str__(self) -> str:
        """As the store and the ledger keep it: sat,sun 12:00-18:00 Europe/London."""
        return f"{','.join(self.in_order)} {self.starts:%H:%M}-{self.ends:%H:%M} {self.zone}"

    @property
    def in_order(self) -> list[str]:
        """Its days, Monday first."""
        return [day for day in DAYS if day in self.days]

    @classmethod
    def read(cls, kept: str) -> Self:
        """What `str` made of one."""
        days, hours, zone = kept.split(" ")
        starts, _, ends = hours.partition("-")
        return cls(frozenset(days.split(",")), time.fromisoformat(starts), time.fromisoformat(ends), zone)


@dataclass(frozen=True)
class Times:
    """What a keeper set: this span once, or the span that runs or comes next of every week."""

    span: Span
    weekly: Weekly | None = None

    @property
    def lasting(self) -> bool:
        """Whether it has no end of its own."""
        return self.span.ends is None


def spans(weekly: Weekly, after: datetime, until: datetime) -> Iterator[Span]:
    """Its times that end after the one moment and start before the other; what touches is one."""
    zone = ZoneInfo(weekly.zone)
    first = after.astimezone(zone).date() - _WEEK - _DAY  # none is longer than that, with all that touches it
    for starts, ends in _joined(_each(weekly, first, zone)):
        if starts >= until:
            return
        if ends > after:
            yield Span(starts, ends)


def next_span(weekly: Weekly, after: datetime) -> Span:
    """The one that runs at that moment, or the first one after it."""
    return next(spans(weekly, after, after + AHEAD_AT_MOST))


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks there show this. Shown twice: the first. Never shown, because they jump over it: when they jump."""
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    jump = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = jump.astimezone(zone).utcoffset()
    while jump.astimezone(zone).utcoffset() == before:
        jump += _MINUTE
    return jump


def weekly(days: Sequence[str], starts: str, ends: str, zone: ZoneInfo) -> Weekly:
    """What a form says. Raises Unfit."""
    if not set(days) <= set(DAYS):
        raise Unfit(n_("Choose the days of the week from the list. Nothing was changed."))
    return Weekly(frozenset(days), _hour(starts), _hour(ends), zone.key)


def once(starts: str, ends: str, zone: ZoneInfo, now: datetime) -> Span:
    """What a form says; without a start it is now, without an end there is none. Raises Unfit."""
    if not starts and not ends:
        raise Unfit(n_("Say from when or until when, or choose always. Nothing was changed."))
    begins = max(_moment(starts, zone, now), now) if starts else now
    over = _moment(ends, zone, now) if ends else None
    if over is not None and over <= now:
        raise Unfit(n_("That end has passed already. Nothing was changed."))
    if over is not None and over <= begins:
        raise Unfit(n_("The end is not after the start. Nothing was changed."))
    return Span(begins, over)


def _each(weekly: Weekly, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    for number in count():
        here = day + number * _DAY
        if DAYS[here.weekday()] in weekly.days:
            last = here if weekly.starts < weekly.ends else here + _DAY
            starts, ends = (instant(datetime.combine(*wall), zone) for wall in ((here, weekly.starts), (last, weekly.ends)))
            if starts < ends:  # else the clocks jump over all of it
                yield starts, ends


def _joined(each: Iterator[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    starts, ends = next(each)
    for begins, over in each:
        if begins > ends:
            yield starts, ends
            starts = begins
        ends = max(ends, over)


def _hour(typed: str) -> time:
    try:
        if not _HOUR.fullmatch(typed):  # the library takes far more than this
            raise ValueError(typed)
        return time.fromisoformat(typed)
    except ValueError:
        raise Unfit(n_("Write the hours as 12:00. Nothing was changed.")) from None


def _moment(typed: str, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        if not _DAY_AND_HOUR.fullmatch(typed):
            raise ValueError(typed)
        wall = datetime.fromisoformat(typed)
    except ValueError:
        raise Unfit(n_("Write a day and an hour, such as 2026-11-28 12:00. Nothing was changed.")) from None
    if wall.year not in _YEARS or (at := instant(wall, zone)) > now + AHEAD_AT_MOST:
        raise Unfit(n_("That is more than two years away. Nothing was changed."))
    return at
