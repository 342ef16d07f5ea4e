"""Somebody in a politically restricted post wants to be reminded of it, by this app and where nobody else sees it; or no longer."""

from pwa.store import ledger, own_notes
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def set_own_note(by: Caller, *, wanted: bool) -> None:
    """The line stands in their own chain alone, and says neither what nor whether: a record cannot forget, and this must be able to."""
    with transaction() as session:
        now = database_time(session)
        change = own_notes.want if wanted else own_notes.want_no_more
        if change(session, by.person):
            ledger.note(session, ledger.chain_of_person(by.person), "own_notes_changed", at=now, by=by.person)
