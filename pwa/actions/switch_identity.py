"""Changes the active identity of a session: upward with a proof, downward with one tap."""

from pwa.actions.end_lease import note_ended
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Kind, LeaseEnd
from pwa.rules.step_up import Purpose
from pwa.store import identities, leases, ledger, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Passkey
from pwa.store.transaction import Session, transaction


def switch_identity(by: Caller, handle: str, *, proof: int | None) -> None:
    """Speak as the Identity of this handle. Raises NotFound, or StepUpRefused when it is official and the proof is not fresh."""
    with transaction() as session:
        switch(session, by, identities.usable(session, by.person, handle), proof)


def switch(session: Session, by: Caller, identity: Identity, proof: int | None) -> None:
    """The same, inside the caller's transaction."""
    now = database_time(session)
    sessions.living(session, by.session.id)
    ended = leases.end_of_session(session, by.session.id, LeaseEnd.SWITCHED, now)
    left = [session.get_one(Identity, lease.identity_id) for lease in ended]
    ledger.take_turns(session, *{ledger.chain_of(session, one) for one in (*left, identity)})
    note_ended(session, ended, by.person, now)
    if identity.kind == Kind.PERSONAL:
        return
    used = step_ups.use(session, proof, by.session, Purpose.SPEAK_AS, identity.handle, now) if proof else None
    use_proof(used)
    if used:
        lease = leases.open_lease(session, by.session, identity, used, now)
        key = session.get_one(Passkey, used.passkey_id)
        facts = {"identity": identity.handle, "until": lease.expires_at.isoformat(), "passkey": key.public_id, "device": by.session.device}
        ledger.note(session, ledger.chain_of(session, identity), "lease_opened", at=now, by=by.person, **facts)
