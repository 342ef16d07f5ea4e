"""Stops everything that could leave by itself: an older copy of the store has come back, and what it still holds may have left before."""

from typing import NamedTuple

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason
from pwa.store import copies, ledger, older_copy
from pwa.store.ledger import Note
from pwa.store.moments import database_time
from pwa.store.older_copy import Stopped
from pwa.store.transaction import once_more, transaction


class Parked(NamedTuple):
    """How many Posts and Deliveries wait for a person now."""

    posts: int
    deliveries: int


@once_more
def park_restored() -> Parked:
    """Needs nobody's leave. What was held or due is parked, what was under way is unsure, and all of it asks; no word is lost."""
    with transaction() as session:
        now = database_time(session)
        posts, due, under_way = (
            older_copy.park_posts(session, now),
            older_copy.park_deliveries(session),
            older_copy.doubt_deliveries(session),
        )
        unchanged = older_copy.drop_edits(session, now)
        stopped = (*posts, *due, *under_way, *(one.what for one in unchanged))
        voices = ledger.chains_of(session, {one.identity_id for one in stopped})

        def line(verb: str, one: Stopped, **facts: str | int) -> Note:
            handle, chain = voices[one.identity_id]
            return Note(chain, verb, now, {"post": one.post, "identity": handle, **facts})

        notes = [line("parked", one, reason=ParkingReason.RESTORED) for one in posts]
        for state, those in ((DeliveryState.PARKED, due), (DeliveryState.UNSURE, under_way)):
            notes += [line(f"delivery_{state}", one, delivery=one.delivery, part=one.part) for one in those]
        for what, edit, network in unchanged:
            where = {"delivery": what.delivery, "edit": edit, "network": network}
            notes.append(line(f"edit_{DeliveryState.DROPPED}", what, part=what.part, **where))
        parked = Parked(len(posts), len(due) + len(under_way))
        ledger.note_all(session, [*notes, Note(ledger.SERVER, older_copy.VERB, now, parked._asdict())])
        copies.is_no_copy(session)
        return parked
