"""Parks what a stop caught: what is held, and what left the outbox and no network was asked for yet. Nothing of it could leave anyway."""

from pwa.actions.edit_due import drop_edit, note_edit
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason
from pwa.store import ledger, own_ups, people, stops, wake
from pwa.store.ledger import Note
from pwa.store.moments import database_time
from pwa.store.tables import Stop
from pwa.store.transaction import Session, once_more, reading, transaction

AT_ONCE = 250


def finish_stops() -> int:
    """A courier's part, for a process may have died at it. Returns how many things were parked; call again until it is none."""
    with reading() as session:
        standing = stops.all_standing(session)
    return sum(finish_stop(stop) for stop in standing)


@once_more
def finish_stop(stop: Stop) -> int:
    """Some of it, in one transaction. Nothing once it has ended: what is held since then is nobody's to stop but a person's."""
    with transaction() as session:
        return park_some(session, stop, AT_ONCE) if stops.stands(session, stop) else 0


def park_some(session: Session, stop: Stop, at_most: int) -> int:
    """Inside the caller's transaction: each with its line, by whoever stopped everything."""
    now = database_time(session)
    posts = stops.park_posts(session, stop, now, at_most)  # first: a release that is being committed has made its Deliveries by then
    aside = stops.park_deliveries(session, stop, at_most)
    edits = [edit for edit in own_ups.edits_stopped(session, stop.organisation_id) if drop_edit(session, edit, now)]
    if not posts and not aside and not edits:
        return 0
    by = people.person(session, stop.person_id).public_id
    voices = ledger.chains_of(session, {one.identity_id for one in (*posts, *aside)})
    notes = []
    for one in (*posts, *aside):
        handle, chain = voices[one.identity_id]
        where = {"post": one.post, "identity": handle, "reason": str(ParkingReason.STOPPED)}
        verb = f"delivery_{DeliveryState.PARKED}" if one.delivery else "parked"
        notes.append(Note(chain, verb, now, where | ({"delivery": one.delivery, "part": one.part} if one.delivery else {}), by))
    ledger.note_all(session, notes)
    for edit in edits:  # it is asked for again, or never: after a stop nothing is changed by itself
        note_edit(session, edit, DeliveryState.DROPPED, now, people.person(session, stop.person_id))
    wake.ring_after(session, wake.ALERTS)  # phones that say it goes out are not right any more
    return len(notes) + len(edits)
