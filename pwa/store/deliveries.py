"""Deliveries, receipts and retractions: the rows are the queue, and a lease says who is at work on one."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from pwa.rules.delivery import LATE_AFTER, MOVES, SENDING_LEASE, DeliveryState
from pwa.secrets import new_token
from pwa.store.moments import database_now, later
from pwa.store.tables import Channel, Delivery, Identity, Part, Person, Post, Receipt, Rendering, Retraction

Errand = TypeVar("Errand", Delivery, Retraction)
LOOKED_AT_ONCE = 50


def make_due(session: Session, posts: Sequence[Post], now: datetime) -> None:
    """One Delivery, due now, for each Part and Channel of these Posts."""
    frozen = select(Rendering, Part).join(Part, col(Part.id) == col(Rendering.part_id))
    for rendering, part in session.exec(frozen.where(col(Part.post_id).in_([post.id for post in posts])).order_by(col(Part.id))):
        session.add(
            Delivery(
                rendering_id=rendering.id,
                post_id=part.post_id,
                channel_id=rendering.channel_id,
                position=part.position,
                attempt_key=new_token(),
                state=DeliveryState.DUE,
                due_at=now,
                try_at=now,
            )
        )
    session.flush()


def move(session: Session, errand: Errand, before: DeliveryState, after: DeliveryState, **with_it: Any) -> bool:
    """Move a Delivery or Retraction if it is still in `before` and leased as we know it. False: someone else has it."""
    if after not in MOVES[before]:
        raise ValueError(f"a delivery never moves from {before} to {after}")
    table = type(errand)
    ours = col(table.lease_owner).is_(None) if errand.lease_owner is None else col(table.lease_owner) == errand.lease_owner
    still_there = update(table).where(col(table.id) == errand.id, col(table.state) == before, ours)
    return session.exec(still_there.values(state=after, lease_owner=None, lease_until=None, **with_it)).rowcount == 1


def claim(session: Session, owner: str) -> list[Delivery]:
    """Take what is due next; a part of a series only after the one before it was sent. The lease bounds how long we may take."""
    in_time = col(Delivery.due_at) > database_now() - later(LATE_AFTER)
    return _claim(session, Delivery, owner, in_time, _its_turn(), ~_taken_down())


def claim_retractions(session: Session, owner: str) -> list[Retraction]:
    """Take the retraction that is due next; taking down is never too late."""
    return _claim(session, Retraction, owner)


def _claim(session: Session, table: type[Errand], owner: str, *also: ColumnElement[bool]) -> list[Errand]:
    due = select(table.id).where(col(table.state) == DeliveryState.DUE, col(table.due_at) <= database_now(), *also)
    # One at a time: what waited behind a slow network in a batch would outlive its lease, and somebody else would send it too.
    first = due.order_by(col(table.due_at), col(table.id)).limit(1).with_for_update(skip_locked=True)
    taking = update(table).where(col(table.id) == first.scalar_subquery(), col(table.state) == DeliveryState.DUE)
    taken: dict[str, Any] = {"state": DeliveryState.SENDING, "lease_owner": owner, "attempts": col(table.attempts) + 1}
    if table is Delivery:
        taken["started_at"] = database_now()
    rows = session.exec(
        taking.values(lease_until=database_now() + later(SENDING_LEASE), **taken)
        .returning(table)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return list(rows.scalars())


def _its_turn() -> ColumnElement[bool]:
    before = aliased(Delivery)
    unsent_before = select(before.id).where(
        col(before.post_id) == col(Delivery.post_id),
        col(before.channel_id) == col(Delivery.channel_id),
        col(before.position) < col(Delivery.position),
        col(before.state) != DeliveryState.SENT,
    )
    return ~unsent_before.exists()


def abandoned(session: Session, table: type[Errand]) -> list[Errand]:
    """What a courier took and never finished: its lease ran out."""
    overrun = select(table).where(col(table.state) == DeliveryState.SENDING, col(table.lease_until) <= database_now())
    return list(session.exec(overrun.order_by(col(table.id)).limit(LOOKED_AT_ONCE)))


def late(session: Session) -> list[Delivery]:
    """Due Deliveries more than 15 minutes past their time, which ask instead of going out by themselves."""
    overdue = select(Delivery).where(col(Delivery.state) == DeliveryState.DUE, col(Delivery.due_at) <= database_now() - later(LATE_AFTER))
    return list(session.exec(overdue.order_by(col(Delivery.id)).limit(LOOKED_AT_ONCE)))


def following(session: Session, delivery: Delivery) -> list[Delivery]:
    """The later parts of the same series on the same channel that have not left."""
    after = select(Delivery).where(col(Delivery.post_id) == delivery.post_id, col(Delivery.channel_id) == delivery.channel_id)
    return list(session.exec(after.where(col(Delivery.position) > delivery.position, col(Delivery.state) == DeliveryState.DUE)))


def unsure_to_look_at(session: Session) -> list[Delivery]:
    """Deliveries whose network is to be asked again now."""
    doubtful = select(Delivery).where(col(Delivery.state) == DeliveryState.UNSURE, col(Delivery.look_at) <= database_now())
    return list(session.exec(doubtful.limit(LOOKED_AT_ONCE)))


def looked(session: Session, delivery: Delivery, again_at: datetime | None) -> None:
    """The network could not tell; look again then, or leave it to a person."""
    still = update(Delivery).where(col(Delivery.id) == delivery.id, col(Delivery.state) == DeliveryState.UNSURE)
    session.exec(still.values(looks=col(Delivery.looks) + 1, look_at=again_at))


def ask_back(session: Session, receipt: Receipt, by: Person, now: datetime) -> bool:
    """A Retraction for what this Receipt names, due now. False: it was asked for before."""
    if session.exec(select(Retraction.id).where(col(Retraction.receipt_id) == receipt.id)).first() is not None:
        return False
    session.add(Retraction(receipt_id=receipt.id, person_id=by.id, asked_at=now, state=DeliveryState.DUE, due_at=now))
    session.flush()
    return True


def keep_back(session: Session, post: Post, by: Person, now: datetime) -> bool:
    """Nothing more of this Post is to arrive, and what a courier is at is asked back once it has a Receipt. False: known already."""
    first = update(Post).where(col(Post.id) == post.id, col(Post.retracted_at).is_(None))
    return session.exec(first.values(retracted_at=now, retracted_by=by.id)).rowcount == 1


def kept_back(session: Session) -> list[Delivery]:
    """Due Deliveries of Posts that were taken down meanwhile."""
    staying = select(Delivery).where(col(Delivery.state) == DeliveryState.DUE, _taken_down())
    return list(session.exec(staying.order_by(col(Delivery.id)).limit(LOOKED_AT_ONCE)))


def _taken_down() -> ColumnElement[bool]:
    return select(Post.id).where(col(Post.id) == col(Delivery.post_id), col(Post.retracted_at).is_not(None)).exists()


def receipts_of(session: Session, post: Post) -> list[Receipt]:
    """Every proof that a Post got out, the last part first, so that a series is taken down from its end."""
    proofs = select(Receipt).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id)).where(col(Delivery.post_id) == post.id)
    return list(session.exec(proofs.order_by(col(Delivery.position).desc())))


def retraction_way(session: Session, retraction: Retraction) -> tuple[Receipt, Channel, Delivery]:
    """What a Retraction asks back, where, and the Delivery that brought it there."""
    receipt = session.get_one(Receipt, retraction.receipt_id)
    return receipt, session.get_one(Channel, receipt.channel_id), session.get_one(Delivery, receipt.delivery_id)


def next_at(session: Session) -> datetime | None:
    """When the next Delivery or Retraction wants something: its time, its lease's end, or another look."""
    return min((moment for moment in session.execute(_next()).one() if moment), default=None)


@cache
def _next() -> Select[Any]:
    """One statement for every table and state, because the courier asks it after each hold."""
    waits: list[tuple[Any, *tuple[ColumnElement[bool], ...]]] = [
        (Delivery.due_at, col(Delivery.state) == DeliveryState.DUE, _its_turn()),
        (Delivery.lease_until, col(Delivery.state) == DeliveryState.SENDING),
        (Delivery.look_at, col(Delivery.state) == DeliveryState.UNSURE),
        (Retraction.due_at, col(Retraction.state) == DeliveryState.DUE),
        (Retraction.lease_until, col(Retraction.state) == DeliveryState.SENDING),
    ]
    return row_of(*(select(when).where(when.is_not(None), *those).order_by(when).limit(1).scalar_subquery() for when, *those in waits))


def way(session: Session, delivery: Delivery) -> tuple[Rendering, Channel, Receipt | None]:
    """What a Delivery carries, where to, and the receipt of the part before it in its series."""
    rendering = session.get_one(Rendering, delivery.rendering_id)
    before = (
        select(Receipt)
        .join(Delivery, col(Delivery.id) == col(Receipt.delivery_id))
        .where(col(Delivery.post_id) == delivery.post_id, col(Delivery.channel_id) == delivery.channel_id)
        .where(col(Delivery.position) == delivery.position - 1)
    )
    return rendering, session.get_one(Channel, delivery.channel_id), session.exec(before).first()


def taken_down_by(session: Session, delivery: Delivery) -> int | None:
    """Who took the Post of this Delivery down; whoever would do so now waits until this transaction ends."""
    return session.exec(select(Post.retracted_by).where(col(Post.id) == delivery.post_id).with_for_update()).one()


def post_of(session: Session, delivery: Delivery) -> tuple[Post, Identity]:
    """Whose words a Delivery carries."""
    post = session.get_one(Post, delivery.post_id)
    return post, session.get_one(Identity, post.identity_id)


def of_posts(session: Session, posts: Sequence[Post]) -> dict[int, list[tuple[Delivery, Channel, Receipt | None, Retraction | None]]]:
    """What became of each Post, part by part and channel by channel, by its number."""
    found: dict[int, list[tuple[Delivery, Channel, Receipt | None, Retraction | None]]] = {post.id: [] for post in posts}
    rows = (
        select(Delivery, Channel, Receipt, Retraction)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .outerjoin(Receipt, col(Receipt.delivery_id) == col(Delivery.id))
        .outerjoin(Retraction, col(Retraction.receipt_id) == col(Receipt.id))
        .where(col(Delivery.post_id).in_(list(found)))
        .order_by(col(Delivery.channel_id), col(Delivery.position))
    )
    for delivery, channel, receipt, retraction in session.exec(rows):
        found[delivery.post_id].append((delivery, channel, receipt, retraction))
    return found
