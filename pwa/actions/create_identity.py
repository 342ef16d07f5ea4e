"""Founds an Organisation's official Identity; whoever founds it is its first keeper."""

from pwa.actions.verify_step_up import use_proof
from pwa.rules import text
from pwa.rules.identity import Role, Shape
from pwa.rules.identity import handle as valid_handle
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Organisation, Person
from pwa.store.transaction import Session, once_more, transaction


@once_more
def create_identity(by: Caller, *, organisation: str, handle: str, shape: Shape, proof: int) -> None:
    """Raises NotFound (not theirs to found), Unfit, NotAllowed (the handle or the name is taken) or StepUpRefused."""
    organisation, handle = text.name(organisation, what=n_("organisation")), valid_handle(handle)
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CREATE_IDENTITY, "", now))
        if not may_found(session, by.person):
            raise NotFound
        if identities.taken(session, handle):
            raise NotAllowed(Sentence("The handle %(handle)s is taken. Choose another one. Nothing was changed.", handle=handle))
        refuse_twin(session, by.person, shape.name)
        body = Organisation(name=organisation, founded_at=now, founded_by=by.person.id)
        session.add(body)
        session.flush()
        identity = identities.make(session, handle, shape, organisation=body, by=by.person, now=now)
        identities.give(session, identity, by.person, Role.KEEPER, by.person.id, now)
        facts = {"identity": handle, "organisation": organisation, **vars(shape)}
        ledger.note(session, ledger.chain_of(session, identity), "identity_created", at=now, by=by.person, **facts)


def may_found(session: Session, person: Person) -> bool:
    """Whoever set the server up, and every keeper, may found another official identity."""
    return person.founder or bool(identities.kept(session, person))


def refuse_twin(session: Session, person: Person, name: str, *, but: int | None = None) -> None:
    """No two identities of one Person share a name: nobody could tell them apart in a hurry. Raises NotAllowed."""
    same = [one for one in identities.usable_by(session, person) if one.name.casefold() == name.casefold() and one.id != but]
    if same:
        said = n_("%(person)s already speaks as %(name)s. Two identities of one person need different names. Nothing was changed.")
        raise NotAllowed(Sentence(said, person=person.name, name=same[0].name))
