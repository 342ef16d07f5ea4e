"""Ends a Person's right to an official identity, and with it everything of theirs that is pending, in one transaction."""

from pwa.actions.end_rights import end_rights
from pwa.actions.keep_as_own import bring_home, note_home
from pwa.actions.verify_step_up import use_proof
from pwa.rules.identity import Role
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.store import grants, identities, ledger, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction

LAST_KEEPER = n_("This is the last keeper: without one nobody could mind this identity. Make another keeper first. Nothing was changed.")


def end_grant(by: Caller, public_id: str, *, proof: int) -> str:
    """By a keeper, or by the person themself. Returns the identity's handle. Raises NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.END_GRANT, public_id, now))
        grant, identity, person = grants.by_id(session, public_id)
        grants.locked(session, identity)  # before we look whether they keep it: two keepers who remove each other take turns
        if person.id != by.person.id and identities.grant_of(session, by.person, identity).role != Role.KEEPER:
            raise NotFound
        if grant.role == Role.KEEPER and grant.locked_at is None and not grants.kept_without(session, grant):
            raise NotAllowed(LAST_KEEPER)
        if not identities.end_grant(session, grant, by.person, now):
            raise NotFound
        moved = bring_home(session, person, identity, now)
        chains = [ledger.chain_of_person(person)] if moved else []
        end_rights(session, person, identity, reason=ParkingReason.GRANT_ENDED, by=by.person, now=now, chains=chains)
        note_home(session, person, moved, by.person, now)
        facts = {"identity": identity.handle, "grant": public_id, "of": person.public_id, "role": grant.role}
        ledger.note(session, ledger.chain_of(session, identity), "grant_ended", at=now, by=by.person, **facts)
        return identity.handle
