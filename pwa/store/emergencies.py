"""Channels that are for emergencies only: the mark, and the times for which one is open."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, update

from pwa.store.moments import database_now
from pwa.store.tables import Channel, Person

CLOSED: dict[str, Any] = {"open_until": None, "open_why": None, "opened_by": None}


def closed() -> ColumnElement[bool]:
    """What is true of a Channel to which nothing may go now, by the database's clock."""
    return col(Channel.emergency_only) & (col(Channel.open_until).is_(None) | (col(Channel.open_until) <= database_now()))


def mark(session: Session, channel: Channel, on: bool) -> bool:
    """Set or lift the mark; either way nothing is open by it any more. False: it was so already."""
    other = update(Channel).where(col(Channel.id) == channel.id, col(Channel.emergency_only) != on, col(Channel.disconnected_at).is_(None))
    return session.exec(other.values(emergency_only=on, **CLOSED)).rowcount == 1


def open_one(session: Session, channel: Channel, why: str, until: datetime, by: Person) -> bool:
    """From now until then; what it was open for before counts no more. False: it is not marked, or not there any more."""
    marked = update(Channel).where(col(Channel.id) == channel.id, col(Channel.emergency_only), col(Channel.disconnected_at).is_(None))
    return session.exec(marked.values(open_until=until, open_why=why, opened_by=by.id)).rowcount == 1


def close(session: Session, channel: Channel) -> bool:
    """Before its end. False: it was closed already."""
    open_now = update(Channel).where(col(Channel.id) == channel.id, col(Channel.open_until) > database_now())
    return session.exec(open_now.values(**CLOSED)).rowcount == 1
