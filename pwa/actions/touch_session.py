"""Remembers that a session is in use; a tap or a typed save also keeps its lease from going idle, never from ending."""

from pwa.store import leases, sessions
from pwa.store.moments import database_time
from pwa.store.tables import SessionRow
from pwa.store.transaction import transaction


def touch_session(row: SessionRow, *, tapped: bool) -> None:
    """`tapped` is False for what a page asks by itself."""
    with transaction() as session:
        now = database_time(session)
        sessions.seen(session, row.id, now)
        if tapped:
            leases.touch(session, row.id, now)
