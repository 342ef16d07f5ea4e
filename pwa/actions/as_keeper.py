"""What every change of an official identity's rules asks first: a keeper of it, and their finger for just that."""

from datetime import datetime

from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import identities, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session


def as_keeper(session: Session, by: Caller, handle: str, proof: int) -> tuple[Identity, datetime]:
    """The identity, and the time of the change, inside the caller's transaction. Raises NotFound or StepUpRefused."""
    now = database_time(session)
    use_proof(step_ups.use(session, proof, by.session, Purpose.EDIT_IDENTITY, handle, now))
    identity = identities.kept_by(session, by.person, handle)
    if identity.kind != Kind.OFFICIAL:
        raise NotFound
    return identity, now
