"""The phone that held a Post says that it is still there, or good-bye; nobody else's word counts."""

from pwa.store import lost_signal, posts
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def note_heartbeat(by: Caller, public_id: str, *, leaving: bool = False) -> None:
    """No tap, no change of state, no line: it only decides whether a window that runs out waits. Raises NotFound."""
    with transaction() as session:
        if not lost_signal.heard(session, public_id, by.session.id, None if leaving else database_time(session)):
            posts.visible(session, by.person, public_id)  # on a colleague's phone, or held no longer: nothing to note
