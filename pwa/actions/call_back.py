"""A keeper makes a link that lets a member who lost their passkeys back in."""

from datetime import datetime

from pwa.actions.invite import INVITATION_LIFE
from pwa.actions.tell_keepers import tell_keepers
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Role
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.secrets import fingerprint, new_token
from pwa.store import grants, identities, invitations, ledger, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Grant, Identity, Invitation, Person
from pwa.store.transaction import Session, transaction

MADE = n_("%(keeper)s made a link that lets a new phone in as you. If you did not ask for it, stop it under Passkeys.")
ONESELF = n_("Nobody lets themself back in: another keeper does that, or one of your recovery codes. Nothing was changed.")


def call_back(by: Caller, grant_id: str, *, proof: int) -> tuple[str, datetime, Identity, Person]:
    """The link's token, shown once, until when it can be opened, to what and for whom. Raises NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CALL_BACK, grant_id, now))
        grant, identity, member = grants.by_id(session, grant_id)
        if identities.grant_of(session, by.person, identity).role != Role.KEEPER:
            raise NotFound
        if member.id == by.person.id:
            raise NotAllowed(ONESELF)
        token, invited = make_way_back(session, grant, identity, member, by=by.person, now=now)
        sessions.tell_all(session, member, Sentence(MADE, keeper=by.person.name), now)
        said = n_("%(keeper)s made a link that lets %(person)s back in to %(name)s.")
        told = Sentence(said, keeper=by.person.name, person=member.name, name=identity.name)
        tell_keepers(session, identity, told, now, but=by.person.id)
        return token, invited.expires_at, identity, member


def make_way_back(
    session: Session, grant: Grant, identity: Identity, member: Person, *, by: Person | None, now: datetime
) -> tuple[str, Invitation]:
    """Inside the caller's transaction: the link's token and its row, noted for the organisation and for the member. Older ones die."""
    for older, where, _ in invitations.for_member(session, member):
        if where.id == identity.id:
            invitations.end(session, older, by, now)
    invited = Invitation(
        token_hash=fingerprint(token := new_token()),
        identity_id=identity.id,
        name=member.name,
        role=grant.role,
        back_for=member.id,
        made_by=by.id if by else None,
        made_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    session.add(invited)
    session.flush()
    facts = {"identity": identity.handle, "invitation": invited.public_id, "of": member.public_id}
    note_both(session, identity, member, "called_back", by, now, **facts, until=invited.expires_at.isoformat())
    return token, invited


def note_both(session: Session, identity: Identity, member: Person, verb: str, by: Person | None, now: datetime, /, **facts: str) -> None:
    """A line in the organisation's chain and the same in the member's own."""
    chains = (ledger.chain_of(session, identity), ledger.chain_of_person(member))
    ledger.take_turns(session, *chains)
    for chain in chains:
        ledger.note(session, chain, verb, at=now, by=by, **facts)
