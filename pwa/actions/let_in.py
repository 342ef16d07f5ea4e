"""A keeper who has compared the phrase lets in whoever waits at an invitation."""

from datetime import datetime

from pwa.actions.accept_invitation import may_come_to
from pwa.actions.newcomer import admit, read_again
from pwa.actions.say_it_is_them import say_it_is_them
from pwa.actions.tell_keepers import tell_keepers
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import LeaseEnd, Role
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence
from pwa.store import identities, invitations, leases, ledger, people, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Arrival, Identity, Invitation, Person
from pwa.store.transaction import Session, once_more, transaction


@once_more
def let_in(by: Caller, public_id: str, *, proof: int) -> str:
    """Returns the identity's handle. Raises NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.LET_IN, public_id, now))
        invited = invitations.kept_by(session, by.person, public_id)
        waits = invitations.arrival(session, invited)
        if waits is None:
            raise NotFound
        identity = session.get_one(Identity, invited.identity_id)
        if invited.back_for is not None:
            say_it_is_them(session, invited, waits, identity, by.person, now)
            return identity.handle
        person = _who(session, waits, identity)
        _give(session, invited, identity, person, by, now)
        said = Sentence("%(keeper)s let %(person)s in to %(name)s.", keeper=by.person.name, person=person.name, name=identity.name)
        tell_keepers(session, identity, said, now, but=by.person.id)
        said = Sentence("%(keeper)s let you in: you can speak as %(name)s now.", keeper=by.person.name, name=identity.name)
        sessions.tell_all(session, person, said, now)
        return identity.handle


def _who(session: Session, waits: Arrival, identity: Identity) -> Person:
    """Whoever waits: a Person from now on, or one already."""
    if waits.person_id is not None:
        person = people.person(session, waits.person_id)
        may_come_to(session, person, identity, told_in=identity.organisation_id)
        return person
    if waits.enrolment is None:
        raise NotFound
    person, _ = admit(session, read_again(waits.enrolment), device=waits.device, founder=False, beside=identity.colour)
    may_come_to(session, person, identity, told_in=identity.organisation_id)
    return person


def _give(session: Session, invited: Invitation, identity: Identity, person: Person, by: Caller, now: datetime) -> None:
    if not invitations.use(session, invited, person, now):
        raise NotFound
    leases.end_of_person(session, person, identity, LeaseEnd.GRANT_ENDED, now)  # one left over from an earlier grant never revives
    grant = identities.give(session, identity, person, Role(invited.role), by.person.id, now)
    facts = {"identity": identity.handle, "grant": grant.public_id, "role": grant.role, "invitation": invited.public_id}
    facts |= {"to": person.public_id, "invited_by": people.person(session, invited.made_by).public_id if invited.made_by else ""}
    ledger.note(session, ledger.chain_of(session, identity), "grant_given", at=now, by=by.person, **facts)
