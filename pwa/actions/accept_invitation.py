"""Somebody who is already a Person here opens an invitation, and waits for a keeper's yes."""

from pwa.actions.create_identity import refuse_twin
from pwa.actions.run_out import make_way
from pwa.actions.tell_keepers import tell_keepers
from pwa.rules.phrase import phrase
from pwa.rules.refusals import LinkDead, NotAllowed
from pwa.rules.words import Sentence, n_
from pwa.secrets import new_salt
from pwa.store import identities, invitations, ledger, locks
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Invitation, Person, SessionRow
from pwa.store.transaction import Session, transaction

LOCKED = n_("%(name)s is locked for you: a keeper opens it again. The link was not used.")


def accept_invitation(by: Caller, token: str) -> str:
    """Returns the phrase. Raises LinkDead, or NotAllowed when they already may, or have a voice of that name."""
    with transaction() as session:
        invited = invitations.of_link(session, token)
        if invited is None or invited.back_for is not None:
            raise LinkDead
        may_come_to(session, by.person, session.get_one(Identity, invited.identity_id))
        return wait_at(session, token, by.session, person=by.person, enrolment=None)


def may_come_to(session: Session, person: Person, identity: Identity, *, told_in: int | None = None) -> None:
    """Raises NotAllowed when they already may speak as it, or have a voice of that name. `told_in`: see `refuse_twin`."""
    if any(owner.id == person.id for _, owner in identities.members(session, identity)):
        raise NotAllowed(Sentence("You can already speak as %(name)s. The link was not used.", name=identity.name))
    if any(one.id == identity.id for _, one, _ in locks.of_person(session, person)):
        raise NotAllowed(Sentence(LOCKED, name=identity.name))
    make_way(session, person, identity, database_time(session))
    refuse_twin(session, person, identity.name, told_in=told_in)


def wait_at(session: Session, token: str, row: SessionRow, *, person: Person | None, enrolment: str | None) -> str:
    """Inside the caller's transaction: this browser waits at the invitation, and every keeper hears of it. Returns the phrase.

    Raises LinkDead.
    """
    now = database_time(session)
    invited = invitations.of_link(session, token)
    if invited is None:
        raise LinkDead
    waits = invitations.open_it(session, invited, row, phrase(new_salt()), now, person=person, enrolment=enrolment)
    if waits is None:
        raise LinkDead
    identity = session.get_one(Identity, invited.identity_id)
    tell_keepers(session, identity, opened_words(invited, identity), now)
    if invited.back_for is None:
        facts = {"identity": identity.handle, "invitation": invited.public_id, "device": row.device}
        ledger.note(session, ledger.chain_of(session, identity), "invitation_opened", at=now, by=person, **facts)
    return waits.phrase


def opened_words(invited: Invitation, identity: Identity) -> Sentence:
    """What keepers are told."""
    if invited.back_for is not None:
        return Sentence("A phone waits to come back in to %(name)s as %(person)s.", person=invited.name, name=identity.name)
    return Sentence(
        "Somebody opened the invitation of %(person)s to %(name)s and waits for a keeper’s yes.", person=invited.name, name=identity.name
    )
