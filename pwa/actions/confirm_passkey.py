"""A keeper says that a passkey made in a recovery really is their colleague's."""

from datetime import datetime, timedelta

from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import RECOVERED_PASSKEY_HOURS
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import identities, ledger, locks, people, sessions, step_ups, vouches
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Passkey, Person, StepUp
from pwa.store.transaction import Session, transaction


def confirm_passkey(by: Caller, public_id: str, *, proof: int) -> str:
    """Let it open leases for the keeper's organisations. Returns an identity's handle; empty for a locked passkey of one's own, which
    another of one's own vouches for. Raises NotFound, also for one's own that was made in a recovery: for that only a keeper vouches.
    """
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CONFIRM_PASSKEY, public_id, now))
        if mine := next((key for key in people.passkeys(session, by.person) if key.public_id == public_id), None):
            return _open_own(session, by, mine, proof, now)
        kept = _waiting(session, by.person, public_id, now)
        ledger.take_turns(session, *{ledger.chain_of(session, identity) for identity, _, _ in kept})
        if locks.open_passkey(session, kept[0][1]):  # what it is worth for other organisations is for them to say
            vouches.begin_again(session, kept[0][1], now + timedelta(hours=RECOVERED_PASSKEY_HOURS))
        for identity, key, owner in kept:
            vouches.vouch(session, key, identity, by.person, now)
            said = n_("%(person)s confirmed your new passkey: you can speak as %(name)s again.")
            sessions.tell_all(session, owner, Sentence(said, person=by.person.name, name=identity.name), now)
            facts = {"passkey": public_id, "of": owner.public_id, "identity": identity.handle}
            ledger.note(session, ledger.chain_of(session, identity), "passkey_confirmed", at=now, by=by.person, **facts)
        return kept[0][0].handle


def _open_own(session: Session, by: Caller, key: Passkey, proof: int, now: datetime) -> str:
    if session.get_one(StepUp, proof).passkey_id == key.id or not locks.open_passkey(session, key):
        raise NotFound
    ledger.note(session, ledger.chain_of_person(by.person), "passkey_opened", at=now, by=by.person, passkey=key.public_id)
    return ""


def _waiting(session: Session, keeper: Person, public_id: str, now: datetime) -> list[tuple[Identity, Passkey, Person]]:
    """Wherever it waits for this keeper. Raises NotFound, also for the keeper's own passkey: nobody vouches for themself."""
    kept = [(identity, *found) for identity in identities.kept(session, keeper) for found in vouches.waiting(session, identity, now)]
    meant = [(identity, key, owner) for identity, key, owner in kept if key.public_id == public_id and owner.id != keeper.id]
    if not meant:
        raise NotFound
    return meant
