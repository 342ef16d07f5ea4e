"""An Organisation's pre-election periods, and its list of who stands in them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as row_of
from sqlmodel import Session, col, delete, func, select

from pwa.rules.calendar import Period
from pwa.rules.listed import Entry, Sort
from pwa.store.many import any_of, texts
from pwa.store.moments import Moment
from pwa.store.tables import Election, Listed, Organisation


def open_of(session: Session, organisation_id: int, now: datetime) -> Period | None:
    """The one that this moment falls into; of several the one that ends last. One look along an index, whatever has been before."""
    found = session.connection().execute(_open(), {"body": organisation_id, "now": now}).first()
    return Period(*found) if found else None


@cache
def _open() -> Select[Any]:
    now = bindparam("now", type_=Moment())
    columns: Any = (col(Election.name), col(Election.from_at), col(Election.until_at))
    theirs = row_of(*columns).where(col(Election.organisation_id) == bindparam("body"))
    return theirs.where(col(Election.until_at) > now, col(Election.from_at) <= now).order_by(col(Election.until_at).desc()).limit(1)


def begins(session: Session, organisation_id: int, now: datetime, until: datetime) -> datetime | None:
    """When the first period begins, or began, that has any moment from now until then."""
    found: datetime | None = session.connection().execute(_begins(), {"body": organisation_id, "now": now, "until": until}).scalar()
    return found


@cache
def _begins() -> Select[Any]:
    now, until = bindparam("now", type_=Moment()), bindparam("until", type_=Moment())
    theirs = row_of(col(Election.from_at)).where(col(Election.organisation_id) == bindparam("body"))
    return theirs.where(col(Election.until_at) > now, col(Election.from_at) <= until).order_by(col(Election.from_at)).limit(1)


def periods(session: Session, organisation_id: int) -> tuple[Period, ...]:
    """All of them, the earliest first."""
    rows = select(Election).where(col(Election.organisation_id) == organisation_id).order_by(col(Election.from_at), col(Election.id))
    return tuple(Period(row.name, row.from_at, row.until_at) for row in session.exec(rows))


def keep_periods(session: Session, organisation_id: int, those: Sequence[Period]) -> None:
    """These instead of what was there."""
    _in_turn(session, organisation_id)
    session.exec(delete(Election).where(col(Election.organisation_id) == organisation_id))
    session.add_all(Election(organisation_id=organisation_id, **vars(one)) for one in those)
    session.flush()


def among(session: Session, organisation_id: int, keys: Collection[str]) -> list[Entry]:
    """Those of the list that a text with these words could name, found by the index: the rest of the list is not read."""
    found = session.connection().execute(_among(), {"body": organisation_id, "keys": sorted(keys)})
    return [_entry(*row) for row in found]


@cache
def _among() -> Select[Any]:
    columns: Any = (col(Listed.sort), col(Listed.words), col(Listed.network), col(Listed.with_title))
    key: Any = col(Listed.key)
    theirs = row_of(*columns).where(col(Listed.organisation_id) == bindparam("body"))
    return theirs.where(any_of(key, row_of(texts("keys").c.value))).order_by(col(Listed.id))


def listed(session: Session, organisation_id: int) -> list[Entry]:
    """The whole list, in the order in which it was written."""
    rows = select(Listed.sort, Listed.words, Listed.network, Listed.with_title).where(col(Listed.organisation_id) == organisation_id)
    return [_entry(*row) for row in session.exec(rows.order_by(col(Listed.id)))]


def listed_count(session: Session, organisation_id: int) -> int:
    """How long it is."""
    return session.exec(select(func.count()).where(col(Listed.organisation_id) == organisation_id)).one()


def keep_listed(session: Session, organisation_id: int, entries: Sequence[Entry]) -> None:
    """This list instead of the one that was there."""
    _in_turn(session, organisation_id)
    session.exec(delete(Listed).where(col(Listed.organisation_id) == organisation_id))
    session.add_all(Listed(organisation_id=organisation_id, key=one.key, **vars(one)) for one in entries)
    session.flush()


def _in_turn(session: Session, organisation_id: int) -> None:
    """Whoever changes the same meanwhile waits, and then finds what to put theirs instead of; else both would stand."""
    session.exec(select(Organisation.id).where(col(Organisation.id) == organisation_id).with_for_update(key_share=True)).one()


def _entry(sort: str, words: str, network: str, with_title: bool) -> Entry:
    return Entry(Sort(sort), words, network, with_title)
