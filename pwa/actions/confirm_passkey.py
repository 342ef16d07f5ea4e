"""A keeper says that a passkey made in a recovery really is their colleague's."""

from datetime import datetime

from pwa.actions.verify_step_up import use_proof
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence
from pwa.store import identities, ledger, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Passkey, Person
from pwa.store.transaction import Session, transaction


def confirm_passkey(by: Caller, public_id: str, *, proof: int) -> str:
    """Let it open leases from now on. Returns the identity's handle. Raises NotFound, also for one's own: nobody vouches for themself."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CONFIRM_PASSKEY, public_id, now))
        identity, key, owner = _waiting(session, by.person, public_id, now)
        key.official_from = now
        sessions.tell_all(
            session, owner, Sentence("%(person)s confirmed your new passkey: you can speak officially again.", person=by.person.name), now
        )
        facts = {"passkey": public_id, "of": owner.public_id, "identity": identity.handle}
        ledger.note(session, ledger.chain_of(session, identity), "passkey_confirmed", at=now, by=by.person, **facts)
        return identity.handle


def _waiting(session: Session, keeper: Person, public_id: str, now: datetime) -> tuple[Identity, Passkey, Person]:
    for identity in identities.kept(session, keeper):
        for key, owner in identities.waiting_passkeys(session, identity, now):
            if key.public_id == public_id and owner.id != keeper.id:
                return identity, key, owner
    raise NotFound
