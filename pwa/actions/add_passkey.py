"""A Person adds another passkey, having proved an old one just before."""

from pwa.actions.verify_new_passkey import must_be_new, verify_new_passkey
from pwa.actions.verify_step_up import use_proof
from pwa.passkeys import RelyingParty
from pwa.rules import text
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import ledger, people, sessions, step_ups, vouches
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Passkey
from pwa.store.transaction import transaction


def add_passkey(by: Caller, answer: str, *, name: str, proof: int, rp: RelyingParty) -> None:
    """Enrol the new passkey. It speaks officially no sooner than the one that vouched for it. Raises StepUpRefused or Unfit."""
    name = text.name(name, what=n_("passkey's name"))
    key, _challenge = verify_new_passkey(by.session, Purpose.NEW_PASSKEY, "", answer, rp=rp)
    with transaction() as session:
        now = database_time(session)
        vouched = step_ups.use(session, proof, by.session, Purpose.ADD_PASSKEY, "", now)
        use_proof(vouched)
        must_be_new(session, key)
        old = session.get_one(Passkey, vouched.passkey_id) if vouched else None
        enrolled = people.enrol(session, by.person, key, name, now, official_from=old.official_from if old else None)
        if old is not None:
            vouches.inherit(session, enrolled, old)
        sessions.tell_all(
            session,
            by.person,
            Sentence("A passkey was added: %(name)s, on %(device)s.", name=name, device=by.session.device),
            now,
            but=by.session.id,
        )
        ledger.note(
            session,
            ledger.chain_of_person(by.person),
            "passkey_added",
            at=now,
            by=by.person,
            passkey=enrolled.public_id,
            device=by.session.device,
        )
