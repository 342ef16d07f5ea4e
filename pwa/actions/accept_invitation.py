"""Somebody who is already a Person here takes an invitation up."""

from pwa.actions.create_identity import refuse_twin
from pwa.rules.identity import LeaseEnd, Role
from pwa.rules.refusals import LinkDead, NotAllowed
from pwa.rules.words import Sentence
from pwa.store import identities, leases, ledger
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session, transaction


def accept_invitation(person: Person, token: str) -> str:
    """Returns the handle they may now speak as. Raises LinkDead, or NotAllowed when they already may, or have one of that name."""
    with transaction() as session:
        return accept(session, person, token)


def accept(session: Session, person: Person, token: str) -> str:
    """The same, inside the caller's transaction."""
    now = database_time(session)
    invited = identities.invitation(session, token)
    if invited is None:
        raise LinkDead
    identity = session.get_one(Identity, invited.identity_id)
    if any(owner.id == person.id for _, owner in identities.members(session, identity)):
        raise NotAllowed(Sentence("You can already speak as %(name)s. The link was not used.", name=identity.name))
    refuse_twin(session, person, identity.name)
    if not identities.use_invitation(session, invited, person, now):
        raise LinkDead
    leases.end_of_person(session, person, identity, LeaseEnd.GRANT_ENDED, now)  # one left over from an earlier grant never revives
    grant = identities.give(session, identity, person, Role(invited.role), invited.made_by, now)
    facts = {"identity": identity.handle, "grant": grant.public_id, "role": grant.role, "invitation": invited.public_id}
    ledger.note(session, ledger.chain_of(session, identity), "grant_given", at=now, by=person, **facts)
    return identity.handle
