"""A member whom keepers let back in comes in with their new passkey; all that was theirs before, sessions and passkeys, ends."""

from datetime import datetime, timedelta

from pwa.actions.end_session import close
from pwa.actions.newcomer import Newcomer, read_again
from pwa.actions.tell_keepers import tell_keepers
from pwa.actions.verify_new_passkey import must_be_new
from pwa.rules.identity import RECOVERED_PASSKEY_HOURS, REENTRY_HOURS
from pwa.rules.refusals import LinkDead
from pwa.rules.words import Sentence, n_
from pwa.store import identities, invitations, ledger, locks, people, sessions, vouches
from pwa.store.moments import database_time
from pwa.store.tables import Arrival, Identity, Invitation, Passkey, Person, SessionKind, SessionRow
from pwa.store.transaction import Session, once_more, transaction


def comes_in_from(invited: Invitation, waits: Arrival) -> datetime | None:
    """From when a member may come in. None: no keeper has said yes. Two keepers' yes opens it at once, one's after a day.

    Until then any session of the member's can stop it: one keeper alone never takes over somebody who is still there.
    """
    if invited.made_by is None:
        return waits.at  # whoever runs the server let them in
    if waits.yes_at is None:
        return None
    return waits.yes_at if waits.second_yes_by else max(waits.yes_at, waits.at + timedelta(hours=REENTRY_HOURS))


@once_more
def come_back(row: SessionRow, token: str) -> str:
    """Returns the token of a signed-in Session. Raises LinkDead when this browser may not come in, or not yet."""
    with transaction() as session:
        now = database_time(session)
        invited = invitations.of_link(session, token)
        waits = invitations.arrival(session, invited) if invited else None
        if invited is None or invited.back_for is None or waits is None or waits.session_id != row.id or waits.enrolment is None:
            raise LinkDead
        opens = comes_in_from(invited, waits)
        if opens is None or now < opens:
            raise LinkDead
        member, identity = people.person(session, invited.back_for), session.get_one(Identity, invited.identity_id)
        who = read_again(waits.enrolment)
        theirs = [grant for grant, one in identities.members(session, identity, locked_too=True) if one.id == member.id]
        grant_is_there = any(grant.given_at <= invited.made_at for grant in theirs)  # and not another one, given since
        if not grant_is_there or not invitations.use(session, invited, member, now):
            raise LinkDead
        key = _new_passkey(session, member, who, now)
        said_yes = people.person(session, waits.yes_by) if waits.yes_by is not None and invited.made_by is not None else None
        if said_yes is not None:
            vouches.vouch(session, key, identity, said_yes, now)
        _everything_old_ends(session, member, invited, identity, key, now, said_yes=said_yes)
        sessions.end(session, row.id, "came_back", now)
        return sessions.open_session(session, SessionKind.SIGNED_IN, person=member, passkey_id=key.id, device=row.device, now=now)[1]


def _new_passkey(session: Session, member: Person, who: Newcomer, now: datetime) -> Passkey:
    must_be_new(session, who.key)
    for old in people.passkeys(session, member):
        old.removed_at = now
    official_from = now + timedelta(hours=RECOVERED_PASSKEY_HOURS)
    key = people.enrol(session, member, who.key, who.key_name, now, official_from=official_from)
    people.new_recovery_set(session, member, now)
    return key


def _everything_old_ends(
    session: Session, member: Person, invited: Invitation, identity: Identity, key: Passkey, now: datetime, *, said_yes: Person | None
) -> None:
    elsewhere = vouches.lock_elsewhere(session, member, said_yes, now) if said_yes is not None else []
    if invited.made_by is None:
        for grant, who in identities.members(session, identity, locked_too=True):
            if who.id == member.id:
                locks.open_grant(session, grant)
    chains = {ledger.chain_of(session, one) for one in (identity, *(other for _, other in elsewhere))} | {ledger.chain_of_person(member)}
    close(session, sessions.of_person(session, member), "came_back", member, now)
    ledger.take_turns(session, *chains)
    facts = {"passkey": key.public_id, "invitation": invited.public_id, "of": member.public_id}
    for chain in (ledger.chain_of(session, identity), ledger.chain_of_person(member)):
        ledger.note(session, chain, "came_back", at=now, by=member, **facts)
    tell_keepers(session, identity, Sentence("%(person)s came back with a new passkey.", person=member.name), now, but=member.id)
    for grant, other in elsewhere:
        facts = {"identity": other.handle, "grant": grant.public_id}
        ledger.note(session, ledger.chain_of(session, other), "grant_locked", at=now, by=member, **facts)
        said = n_("%(person)s came back with a new passkey, and cannot speak as %(name)s until a keeper says that it is them.")
        tell_keepers(session, other, Sentence(said, person=member.name, name=other.name), now, but=member.id)
