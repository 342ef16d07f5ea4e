"""Ends sessions: this one, another one, or all the others."""

from collections.abc import Sequence
from datetime import datetime

from pwa.actions.end_lease import note_ended
from pwa.rules.identity import LeaseEnd
from pwa.store import leases, ledger, sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Person, SessionRow
from pwa.store.transaction import Session, transaction


def end_session(by: Caller, public_id: str) -> None:
    """End one of this Person's sessions, the current one included. Needs no step-up. Raises NotFound."""
    with transaction() as session:
        row = sessions.theirs(session, by.person, public_id)
        close(session, [row], "signed_out" if row.id == by.session.id else "ended_elsewhere", by.person, database_time(session))


def end_other_sessions(by: Caller) -> int:
    """End every other session of this Person. Returns how many."""
    with transaction() as session:
        others = [row for row in sessions.of_person(session, by.person) if row.id != by.session.id]
        close(session, others, "ended_elsewhere", by.person, database_time(session))
        return len(others)


def close(session: Session, rows: Sequence[SessionRow], why: str, by: Person, now: datetime) -> None:
    """Inside the caller's transaction: these sessions and their leases are over. Rows first, lines last, or two of these deadlock."""
    closed = [row for row in sorted(rows, key=lambda row: row.id) if sessions.end(session, row.id, why, now)]
    ended = [lease for row in closed for lease in leases.end_of_session(session, row.id, LeaseEnd.SESSION_ENDED, now)]
    note_ended(session, ended, by, now)
    for row in closed:
        facts = {"session": row.public_id, "device": row.device, "why": why}
        ledger.note(session, ledger.chain_of_person(by), "session_ended", at=now, by=by, **facts)
