"""Deliveries, receipts and retractions: what became of a Post, part by part and channel by channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select, update

from pwa.rules.delivery import MOVES, TAKING_BACK, DeliveryState
from pwa.rules.own_up import Answer, Occasion
from pwa.store.tables import Channel, Delivery, Edit, Identity, Person, Post, ReadBack, Receipt, Rendering, Retraction

AGAIN = "#again:"  # no id of a network has it

Errand = TypeVar("Errand", Delivery, Retraction, Edit, ReadBack)


def move(session: Session, errand: Errand, before: DeliveryState, after: DeliveryState, **with_it: Any) -> bool:
    """Move a Delivery, or another errand, if it is still in `before` and leased as we know it. False: someone else has it.

    Raises ValueError for a move that MOVES does not know.
    """
    if after not in (TAKING_BACK if isinstance(errand, Retraction) else MOVES)[before]:
        raise ValueError(f"a delivery never moves from {before} to {after}")
    table = type(errand)
    ours = col(table.lease_owner).is_(None) if errand.lease_owner is None else col(table.lease_owner) == errand.lease_owner
    still_there = update(table).where(col(table.id) == errand.id, col(table.state) == before, ours)
    if isinstance(errand, Delivery) and (before, after) == (DeliveryState.UNSURE, DeliveryState.DUE):
        # It was not there when somebody looked: that says nothing of what was tried, or looked for, since.
        still_there = still_there.where(col(Delivery.attempts) == errand.attempts, col(Delivery.looks) == errand.looks)
    return session.exec(still_there.values(state=after, lease_owner=None, lease_until=None, **with_it)).rowcount == 1


def following(session: Session, delivery: Delivery) -> list[Delivery]:
    """The later parts of the same series on the same channel that have not left, locked: rows first, then a chain, everywhere."""
    same_series = (col(Delivery.post_id) == delivery.post_id, col(Delivery.channel_id) == delivery.channel_id)
    after = select(Delivery).where(*same_series, col(Delivery.position) > delivery.position, col(Delivery.state) == DeliveryState.DUE)
    return list(session.exec(after.order_by(col(Delivery.id)).with_for_update()))


def is_anothers(session: Session, delivery: Delivery, remote_id: str) -> bool:
    """Whether this id on the channel already is the proof of another Delivery, and has not been taken down since.

    What is reshared, taken back and reshared once more has the same id again where it is named after the original.
    """
    if name_of_proof(session, delivery, remote_id) == remote_id:
        return False
    named = (col(Receipt.remote_id) == remote_id) | col(Receipt.remote_id).startswith(remote_id + AGAIN, autoescape=True)
    known = select(Receipt.delivery_id).where(col(Receipt.channel_id) == delivery.channel_id, named)
    down = select(Retraction.id).where(col(Retraction.receipt_id) == col(Receipt.id), col(Retraction.state) == DeliveryState.SENT)
    return any(one != delivery.id for one in session.exec(known.where(~down.exists())))


def name_of_proof(session: Session, delivery: Delivery, remote_id: str) -> str:
    """The id as a Receipt keeps it: told apart from an earlier one of the same name that was taken down."""
    known = select(Receipt.id).where(col(Receipt.channel_id) == delivery.channel_id, col(Receipt.remote_id) == remote_id)
    return remote_id if session.exec(known).first() is None else remote_id + AGAIN + delivery.attempt_key


def remote_id_of(receipt: Receipt) -> str:
    """The id as its network knows it."""
    return receipt.remote_id.partition(AGAIN)[0]


def ask_back(session: Session, receipt: Receipt, by: Person, now: datetime) -> bool:
    """A Retraction for what this Receipt names, due now; once more if its network refused, or took it and shows the thing still.

    False: it was asked for before.
    """
    known = session.exec(select(Retraction).where(col(Retraction.receipt_id) == receipt.id)).first()
    if known is not None:
        again = {"person_id": by.id, "asked_at": now, "due_at": now, "attempts": 0, "reason": None}
        failed = known.state == DeliveryState.REFUSED or (known.state == DeliveryState.SENT and _still_there(session, receipt))
        return failed and move(session, known, DeliveryState(known.state), DeliveryState.DUE, **again)
    session.add(Retraction(receipt_id=receipt.id, person_id=by.id, asked_at=now, state=DeliveryState.DUE, due_at=now))
    session.flush()
    return True


def _still_there(session: Session, receipt: Receipt) -> bool:
    """Whether its network, read back after the removal, said so last."""
    asked = select(ReadBack).where(col(ReadBack.receipt_id) == receipt.id, col(ReadBack.occasion) == Occasion.REMOVED)
    last = session.exec(asked.order_by(col(ReadBack.id).desc()).limit(1)).first()
    return last is not None and last.state == DeliveryState.SENT and last.answer == Answer.STANDS


def keep_back(session: Session, post: Post, by: Person, now: datetime) -> bool:
    """Nothing more of this Post is to arrive, and what a courier is at is asked back once it has a Receipt. False: known already."""
    first = update(Post).where(col(Post.id) == post.id, col(Post.retracted_at).is_(None))
    return session.exec(first.values(retracted_at=now, retracted_by=by.id)).rowcount == 1


def receipts_of(session: Session, post: Post) -> list[Receipt]:
    """Every proof that a Post got out, the last part first, so that a series is taken down from its end."""
    proofs = select(Receipt).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id)).where(col(Delivery.post_id) == post.id)
    return list(session.exec(proofs.order_by(col(Delivery.position).desc())))


def retraction_way(session: Session, retraction: Retraction) -> tuple[Receipt, Channel, Delivery]:
    """What a Retraction asks back, where, and the Delivery that brought it there."""
    receipt = session.get_one(Receipt, retraction.receipt_id)
    return receipt, session.get_one(Channel, receipt.channel_id), session.get_one(Delivery, receipt.delivery_id)


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


def may_still_go(session: Session, delivery: Delivery) -> bool:
    """Whether nobody has stopped everything where it goes, looked up right before a network is asked."""
    return not session.exec(select(Channel.stopped).where(col(Channel.id) == delivery.channel_id)).one()


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
