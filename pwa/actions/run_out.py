"""When the time of a Grant runs out: what hung on it ends, and the Grant too, or it goes on to its next time of the week."""

from datetime import datetime
from typing import Any

from pwa.actions.end_rights import end_rights
from pwa.actions.keep_as_own import bring_home, note_home
from pwa.rules.grant_times import Span, next_span
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotAllowed
from pwa.rules.words import Sentence, n_
from pwa.store import grants, ledger, sessions
from pwa.store.grants import Given
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session, reading, transaction

AT_ONCE = 100
LONGEST_SLEEP = 600.0  # seconds: a bell rings when an end is set
OVER = n_("Your time as %(name)s is over. Drafts that you had begun there are kept.")
HOME = n_("Your time as %(name)s is over. Drafts that you had begun there are your own now.")
PARKED = n_("Your time as %(name)s is over, and something you held is parked. Whoever speaks as %(name)s can hold it again.")

TO_COME = n_("You can speak as %(name)s already, at the times that Identities says. The link was not used.")


def keep_time() -> float:
    """All that has run out, and for how many seconds nothing more will."""
    while run_out_due():
        pass
    with reading() as session:
        at = grants.next_end(session)
        pause = (at - database_time(session)).total_seconds() if at else LONGEST_SLEEP
    return min(max(pause, 0.0), LONGEST_SLEEP)


def run_out_due() -> int:
    """Returns how many times of Grants had run out; call again until it is none."""
    with reading() as session:
        over = grants.over(session, AT_ONCE)
    return sum(_run_out(given) for given in over)


def _run_out(given: Given) -> bool:
    with transaction() as session:
        return run_out(session, given, database_time(session))


def run_out(session: Session, given: Given, now: datetime) -> bool:
    """Inside the caller's transaction. What was to leave within its time still does. False: somebody else was first."""
    grant, identity, person = given
    times = grants.times(grant)
    to = next_span(times.weekly, now) if times.weekly else None
    sessions.before_leases(session, person)
    if not grants.pass_over(session, grant, to, now):
        return False
    moved = [] if to else bring_home(session, person, identity, now)
    how: dict[str, Any] = {"reason": ParkingReason.TIME_RAN_OUT, "by": None, "now": now, "until": times.span.ends}
    [ended] = end_rights(session, person, identity, **how, chains=[ledger.chain_of_person(person)] if moved else [])
    note_home(session, person, moved, None, now)
    if ended.leases or ended.posts or moved:
        said = PARKED if ended.posts else OVER if to else HOME
        sessions.tell_all(session, person, Sentence(said, name=identity.name), now)
    facts = {"identity": identity.handle, "grant": grant.public_id, "of": person.public_id, "role": grant.role}
    ledger.note(session, ledger.chain_of(session, identity), "grant_ran_out", at=now, by=None, **facts, **_until(times.span, to))
    return True


def make_way(session: Session, person: Person, identity: Identity, now: datetime) -> None:
    """Before another Grant is given, inside the caller's transaction. Raises NotAllowed while there is one whose time will come."""
    grant = grants.waiting(session, identity, person)
    if grant is None:
        return
    if grant.weekly or grant.from_at > now:
        raise NotAllowed(Sentence(TO_COME, name=identity.name))
    run_out(session, (grant, identity, person), now)


def _until(over: Span, to: Span | None) -> dict[str, str]:
    until = {"until": over.ends.isoformat()} if over.ends else {}
    return until | ({"again": to.starts.isoformat()} if to else {})
