"""Releases what is due: the moment a Post leaves the hold, irreversible. What is far too late is parked and asks."""

from pwa.actions.keep_holding import note_parked
from pwa.rules.post import ParkingReason
from pwa.store import deliveries, ledger, posts
from pwa.store.moments import database_time
from pwa.store.tables import Identity
from pwa.store.transaction import transaction

AT_ONCE = 100


def release_due() -> int:
    """Returns how many Posts were released; call again while it returns a full batch of AT_ONCE."""
    with transaction() as session:
        released = posts.release_due(session, AT_ONCE)  # first of all: each statement before it would make it later
        now = database_time(session)
        deliveries.make_due(session, released, now)
        late = [post for post in posts.late(session, AT_ONCE) if posts.park(session, post, ParkingReason.LATE, now, by=None)]
        spoken = [(post, session.get_one(Identity, post.identity_id)) for post in (*released, *late)]
        lines = [(ledger.chain_of(session, identity), post.due_at, post, identity) for post, identity in spoken]
        for chain, due_at, post, identity in sorted(lines, key=lambda line: line[:2]):  # chains in one order, or two couriers deadlock
            if post in late:
                note_parked(session, post, identity, ParkingReason.LATE, None, now)
            else:
                facts = {"post": post.public_id, "identity": identity.handle, "due": due_at.isoformat()}
                ledger.note(session, chain, "released", at=post.released_at or now, by=None, **facts)
        return len(released)
