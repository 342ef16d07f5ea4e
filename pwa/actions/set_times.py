"""A keeper says when somebody's Grant stands: always, once from then until then, or every week at the same hours."""

from datetime import datetime

from pwa.actions.end_rights import end_rights
from pwa.actions.park_overrun import park_overrun
from pwa.actions.verify_step_up import use_proof
from pwa.rules.grant_times import Span, Times, Weekly, next_span
from pwa.rules.identity import Role
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.words import Sentence, n_
from pwa.store import grants, leases, ledger, sessions, step_ups, wake
from pwa.store.grants import Given
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session, transaction

NOBODY_LEFT = n_(
    "This is the only keeper whose time does not run out: without one nobody could mind this identity. "
    "Make another keeper first. Nothing was changed."
)
ONESELF = n_("Another keeper changes when you may speak: nobody gives themself more time. Nothing was changed.")
TOLD = n_("%(who)s changed when you can speak as %(name)s. Identities says when.")


def set_times(by: Caller, public_id: str, *, wanted: Span | Weekly | None, proof: int) -> Identity:
    """`wanted`: None for always. Counts at once, for what is open and held too. Raises NotFound, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.SET_TIMES, public_id, now))
        given = grants.kept_by_id(session, by.person, public_id)
        grant, identity, person = given
        sessions.before_leases(session, person)
        grants.locked(session, identity)
        grants.kept_by_id(session, by.person, public_id)  # still: another keeper may have been first
        if person.id == by.person.id and not grants.times(grant).lasting:
            raise NotAllowed(ONESELF)
        times = _times(wanted, grant.from_at, now)
        goes_on = times.lasting and times.span.starts <= now
        if grant.role == Role.KEEPER and not goes_on and not grants.kept_without(session, grant):
            raise NotAllowed(NOBODY_LEFT)
        if not grants.set_times(session, grant, times):
            raise NotFound
        _hold_to(session, given, times, by.person, now)
        if person.id != by.person.id:
            sessions.tell_all(session, person, Sentence(TOLD, who=by.person.name, name=identity.name), now)
        facts = {"identity": identity.handle, "grant": public_id, "of": person.public_id, "role": grant.role, **_facts(times)}
        ledger.note(session, ledger.chain_of(session, identity), "grant_times_set", at=now, by=by.person, **facts)
        wake.ring_after(session, wake.GRANTS)
        return identity


def _times(wanted: Span | Weekly | None, since: datetime, now: datetime) -> Times:
    if isinstance(wanted, Weekly):
        return Times(next_span(wanted, now), wanted)
    span = wanted or Span(now, None)
    return Times(span if span.starts > now else Span(min(since, now), span.ends))


def _hold_to(session: Session, given: Given, times: Times, by: Person, now: datetime) -> None:
    _, identity, person = given
    starts, ends = times.span
    if starts > now:
        end_rights(session, person, identity, reason=ParkingReason.TIME_RAN_OUT, by=by, now=now)
    elif ends:  # leases first: whoever is about to hold under one waits for us, or we for them, and then their post is found
        leases.bound(session, person, identity, ends)
        park_overrun(session, grants.held_past(session, person, identity, ends), now)


def _facts(times: Times) -> dict[str, str]:
    facts = {"from": times.span.starts.isoformat()}
    if times.span.ends:
        facts["until"] = times.span.ends.isoformat()
    return facts | ({"weekly": str(times.weekly)} if times.weekly else {})
