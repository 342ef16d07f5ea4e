"""Keep holding: a person stops the countdown; the Post waits until somebody holds it again or undoes it."""

from datetime import datetime

from pwa.rules.alert import AlertKind
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import AlreadyDone, TooLate
from pwa.store import alerts, ledger, posts
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Person, Post
from pwa.store.transaction import Session, transaction


def keep_holding(public_id: str, *, by: Person) -> None:
    """Any speaker may; it needs no step-up. Parking what is parked is no harm. Raises NotFound, TooLate or AlreadyDone."""
    with transaction() as session:
        now = database_time(session)
        post, identity = posts.visible(session, by, public_id)
        if posts.park(session, post, ParkingReason.KEPT, now, by=by):
            note_parked(session, post, identity, ParkingReason.KEPT, by, now)
            return
        session.refresh(post)
    if post.state == PostState.RELEASED:
        raise TooLate(post.released_at)
    if post.state != PostState.PARKED:
        raise AlreadyDone


def note_parked(session: Session, post: Post, identity: Identity, reason: ParkingReason, by: Person | None, now: datetime) -> None:
    """Inside the caller's transaction: the line for a Post that was parked."""
    chain = ledger.chain_of(session, identity)
    ledger.note(session, chain, "parked", at=now, by=by, post=post.public_id, identity=identity.handle, reason=reason)
    if reason is ParkingReason.KEPT:
        alerts.untrue(session, identity)  # a person's own doing: only phones that say it goes out hear of it
    else:
        alerts.note(session, AlertKind.PARKED, post, now)
