"""Burns a challenge before its answer is looked at, and notes an answer that was refused."""

from pwa.rules.refusals import StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.store import ledger, people, step_ups
from pwa.store.moments import database_time
from pwa.store.tables import Challenge, SessionRow
from pwa.store.transaction import transaction


def burn_challenge(row: SessionRow, purpose: Purpose, target: str) -> Challenge:
    """The challenge to verify an answer against; committed as used, whatever the answer is. Raises StepUpRefused."""
    with transaction() as session:
        challenge = step_ups.burn(session, row, purpose, target, database_time(session))
    if challenge is None:
        raise refused(row, purpose, target, "challenge_used_or_old")
    return challenge


def refused(row: SessionRow, purpose: Purpose, target: str, reason: str, sentence: str | None = None) -> StepUpRefused:
    """Note a refused answer in its own transaction, so that nothing rolls it back; returns what to raise."""
    with transaction() as session:
        by = people.person(session, row.person_id) if row.person_id else None
        chain = ledger.chain_of_person(by) if by else ledger.SERVER
        # A link's token is a secret: the target of a visitor's ceremony never enters the ledger.
        what = {"target": target} if by else {}
        now = database_time(session)
        ledger.note(session, chain, "verification_refused", at=now, by=by, purpose=purpose, reason=reason, device=row.device, **what)
    return StepUpRefused(reason, sentence)
