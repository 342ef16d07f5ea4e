"""Parks what would leave after the time of whoever held it has run out. It is known at the hold, so no screen promises otherwise."""

from collections.abc import Sequence
from datetime import datetime

from pwa.actions.keep_holding import note_parked
from pwa.rules.post import ParkingReason
from pwa.store import posts
from pwa.store.tables import Identity, Post
from pwa.store.transaction import Session

REASON = ParkingReason.TIME_RAN_OUT


def park_overrun(session: Session, overrunning: Sequence[tuple[Post, Identity]], now: datetime) -> list[Post]:
    """Inside the caller's transaction. Whoever may still speak as the Identity can hold it again. Returns what was parked."""
    parked = [(post, identity) for post, identity in overrunning if posts.park(session, post, REASON, now, by=None)]
    for post, identity in parked:
        note_parked(session, post, identity, REASON, None, now)
    return [post for post, _ in parked]
