"""Who may speak as an official identity and when: this week, the next, and always."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from pwa.rules.grant_times import DAYS, Span, instant, spans
from pwa.rules.identity import Role
from pwa.store import grants, identities
from pwa.store.tables import Grant, Identity, Person
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.identity_views import role_words
from pwa.web.pages import View, identity_view
from pwa.web.when import coming, hour, lasting, open_now, weekday, when
from pwa.web.words import _
from pwa.web.words import day as day_words

DAY, WEEK = timedelta(days=1), timedelta(days=7)
Theirs = Sequence[tuple[Grant, Person]]


def roster_view(session: Session, identity: Identity, reader: Person) -> View:
    """The whole page; it is for everybody who may speak, and its links to change something for keepers."""
    theirs = [(grant, who) for grant, who in grants.of_identity(session, identity) if open_now(grant)]
    timed = [(grant, who) for grant, who in theirs if not lasting(grant)]
    return {
        "identity": identity_view(identity),
        "is_keeper": identities.grant_of(session, reader, identity).role == Role.KEEPER,
        "always": [_line(grant, who, reader) for grant, who in theirs if lasting(grant)],
        "timed": [_line(grant, who, reader) for grant, who in timed],
        "weeks": [week for week in _weeks(timed) if week["days"]],
    }


def coming_views(session: Session, person: Person) -> list[View]:
    """Official voices that this Person may pick up later, and from when."""
    now = current.now()
    return [
        {"name": identity.name, "colour": identity.colour, "at": coming(_next(grant, now).starts), "when": when(grants.times(grant))}
        for grant, identity in grants.coming(session, person)
    ]


def _line(grant: Grant, who: Person, reader: Person) -> View:
    said = {"role": role_words(grant.role, alone=True), "when": when(grants.times(grant))}
    return {"grant_id": grant.public_id, "name": who.name, "is_you": who.id == reader.id, **said}


def _next(grant: Grant, now: datetime) -> Span:
    times = grants.times(grant)
    return next(spans(times.weekly, now, now + 2 * WEEK), times.span) if times.weekly else times.span


def _weeks(timed: Theirs) -> list[View]:
    today = current.now().astimezone(current.settings().zone).date()
    next_monday = today + DAY * (7 - today.weekday())
    this = [today + DAY * ahead for ahead in range((next_monday - today).days)]
    following = [next_monday + DAY * ahead for ahead in range(7)]
    weeks = ((_("This week"), this), (_("Next week"), following))
    return [{"title": title, "days": [day for day in (_day(one, today, timed) for one in days) if day["shifts"]]} for title, days in weeks]


def _day(day: date, today: date, timed: Theirs) -> View:
    zone = current.settings().zone
    begins, over = (instant(datetime.combine(one, time()), zone) for one in (day, day + DAY))
    shifts = [(span, who) for grant, who in timed for span in _within(grant, begins, over)]
    name = _("Today") if day == today else f"{weekday(DAYS[day.weekday()], short=True)} {day_words(day, year=False)}"
    shown = [{"name": who.name, "words": _hours(span, begins, over)} for span, who in sorted(shifts, key=lambda one: one[0].starts)]
    return {"name": name, "iso": day.isoformat(), "shifts": shown}


def _within(grant: Grant, begins: datetime, over: datetime) -> list[Span]:
    times = grants.times(grant)
    if times.weekly:
        return list(spans(times.weekly, max(begins, current.now()), over))
    starts, ends = times.span
    return [times.span] if starts < over and (ends is None or ends > begins) else []


def _hours(span: Span, begins: datetime, over: datetime) -> str:
    zone = current.settings().zone
    starts = hour(span.starts.astimezone(zone)) if span.starts > begins else ""
    ends = hour(span.ends.astimezone(zone)) if span.ends and span.ends < over else ""
    if starts and ends:
        return _("%(starts)s to %(ends)s", starts=starts, ends=ends)
    if starts:
        return _("from %(starts)s", starts=starts)
    return _("until %(ends)s", ends=ends) if ends else _("all day")
