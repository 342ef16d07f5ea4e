"""Stretches of days, such as the weeks before an election, as people say them and as the database's clock knows them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from pwa.rules import text
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_

PERIODS_AT_MOST = 24
LONGEST_DAYS = 400


@dataclass(frozen=True)
class Period:
    """From the first moment of its first day to the last moment of its last, where its people live."""

    name: str
    from_at: datetime
    until_at: datetime

    def first_day(self, zone: tzinfo) -> date:
        """As a person said it."""
        return self.from_at.astimezone(zone).date()

    def last_day(self, zone: tzinfo) -> date:
        """The last one that counts."""
        return (self.until_at - timedelta(microseconds=1)).astimezone(zone).date()


def period(name: str, first: str, last: str, zone: tzinfo) -> Period:
    """What a keeper typed, both days included. Raises Unfit."""
    said = text.name(name, what=n_("period"))
    begins, ends = _day(first, said), _day(last, said)
    if ends < begins:
        raise Unfit(Sentence("%(name)s ends before it begins. Nothing was changed.", name=said))
    if (ends - begins).days >= LONGEST_DAYS:
        raise Unfit(Sentence("%(name)s is longer than %(most)s days. Nothing was changed.", name=said, most=LONGEST_DAYS))
    return Period(said, _midnight(begins, zone), _midnight(ends + timedelta(days=1), zone))


def covering(periods: Sequence[Period], at: datetime) -> Period | None:
    """The one that this moment falls into; of several, the one that ends last."""
    those = [one for one in periods if one.from_at <= at < one.until_at]
    return max(those, key=lambda one: one.until_at, default=None)


def _day(raw: str, name: str) -> date:
    try:
        found = date.fromisoformat(raw.strip())
    except ValueError as why:
        raise Unfit(Sentence("Say from which day and until which day %(name)s is. Nothing was changed.", name=name)) from why
    if not 2000 <= found.year <= 2999:
        raise Unfit(Sentence("Say from which day and until which day %(name)s is. Nothing was changed.", name=name))
    return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
