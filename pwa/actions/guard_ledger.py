"""Puts back what makes the database refuse to change the ledger, and says so in the record."""

from pwa.store import ledger, ledger_guards
from pwa.store.moments import database_time
from pwa.store.transaction import transaction


def guard_ledger() -> tuple[list[str], list[str]]:
    """What was put back, and what is still missing, by their names in the database."""
    with transaction() as session:
        back = ledger_guards.put_back(session)
        if back:
            ledger.note(session, ledger.SERVER, "guards_put_back", at=database_time(session), by=None, guards=back)
        return back, ledger_guards.missing(session)
