"""A Person removes a passkey; every session that was opened with it ends, except the one that asks."""

from pwa.actions.end_lease import note_ended
from pwa.actions.end_session import close
from pwa.actions.lose_approval import lose_approvals, note_lost
from pwa.actions.verify_step_up import use_proof
from pwa.rules.approval import ApprovalEnd
from pwa.rules.identity import LeaseEnd
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import approvals, leases, ledger, people, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import StepUp
from pwa.store.transaction import transaction

LAST = n_("This is your last passkey: without it nobody could let you in. Add another one first. Nothing was changed.")

TOO_NEW = n_(
    "The passkey that you have just used was made in a recovery, and for a day it removes none that was there before. "
    "Lock a phone that is gone instead. Nothing was changed."
)


def remove_passkey(by: Caller, public_id: str, *, proof: int) -> None:
    """Raises NotFound, StepUpRefused without a fresh proof, or NotAllowed: for the last one, and where a code may have been found."""
    with transaction() as session:
        sessions.before_leases(session, by.person)  # and before the passkey: whoever proves something has theirs in hand first
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.REMOVE_PASSKEY, public_id, now))
        key = people.passkey(session, by.person, public_id)
        if people.unproven(session, session.get_one(StepUp, proof).passkey_id, now) and not people.unproven(session, key.id, now):
            raise NotAllowed(TOO_NEW)
        if not people.remove_passkey(session, by.person, key, now):
            raise NotAllowed(LAST)
        spoken = leases.end_of_passkey(session, key.id, LeaseEnd.PASSKEY_REMOVED, now)
        lost = lose_approvals(session, approvals.given_with(session, key.id), ApprovalEnd.PASSKEY_REMOVED, now, by=by.person)
        opened = [row for row in sessions.of_person(session, by.person) if row.passkey_id == key.id and row.id != by.session.id]
        close(session, opened, "passkey_removed", by.person, now)
        note_ended(session, spoken, by.person, now)
        note_lost(session, lost, ApprovalEnd.PASSKEY_REMOVED, now, by=by.person)
        sessions.tell_all(session, by.person, Sentence("A passkey was removed: %(name)s.", name=key.name), now, but=by.session.id)
        ledger.note(session, ledger.chain_of_person(by.person), "passkey_removed", at=now, by=by.person, passkey=public_id)
