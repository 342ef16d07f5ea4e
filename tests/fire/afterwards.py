"""What must be true once everything has settled: the store, the network's record and the ledger against each other."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from pwa.actions.sign_ledger import verify_ledger
from pwa.courier import Courier
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.store import ledger
from pwa.store.tables import Cancellation, Delivery, Draft, DraftPart, Hold, Parking, Part, Post, Receipt, Rendering, Retraction
from pwa.store.transaction import Session, reading, snapshot
from tests.conftest import Clock
from tests.fire.record import TAKEN_DOWN, Record

# Seconds: now; the longest window of the cast; a lease; each look after a doubt. Together less than the 15 minutes after which things ask.
MOVES = (0, 33, 91, 6, 21, 61, 301)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OUT_OF_NOWHERE = "out of nowhere"
NOTED = ("held", "parked", "undone", "released", "delivery_sent", "delivery_refused")  # what happens to one post, each with its line
_ON_ITS_WAY = {DeliveryState.DUE, DeliveryState.SENDING}


def go_on(courier: Courier, clock: Clock) -> None:
    """A courier runs again, and time passes, until nothing is on its way any more or more than enough has passed."""
    for seconds in MOVES:
        clock.forward(seconds)
        courier.run_once()
        if not on_its_way():
            return


def violations(record: Record, folder: Path, *, stopped: Collection[str] = (), words: Collection[str] = ()) -> list[str]:
    """Every promise of design.md that was not kept, in words; empty when all were.

    `stopped`: the public ids of posts whose undo or parking somebody was told of. `words`: everything that anybody wrote. Posts must
    not share words.
    """
    with reading() as session:
        found = _unkept(session, record, stopped)
        places = _places(session)
        found += [f"lost: {text!r} is nowhere" for text in words if not places[text]]
        found += [f"doubled: {text!r} is in {places[text]} drafts and posts" for text in words if places[text] > 1]
        found += _not_asked_back(session, record)
        found += _not_in_the_ledger(session)
    return found + [f"ledger: {fault}" for fault in verify_ledger(folder)[1]]


def on_its_way() -> bool:
    """Whether anything is held, or on its way to a network or back, or about to be looked for."""
    with reading() as session:
        held = select(Post.id).where(col(Post.state) == PostState.HELD)
        doubtful = (col(Delivery.state) == DeliveryState.UNSURE) & col(Delivery.look_at).is_not(None)
        moving = select(Delivery.id).where(col(Delivery.state).in_(_ON_ITS_WAY) | doubtful)
        asked_back = select(Retraction.id).where(col(Retraction.state).in_(_ON_ITS_WAY))
        return any(session.exec(rows.limit(1)).first() for rows in (held, moving, asked_back))


def _unkept(session: Session, record: Record, stopped: Collection[str]) -> list[str]:
    found = []
    arrived = defaultdict(list)
    for line in record.arrived():
        arrived[line.text].append(line)
    rows = session.exec(
        select(Post, Part, Delivery)
        .join(Part, col(Part.post_id) == col(Post.id))
        .join(Rendering, col(Rendering.part_id) == col(Part.id))
        .outerjoin(Delivery, col(Delivery.rendering_id) == col(Rendering.id))
        .order_by(col(Part.id))
    ).all()
    for post, part, delivery in rows:
        there = arrived.pop(part.text, [])
        name = f"{part.text!r} ({post.public_id}, {post.state}, {delivery.state if delivery else 'no delivery'})"
        if len(there) > 1:
            found.append(f"twice: {name} arrived {len(there)} times")
        if there and post.public_id in stopped:
            found.append(f"after an undo: {name}")
        found += [f"early: {name} by {post.due_at - when}" for line in there if (when := moment(line.at)) < post.due_at]
        if post.state == PostState.RELEASED:
            found += _released(name, delivery, len(there))
        elif post.state == PostState.HELD:
            found.append(f"forgotten: {name}")
        elif there:
            found.append(f"after it was stopped: {name}")
    return found + [f"{OUT_OF_NOWHERE}: {text!r} arrived, and nobody held it" for text in arrived]


def _released(name: str, delivery: Delivery | None, times: int) -> list[str]:
    state = delivery.state if delivery else None
    match state:
        case DeliveryState.SENT:
            return [] if times else [f"untrue: {name} never arrived"]
        case DeliveryState.UNSURE:
            return [] if delivery and delivery.look_at is None else [f"forgotten: {name} is in doubt for ever"]
        case DeliveryState.REFUSED | DeliveryState.PARKED | DeliveryState.DROPPED:
            return [f"untrue: {name} has arrived"] if times else []
    return [f"forgotten: {name}"]


def _places(session: Session) -> Counter[str]:
    """In how many open Drafts, and Posts that were not undone, each text stands."""
    drafts = select(DraftPart.text).join(Draft, col(Draft.id) == col(DraftPart.draft_id)).where(col(Draft.ended_at).is_(None))
    posts = select(Part.text).join(Post, col(Post.id) == col(Part.post_id)).where(col(Post.state) != PostState.CANCELLED)
    return Counter([*session.exec(drafts), *session.exec(posts)])


def _not_asked_back(session: Session, record: Record) -> list[str]:
    """What was to be taken down, and still stands."""
    down = {line.id for line in record.lines() if line.what == TAKEN_DOWN}
    receipts = select(Receipt.remote_id, Part.text).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id))
    receipts = receipts.join(Rendering, col(Rendering.id) == col(Delivery.rendering_id)).join(Part, col(Part.id) == col(Rendering.part_id))
    unwanted = receipts.join(Post, col(Post.id) == col(Delivery.post_id)).where(col(Post.retracted_at).is_not(None))
    return [f"still there: {text!r} as {remote_id}" for remote_id, text in session.exec(unwanted) if remote_id not in down]


def _not_in_the_ledger(session: Session) -> list[str]:
    """Each change of state has one line, and each line of one a change of state."""
    written = Counter[tuple[str, str]]()
    with snapshot() as look:
        for chain in ledger.chains(look):
            for line in ledger.lines(look, chain):
                body = json.loads(line.body)
                written[body.get("post", ""), body["verb"]] += 1
    changes = Counter[tuple[str, str]]()
    rows: Any
    for verb, rows in {"held": Hold, "parked": Parking, "undone": Cancellation}.items():
        changes.update((post, verb) for post in session.exec(select(Post.public_id).join(rows, col(rows.post_id) == col(Post.id))))
    ended = select(Post.public_id, Delivery.state).join(Delivery, col(Delivery.post_id) == col(Post.id))
    changes.update((post, f"delivery_{state}") for post, state in session.exec(ended))
    states = dict(session.exec(select(Post.public_id, Post.state)).all())
    first = select(Post.public_id, Part.text).join(Part, col(Part.post_id) == col(Post.id)).where(col(Part.position) == 1)
    words = dict(session.exec(first).all())
    changes.update((post, "released") for post, state in states.items() if state == PostState.RELEASED)
    found = [
        f"untrue: {words[post]!r} ({post}) is {state}"
        for post, state in states.items()
        if changes[post, "undone"] != (state == PostState.CANCELLED)
    ]
    noted = ((post, verb) for post in states for verb in NOTED)
    wrong = ((*what, changes[what], written[what]) for what in noted if changes[what] != written[what])
    return found + [
        f"ledger: {words[post]!r} ({post}) was {verb} {times} times, and {lines} lines say so" for post, verb, times, lines in wrong
    ]


def moment(microseconds: int) -> datetime:
    """A time of a record as the store knows times."""
    return _EPOCH + timedelta(microseconds=microseconds)
