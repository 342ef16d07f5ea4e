"""Times to come, as people say them: today 12:00, Saturday 12:00, 12 Dec 12:00; and when a Grant stands, in a few words."""

from collections.abc import Iterable
from datetime import datetime, time

import flask_babel
from babel.dates import get_day_names

from pwa.rules.grant_times import DAYS, Times, Weekly
from pwa.rules.identity import Role
from pwa.store import grants
from pwa.store.tables import Grant, Person
from pwa.web import current
from pwa.web.pages import View, moment
from pwa.web.words import _, listed

SOON = 7  # days that are known by their name


def coming(at: datetime) -> View:
    """A time ahead of us, for a template; what has passed as `moment` says it."""
    known = moment(at) or {}
    here, today = _here(at), _here(current.now())
    days = (here.date() - today.date()).days
    if 0 < days < SOON:
        known["words"] = f"{weekday(DAYS[here.weekday()])} {here:%H:%M}"
    return known


def weekday(day: str, *, short: bool = False) -> str:
    """Saturday, or Sat, in the reader's language."""
    return str(get_day_names("abbreviated" if short else "wide", locale=flask_babel.get_locale())[DAYS.index(day)])


def when(times: Times) -> str:
    """In one line: Always; Saturday and Sunday, 12:00 to 18:00; From Saturday 12:00 until Sunday 18:00."""
    if times.weekly:
        return every_week(times.weekly)
    starts, ends = times.span
    begins, over = coming(starts)["words"], coming(ends)["words"] if ends else ""
    if starts <= current.now():
        return _("Until %(until)s", until=over) if ends else _("Always")
    return _("From %(since)s until %(until)s", since=begins, until=over) if ends else _("From %(since)s on", since=begins)


def every_week(weekly: Weekly) -> str:
    """Saturday and Sunday, 12:00 to 18:00."""
    days = listed([weekday(day) for day in weekly.in_order])
    return _("Every %(days)s, %(starts)s to %(ends)s", days=days, starts=hour(weekly.starts), ends=hour(weekly.ends))


def open_now(grant: Grant) -> bool:
    """Nobody has to say yes to it again first."""
    return grant.locked_at is None


def lasting(grant: Grant) -> bool:
    """It stands, and goes on until somebody ends it."""
    return grants.times(grant).lasting and grant.from_at <= current.now() and open_now(grant)


def last_keeper(grant: Grant, theirs: Iterable[tuple[Grant, Person]]) -> bool:
    """Without this one of an Identity's Grants nobody would keep it for good."""
    others = (one for one, _ in theirs if one.id != grant.id and one.role == Role.KEEPER)
    return grant.role == Role.KEEPER and not any(lasting(one) for one in others)


def hour(at: time | datetime) -> str:
    """12:00"""
    return f"{at:%H:%M}"


def _here(at: datetime) -> datetime:
    return at.astimezone(current.settings().zone)
