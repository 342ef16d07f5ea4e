"""Ends the lease of a session: it speaks as its person again."""

from datetime import datetime

from pwa.rules.identity import LeaseEnd
from pwa.rules.step_up import Purpose
from pwa.store import leases, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Lease, Person, SessionRow
from pwa.store.transaction import Session, transaction


def end_lease(row: SessionRow, person: Person, why: LeaseEnd) -> None:
    """Back to the personal Identity. Without a lease nothing changes. Never needs a step-up."""
    with transaction() as session:
        now = database_time(session)
        if why == LeaseEnd.COLD_START:  # a switch that was asked for before it may still lie on the line
            step_ups.burn_all(session, row, Purpose.SPEAK_AS, now)
        note_ended(session, leases.end_of_session(session, row.id, why, now), person, now)


def note_ended(session: Session, ended: list[Lease], by: Person | None, now: datetime) -> None:
    """Inside the caller's transaction: a line for each lease that ended."""
    for lease in ended:
        identity = session.get_one(Identity, lease.identity_id)
        facts = {"identity": identity.handle, "why": lease.ended_why, "opened": lease.opened_at.isoformat()}
        ledger.note(session, ledger.chain_of(session, identity), "lease_ended", at=now, by=by, **facts)
