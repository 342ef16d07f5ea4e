"""What pages say of a pre-election period: until when, and a ready post about why an organisation is quiet."""

from datetime import datetime
from typing import Any

import flask_babel
from babel.dates import format_date

from pwa.rules.calendar import Period
from pwa.rules.elections import latest_notice
from pwa.store import elections
from pwa.store.tables import Identity
from pwa.store.transaction import Session, reading
from pwa.web import current
from pwa.web.words import _

LANGUAGES = {"en": "en_GB", "cy": "cy"}  # in which a ready post can be begun


def banner(identity: Identity) -> dict[str, str] | None:
    """On the composers of an organisation, while it is in a period."""
    if identity.organisation_id is None:
        return None
    with reading() as session:
        period = elections.open_of(session, identity.organisation_id, current.now())
    if period is None:
        return None
    return {"words": open_words(period), "href": f"/identities/{identity.handle}/elections"}


def open_words(period: Period) -> str:
    """Pre-election period until Thursday 6 May, 22:00."""
    return _("Pre-election period until %(day)s, %(time)s", day=_weekday(period.until_at), time=_time(period.until_at))


def period_view(period: Period) -> dict[str, Any]:
    """One of the form, with what may be odd about it."""
    zone = current.settings().zone
    notice, polling = period.first_day(zone), period.last_day(zone)
    late = latest_notice(polling)
    hint = None
    if notice > late:
        hint = _(
            "A local election’s notice is out by %(day)s at the latest in England and Wales. Is the first day right?", day=_weekday(late)
        )
    return {"name": period.name, "from": notice.isoformat(), "until": polling.isoformat(), "hint": hint}


def told_of(session: Session, identity: Identity) -> Period | None:
    """The period that a ready post would tell of: the one that is open, or the next."""
    if identity.organisation_id is None:
        return None
    now = current.now()
    open_one = elections.open_of(session, identity.organisation_id, now)
    return open_one or next((one for one in elections.periods(session, identity.organisation_id) if one.from_at > now), None)


def quiet_words(period: Period, language: str) -> str:
    """Why we are quiet, in English or in Welsh, whoever reads the page; short enough for every network."""
    with flask_babel.force_locale(LANGUAGES[language]):
        until = {"day": _weekday(period.until_at), "time": _time(period.until_at)}
        return " ".join(
            (
                _("It is the pre-election period until polls close at %(time)s on %(day)s.", **until),
                _("Until then we post less and share nothing by candidates or parties, so that nobody can think we take sides."),
                _("You still hear from us about our services, and about how to vote."),
            )
        )


def _weekday(at: Any) -> str:
    here = at.astimezone(current.settings().zone) if isinstance(at, datetime) else at
    return str(format_date(here, "EEEE d MMMM", locale=flask_babel.get_locale()))


def _time(at: datetime) -> str:
    return f"{at.astimezone(current.settings().zone):%H:%M}"
