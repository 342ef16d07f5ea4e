"""Somebody in a politically restricted post wants to be reminded of it, by this app and where nobody else sees it; or no longer."""

from pwa.store import own_notes
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def set_own_note(by: Caller, *, wanted: bool) -> None:
    """Without a line: a record cannot forget, and whoever counts lines, the first of which can only mean on, would know."""
    with transaction() as session:
        change = own_notes.want if wanted else own_notes.want_no_more
        change(session, by.person)
