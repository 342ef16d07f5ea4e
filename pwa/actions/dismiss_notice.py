"""Puts away something a session was told."""

from pwa.rules.refusals import NotFound
from pwa.store import sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def dismiss_notice(by: Caller, public_id: str) -> None:
    """Raises NotFound for another session's notice."""
    with transaction() as session:
        if not sessions.dismiss(session, by.session.id, public_id, database_time(session)):
            raise NotFound
