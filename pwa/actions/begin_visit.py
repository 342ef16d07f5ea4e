"""Gives a browser that nobody has signed in with a row of its own."""

from pwa.store import sessions
from pwa.store.moments import database_time
from pwa.store.tables import SessionKind
from pwa.store.transaction import transaction


def begin_visit(*, device: str) -> str:
    """A visitor's Session, to which a challenge can be bound. Returns the cookie's token."""
    with transaction() as session:
        return sessions.open_session(session, SessionKind.VISITOR, device=device, now=database_time(session))[1]
