"""A keeper locks the phones of a member: one call from a frightened colleague is enough, and it takes no step-up.

A keeper reaches as far as what they keep. Whatever the member had pending as these identities ends, and none of it opens again before
a keeper's yes. Their signed-in browsers are signed out, wherever they are, and nothing is said of how many there were or which. What
they hold as themself or for somebody else's organisation goes its way, and their passkeys open all that again as soon as they sign in.
"""

from pwa.actions.end_lease import note_ended
from pwa.actions.end_rights import end_rights
from pwa.actions.lock_phone import chains_of, end_sessions, note_sessions, signed_in
from pwa.actions.verify_step_up import use_proof
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import grants, identities, ledger, locks, sessions, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session, once_more, transaction


@once_more
def lock_member(by: Caller, grant_id: str) -> None:
    """By a keeper of what the right is on. Raises NotFound, also for one's own: that is what the sessions page is for."""
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        _, identity, person = grants.by_id(session, grant_id)
        if person.id == by.person.id:
            raise NotFound
        kept = _kept_by_both(session, by.person, person)
        if identity.id not in {one.id for one in kept}:
            raise NotFound
        closed, ended = end_sessions(session, signed_in(session, person), now)
        locked = locks.grants(session, person, kept, by.person, now)
        reason, chains = ParkingReason.PHONE_LOCKED, chains_of(session, ended, person)
        end_rights(session, person, *kept, reason=reason, by=by.person, now=now, chains=chains)
        here = {one.id for one in kept}
        note_ended(session, [lease for lease in ended if lease.identity_id in here], by.person, now)
        note_ended(session, [lease for lease in ended if lease.identity_id not in here], None, now)  # who it was is not theirs to know
        note_sessions(session, closed, person, by.person, now)
        for grant in locked:
            one = session.get_one(Identity, grant.identity_id)
            facts = {"identity": one.handle, "grant": grant.public_id, "of": person.public_id}
            ledger.note(session, ledger.chain_of(session, one), "member_locked", at=now, by=by.person, **facts)


def open_member(by: Caller, grant_id: str, *, proof: int) -> str:
    """The yes: they may speak again as this identity. Returns its handle. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.CONFIRM_PASSKEY, grant_id, now))
        grant, identity, person = locks.kept_by(session, by.person, grant_id)
        if not locks.open_grant(session, grant):
            raise NotFound
        facts = {"identity": identity.handle, "grant": grant_id, "of": person.public_id}
        ledger.note(session, ledger.chain_of(session, identity), "member_opened", at=now, by=by.person, **facts)
        return identity.handle


def _kept_by_both(session: Session, keeper: Person, person: Person) -> list[Identity]:
    """What the one keeps and the other may speak as, now or later; the rows locked in one order, so that no two keepers lock each other."""
    theirs = {one.id for one in identities.usable_by(session, person)} | {one.id for _, one in grants.coming(session, person)}
    shared = sorted((one for one in identities.kept(session, keeper) if one.id in theirs), key=lambda one: one.id)
    for one in shared:
        grants.locked(session, one)
    still = {one.id for one in identities.kept(session, keeper)}
    return [one for one in shared if one.id in still]
