"""Changes what a keeper may change of an identity: everything but the handle."""

from datetime import datetime
from typing import Any

from pwa.actions.create_identity import refuse_twin
from pwa.actions.verify_step_up import use_proof
from pwa.pictures import Decoded, NotAPicture, decode
from pwa.rules.identity import Shape
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.rules.words import n_
from pwa.store import identities, ledger, pictures, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import Session, reading, transaction

NO_CREST = "none"  # the initials again


def edit_identity(by: Caller, handle: str, *, shape: Shape, proof: int, crest: str = "") -> None:
    """A new window counts from the next hold on, a new lease from the next switch. `crest`: a picture of this Person's, or NO_CREST.

    Raises NotFound, NotAllowed, Unfit or StepUpRefused.
    """
    made = _square(by, crest) if crest and crest != NO_CREST else None
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.EDIT_IDENTITY, handle, now))
        identity = identities.kept_by(session, by.person, handle)
        refuse_twin(session, by.person, shape.name, but=identity.id)
        for _, person in identities.members(session, identity):
            refuse_twin(session, person, shape.name, but=identity.id, told_in=identity.organisation_id)
        changed: dict[str, Any] = {what: value for what, value in vars(shape).items() if getattr(identity, what) != value}
        identities.reshape(session, identity, shape)
        if made or crest == NO_CREST:
            changed["crest"] = _wear(session, by, identity, made, now)
        if identity.person_id is not None:
            by.person.name = shape.name  # one name for one person, in the banner and in everybody's receipts
            session.add(by.person)
        # What a personal voice is called is its person's; the record says only that it changed.
        facts = {"changed": sorted(changed)} if identity.person_id is not None else changed
        ledger.note(session, ledger.chain_of(session, identity), "identity_edited", at=now, by=by.person, identity=handle, **facts)


def _square(by: Caller, public_id: str) -> Decoded:
    """Outside of the transaction: it takes a while."""
    try:
        with reading() as session:
            body = pictures.file_of(session, pictures.visible(session, by.person, public_id)).body
        return decode(body, crest=True)
    except (NotFound, NotAPicture) as why:
        raise Unfit(n_("This picture is not here any more. Nothing was changed. Choose it again.")) from why


def _wear(session: Session, by: Caller, identity: Identity, made: Decoded | None, now: datetime) -> str | None:
    """The new crest, or none; returns what the record holds of it."""
    session.add(identity)
    if made is None:
        identity.crest = None
        return None
    picture = pictures.keep(session, by.person, made.body, made.thumbnail, (made.media_type, made.width, made.height), now)
    identity.crest = picture.public_id
    return picture.digest
