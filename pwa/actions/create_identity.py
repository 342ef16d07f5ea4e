"""Makes an official Identity, of a new Organisation or of one whose keeper one is; whoever makes it is its first keeper."""

from pwa.actions.verify_step_up import use_proof
from pwa.rules import text
from pwa.rules.identity import Role, Shape
from pwa.rules.identity import handle as valid_handle
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import identities, ledger, organisations, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Person
from pwa.store.transaction import Session, once_more, transaction


@once_more
def create_identity(by: Caller, *, organisation: str = "", of: str = "", handle: str, shape: Shape, proof: int) -> None:
    """For a new body of this name, or for the one whose public id is `of`: then every other keeper there is told.

    Raises NotFound (not theirs to found), Unfit, NotAllowed (the handle or the name is taken) or StepUpRefused.
    """
    named, handle = "" if of else text.name(organisation, what=n_("organisation")), valid_handle(handle)
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CREATE_IDENTITY, "", now))
        if not may_found(session, by.person):
            raise NotFound
        if identities.taken(session, handle):
            raise NotAllowed(Sentence("The handle %(handle)s is taken. Choose another one. Nothing was changed.", handle=handle))
        refuse_twin(session, by.person, shape.name)
        body = organisations.kept_by(session, by.person, of) if of else organisations.found(session, named, by.person, now)
        identity = identities.make(session, handle, shape, organisation=body, by=by.person, now=now)
        identities.give(session, identity, by.person, Role.KEEPER, by.person.id, now)
        facts = {"identity": handle, "organisation": body.name, **vars(shape)}
        ledger.note(session, ledger.chain_of(session, identity), "identity_created", at=now, by=by.person, **facts)
        told = Sentence(
            "%(person)s made %(name)s, another official identity of %(body)s.", person=by.person.name, name=shape.name, body=body.name
        )
        for keeper in organisations.keepers(session, body):
            if keeper.id != by.person.id:
                sessions.tell_all(session, keeper, told, now)


def may_found(session: Session, person: Person) -> bool:
    """Whoever set the server up, and every keeper, may found another official identity."""
    return person.founder or bool(identities.kept(session, person))


def refuse_twin(session: Session, person: Person, name: str, *, but: int | None = None, told_in: int | None = None) -> None:
    """No two identities of one Person share a name: nobody could tell them apart in a hurry. Raises NotAllowed.

    `told_in`: the number of the Organisation that somebody else is told in. What that Person may do in another one is none of its business.
    """
    theirs = [one for one in identities.usable_by(session, person) if one.name.casefold() == name.casefold() and one.id != but]
    same = [one for one in theirs if told_in is None or one.organisation_id in (None, told_in)]
    if same:
        said = n_("%(person)s already speaks as %(name)s. Two identities of one person need different names. Nothing was changed.")
        raise NotAllowed(Sentence(said, person=person.name, name=same[0].name))
