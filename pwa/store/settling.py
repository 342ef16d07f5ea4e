"""Deliveries that wait for a person, what people answered, and why holds stopped: what the outbox asks about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from pwa.rules.delivery import MOVES, DeliveryState
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotFound
from pwa.rules.settling import STEPS, Answer
from pwa.store.tables import Delivery, Parking, Person, Post, Settlement


class Settled(NamedTuple):
    """What somebody answered, from which state, and when."""

    answer: Answer
    was: DeliveryState
    by: str
    at: datetime


def one(session: Session, public_id: str) -> tuple[Delivery, str]:
    """A Delivery, and the public id of its Post, by which whoever asks must be let in. Raises NotFound."""
    owned = select(Delivery, Post.public_id).join(Post, col(Post.id) == col(Delivery.post_id)).where(col(Delivery.public_id) == public_id)
    found = session.exec(owned).first()
    if found is None:
        raise NotFound
    return found


def answers(session: Session, delivery: Delivery) -> list[Settlement]:
    """What was answered about a Delivery so far, oldest first."""
    return list(session.exec(select(Settlement).where(col(Settlement.delivery_id) == delivery.id).order_by(col(Settlement.id))))


def is_first_unsent(session: Session, delivery: Delivery) -> bool:
    """Whether every part before it on its Channel has arrived: only then does it ask."""
    return bool(session.execute(row_of(~_unsent_before(delivery))).scalar_one())


def move(session: Session, delivery: Delivery, before: DeliveryState, after: DeliveryState, **with_it: Any) -> bool:
    """Move a Delivery if it is still in `before` after the attempts we know of. False: somebody or something was faster.

    Raises ValueError for a move that MOVES does not know.
    """
    if after not in MOVES[before]:
        raise ValueError(f"a delivery never moves from {before} to {after}")
    same = update(Delivery).where(col(Delivery.id) == delivery.id, col(Delivery.state) == before)
    return session.exec(same.where(col(Delivery.attempts) == delivery.attempts).values(state=after, **with_it)).rowcount == 1


def later_parts(session: Session, delivery: Delivery, state: DeliveryState) -> list[Delivery]:
    """The later parts of its series on its Channel that are in this state."""
    series = select(Delivery).where(col(Delivery.post_id) == delivery.post_id, col(Delivery.channel_id) == delivery.channel_id)
    those = series.where(col(Delivery.position) > delivery.position, col(Delivery.state) == state)
    return list(session.exec(those.order_by(col(Delivery.position))))


def no_later(session: Session, delivery: Delivery, now: datetime) -> None:
    """The later parts that are due wait behind this one anew: their time begins now, or they would be too late because of it."""
    waiting = update(Delivery).where(col(Delivery.post_id) == delivery.post_id, col(Delivery.channel_id) == delivery.channel_id)
    behind = waiting.where(col(Delivery.position) > delivery.position, col(Delivery.state) == DeliveryState.DUE)
    session.exec(behind.values(due_at=now))


def may_try_at(session: Session, delivery: Delivery, now: datetime) -> datetime:
    """Now, or later when the network asked this Channel to wait."""
    waiting = select(func.max(col(Delivery.try_at))).where(col(Delivery.channel_id) == delivery.channel_id)
    return max(now, session.exec(waiting.where(col(Delivery.state) == DeliveryState.DUE)).one() or now)


def settle(session: Session, delivery: Delivery, by: Person, was: DeliveryState, answer: Answer, question: str, now: datetime) -> None:
    """Keep the answer. Raises Collided, through the transaction, when somebody answered the same question at the same moment."""
    session.add(Settlement(delivery_id=delivery.id, person_id=by.id, was=was, answer=answer, question=question, at=now))
    session.flush()


def asking() -> Select[Any]:
    """The numbers of the Posts of which some Delivery waits for a person, or may soon. For a WHERE ... IN."""
    still_wanted = col(Post.retracted_at).is_(None) | (col(Delivery.state) == DeliveryState.UNSURE)
    stuck = row_of(col(Delivery.post_id)).join(Post, col(Post.id) == col(Delivery.post_id)).where(col(Delivery.state).in_(list(STEPS)))
    return stuck.where(still_wanted, ~_unsent_before(Delivery))


def of_posts(session: Session, posts: Sequence[Post]) -> dict[int, list[Settled]]:
    """What people answered about the Deliveries of these Posts, oldest first, by the Delivery's number."""
    theirs = (
        select(Settlement, Person.name)
        .join(Person, col(Person.id) == col(Settlement.person_id))
        .join(Delivery, col(Delivery.id) == col(Settlement.delivery_id))
        .where(col(Delivery.post_id).in_([post.id for post in posts]))
    )
    found: dict[int, list[Settled]] = {}
    for row, name in session.exec(theirs.order_by(col(Settlement.id))):
        found.setdefault(row.delivery_id, []).append(Settled(Answer(row.answer), DeliveryState(row.was), name, row.at))
    return found


def why_parked(session: Session, posts: Sequence[Post]) -> dict[int, tuple[ParkingReason, str | None]]:
    """Why each of these Posts was last parked, and the name of who did it, if anybody; by the Post's number."""
    stops = select(Parking.post_id, Parking.reason, Person.name).outerjoin(Person, col(Person.id) == col(Parking.person_id))
    rows = session.exec(stops.where(col(Parking.post_id).in_([post.id for post in posts])).order_by(col(Parking.id)))
    return {post_id: (ParkingReason(reason), name) for post_id, reason, name in rows}


def _unsent_before(this: Any) -> ColumnElement[bool]:
    before = aliased(Delivery)
    same_series = (col(before.post_id) == this.post_id, col(before.channel_id) == this.channel_id, col(before.position) < this.position)
    return select(before.id).where(*same_series, col(before.state) != DeliveryState.SENT).exists()
