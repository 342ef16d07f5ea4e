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
        changed = {what: value for what, value in vars(shape).items() if getattr(identity, what) != value}
        identities.reshape(session, identity, shape)
        if identity.person_id is not None:
            by.person.name = shape.name  # one name for one person, in the banner and in everybody's receipts
            session.add(by.person)
        # What a personal voice is called is its person's; the record says only that it changed.
        facts = {"changed": sorted(changed)} if identity.person_id is not None else changed
        ledger.note(session, ledger.chain_of(session, identity), "identity_edited", at=now, by=by.person, identity=handle, **facts)
