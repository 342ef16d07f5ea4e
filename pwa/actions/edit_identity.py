"""Changes what a keeper may change of an identity: everything but the handle."""

from pwa.actions.create_identity import refuse_twin
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Shape
from pwa.rules.step_up import Purpose
from pwa.store import identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def edit_identity(by: Caller, handle: str, *, shape: Shape, proof: int) -> None:
    """A new window counts from the next hold on, a new lease from the next switch. Raises NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.EDIT_IDENTITY, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        for person in (by.person, *(member for _, member in identities.members(session, identity))):
            refuse_twin(session, person, shape.name, but=identity.id)
        identities.reshape(session, identity, shape)
        ledger.note(session, ledger.chain_of(session, identity), "identity_edited", at=now, by=by.person, identity=handle, **vars(shape))
