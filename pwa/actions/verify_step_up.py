"""Checks that the person of a session passed user verification just now, for one purpose and one target."""

from pwa import passkeys
from pwa.actions.burn_challenge import burn_challenge, refused
from pwa.actions.make_challenge import known
from pwa.passkeys import Assertion, CeremonyRefused, RelyingParty
from pwa.rules.refusals import StepUpRefused
from pwa.rules.step_up import OFFICIAL, STEP_UPS, Purpose
from pwa.rules.words import n_
from pwa.store import identities, ledger, people, step_ups, vouches
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Challenge, Passkey
from pwa.store.transaction import reading, transaction

RECOVERED = n_("This passkey was made in a recovery and cannot speak officially yet: a keeper can say yes, or wait. Nothing was sent.")
LOCKED = n_("This passkey’s phone was locked. A keeper can open it again, or you with another passkey of yours. Nothing was changed.")


def verify_step_up(by: Caller, purpose: Purpose, target: str, answer: str, *, rp: RelyingParty) -> int:
    """Returns the number of the proof, to be used once. Raises StepUpRefused; the refusal is in the ledger by then."""
    if purpose not in STEP_UPS:
        raise ValueError(f"{purpose} is no step-up")
    challenge = burn_challenge(by.session, purpose, target)
    try:
        credential_id = passkeys.credential_id_of(answer)
        with reading() as session:
            key = people.passkey_by_credential(session, credential_id)
        if key is None or key.person_id != by.person.id:
            raise CeremonyRefused("not_theirs")
        if key.locked_at is not None:
            raise refused(by.session, purpose, target, "locked_passkey", LOCKED)
        assertion = passkeys.verify_assertion(rp, answer, challenge=challenge.challenge, known=known(key, by.person))
    except CeremonyRefused as why:
        raise refused(by.session, purpose, target, why.reason) from why
    return _keep(by, key, challenge, assertion)


def _keep(by: Caller, key: Passkey, challenge: Challenge, assertion: Assertion) -> int:
    purpose, target = Purpose(challenge.purpose), challenge.target
    with transaction() as session:
        now = database_time(session)
        official = purpose in OFFICIAL and target != identities.personal(session, by.person).handle
        too_early = official and not vouches.may_speak(session, key, by.person, target, now)
        counted = people.passkey_used(
            session, key, before=key.sign_count, after=assertion.sign_count, backed_up=assertion.backed_up, now=now
        )
        if assertion.counter_warning:
            ledger.note(session, ledger.chain_of_person(by.person), "counter_went_back", at=now, by=by.person, passkey=key.public_id)
        if counted and not too_early:
            return step_ups.keep_proof(session, by.session, key, challenge, now).id
    if too_early:
        raise refused(by.session, purpose, target, "recovered_passkey", RECOVERED)
    raise refused(by.session, purpose, target, "counter_moved")


def use_proof(taken: object) -> None:
    """An act needs its proof: raise StepUpRefused when the store found none to use."""
    if taken is None:
        raise StepUpRefused("proof_used_or_missing")
