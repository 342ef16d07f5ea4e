"""A keeper says that a passkey made in a recovery really is their colleague's."""

from datetime import datetime

from pwa.actions.verify_step_up import use_proof
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence
from pwa.store import identities, ledger, locks, people, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Passkey, Person, StepUp
from pwa.store.transaction import Session, transaction


def confirm_passkey(by: Caller, public_id: str, *, proof: int) -> str:
    """Let it open leases from now on. Returns the identity's handle; empty for a locked passkey of one's own, which another of one's
    own vouches for. Raises NotFound, also for one's own that was made in a recovery: for that nobody vouches but a keeper.
    """
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CONFIRM_PASSKEY, public_id, now))
        if mine := next((key for key in people.passkeys(session, by.person) if key.public_id == public_id), None):
            return _open_own(session, by, mine, proof, now)
        identity, key, owner = _waiting(session, by.person, public_id, now)
        key.locked_at = None
        if key.official_from is not None and key.official_from > now:
            key.official_from = now
        sessions.tell_all(
            session, owner, Sentence("%(person)s confirmed your new passkey: you can speak officially again.", person=by.person.name), now
        )
        facts = {"passkey": public_id, "of": owner.public_id, "identity": identity.handle}
        ledger.note(session, ledger.chain_of(session, identity), "passkey_confirmed", at=now, by=by.person, **facts)
        return identity.handle


def _open_own(session: Session, by: Caller, key: Passkey, proof: int, now: datetime) -> str:
    if session.get_one(StepUp, proof).passkey_id == key.id or not locks.open_passkey(session, key):
        raise NotFound
    ledger.note(session, ledger.chain_of_person(by.person), "passkey_opened", at=now, by=by.person, passkey=key.public_id)
    return ""


def _waiting(session: Session, keeper: Person, public_id: str, now: datetime) -> tuple[Identity, Passkey, Person]:
    for identity in identities.kept(session, keeper):
        for key, owner in identities.waiting_passkeys(session, identity, now):
            if key.public_id == public_id and owner.id != keeper.id:
                return identity, key, owner
    raise NotFound
