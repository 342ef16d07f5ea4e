"""An approval that is refused, was not given in time, or counts no longer: the Post is parked in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from pwa.actions.keep_holding import note_parked
from pwa.rules.approval import ApprovalEnd
from pwa.rules.post import ParkingReason
from pwa.rules.words import Sentence, n_
from pwa.store import approvals, ledger, people, posts, sessions
from pwa.store.approvals import Asked
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Person
from pwa.store.transaction import Session, reading, transaction

AT_ONCE = 50
REFUSED = n_("%(who)s said no to what you held as %(name)s. It is parked, and its page says why. Nothing has gone out.")
NO_YES = n_("What you held as %(name)s has no colleague’s yes. It is parked, and nothing has gone out.")


def lose_approvals(
    session: Session, those: Sequence[Asked], why: ApprovalEnd, now: datetime, *, by: Person | None, reason: str | None = None
) -> list[Asked]:
    """The rows only: what is parked now. Its lines are `note_lost`'s, once no more rows are to be taken: rows first, then a chain."""
    for holder in sorted({post.person_id for post, _ in those}):  # first: whoever locks a phone of theirs has one in hand
        sessions.before_leases(session, people.person(session, holder))
    lost = [(post, approval) for post, approval in those if posts.park(session, post, ParkingReason.APPROVAL_LOST, now, by=by)]
    for _, approval in lost:
        approvals.end(session, approval, why, now, by=by, reason=reason)
    return lost


def note_lost(
    session: Session, lost: Sequence[Asked], why: ApprovalEnd, now: datetime, *, by: Person | None, reason: str | None = None
) -> None:
    """Two lines for each: what became of the approval, and that it was parked. Whoever is concerned is told."""
    for post, approval in lost:
        verb = "approval_refused" if why is ApprovalEnd.REFUSED else "approval_void"
        identity = session.get_one(Identity, post.identity_id)
        facts = {"post": post.public_id, "identity": identity.handle, "payload": approval.payload_digest}
        facts |= {"reason": ledger.keep_text(session, reason)} if reason else {"why": why}
        ledger.note(session, ledger.chain_of(session, identity), verb, at=now, by=by, **facts)
        note_parked(session, post, identity, ParkingReason.APPROVAL_LOST, by, now)
        named = {"name": identity.name, "who": by.name if by else ""}
        holder, told = people.person(session, post.person_id), REFUSED if reason else NO_YES
        sessions.tell_all(session, holder, Sentence(told, **named), now)


def park_unanswered() -> int:
    """What nobody said yes to in time never leaves by itself. Returns how many; call again until it is none."""
    with reading() as session:
        over = approvals.unanswered(session, AT_ONCE)
    return sum(_park(one) for one in over)


def _park(one: Asked) -> bool:
    with transaction() as session:  # one each, as everything that is set aside
        now = database_time(session)
        lost = lose_approvals(session, [one], ApprovalEnd.UNANSWERED, now, by=None)
        note_lost(session, lost, ApprovalEnd.UNANSWERED, now, by=None)
        return bool(lost)
