"""A Person asks for new recovery codes; the old ones are void at once."""

from pwa.actions.verify_step_up import use_proof
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.store import ledger, people, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def renew_codes(by: Caller, *, proof: int) -> None:
    """Begin a new, unconfirmed set. Raises StepUpRefused without a fresh proof."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.NEW_CODES, "", now))
        people.new_recovery_set(session, by.person, now)
        sessions.tell_all(session, by.person, n_("New recovery codes were made. The old ones no longer work."), now, but=by.session.id)
        ledger.note(session, ledger.chain_of_person(by.person), "recovery_codes_renewed", at=now, by=by.person)
