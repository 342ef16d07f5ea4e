"""Makes the one-use link that lets the first Person in."""

from pwa.store import ledger, people
from pwa.store.moments import database_time
from pwa.store.transaction import transaction


def make_setup_link() -> str | None:
    """A fresh token, older ones die; None once the server belongs to somebody."""
    with transaction() as session:
        if people.anybody(session):
            return None
        now = database_time(session)
        ledger.note(session, ledger.SERVER, "setup_link_made", at=now, by=None)
        return people.new_setup_link(session, now)
