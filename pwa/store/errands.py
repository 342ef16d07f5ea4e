"""What waits for a network: the rows are the queue, and a lease says who is at work on one."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, bindparam, insert, literal
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from pwa.rules.delivery import LATE_AFTER, LOOK_LEASE, SENDING_LEASE, DeliveryState
from pwa.store import own_ups
from pwa.store.chance import random_id
from pwa.store.deliveries import Errand
from pwa.store.emergencies import closed
from pwa.store.many import any_of, numbers
from pwa.store.moments import Moment, database_now, later
from pwa.store.tables import Channel, Delivery, Edit, Part, Post, ReadBack, Receipt, Rendering, Retraction


def make_due(session: Session, posts: Collection[int], now: datetime) -> None:
    """One Delivery, due now, for each Part and Channel of the Posts of these numbers; parts of a series in their order."""
    session.connection().execute(_made_due(), {"posts": posts, "now": now})


@cache
def _made_due() -> Insert:
    now = bindparam("now", type_=Moment())
    made: dict[str, Any] = {
        "public_id": random_id(),
        "attempt_key": random_id(),
        "rendering_id": Rendering.id,
        "post_id": Part.post_id,
        "channel_id": Rendering.channel_id,
        "position": Part.position,
        "state": literal(str(DeliveryState.DUE)),
        "due_at": now,
        "try_at": now,
        "attempts": literal(0),
        "looks": literal(0),
    }
    frozen = row_of(*made.values()).join(Part, col(Part.id) == col(Rendering.part_id))
    frozen = frozen.where(any_of(col(Part.post_id), row_of(numbers("posts")))).order_by(col(Rendering.id))
    return insert(Delivery).from_select(list(made), frozen, include_defaults=False)


def claim(session: Session, owner: str, networks: Collection[str]) -> Delivery | None:
    """Take the Delivery that is next on one of these networks. The lease bounds how long that may take.

    On each Channel one goes at a time and in order: a part of a series only after the one before it was sent. Its row is locked too, so
    that nobody renews what lets us in there at the same moment, and a stop either sees this or is seen.
    """
    first = _first_in_line(networks).with_for_update(skip_locked=True, key_share=True, of=[Delivery, Channel])
    taking = update(Delivery).where(col(Delivery.id) == first.scalar_subquery(), col(Delivery.state) == DeliveryState.DUE)
    taken = {"started_at": database_now(), **_taken(Delivery, owner)}
    return _first(session, taking.values(**taken), Delivery)


def claim_retraction(session: Session, owner: str, networks: Collection[str]) -> Retraction | None:
    """Take the Retraction that is next on one of these networks; taking down is never too late."""
    first = _retractions_due(networks).with_for_update(skip_locked=True)
    taking = update(Retraction).where(col(Retraction.id) == first.scalar_subquery(), col(Retraction.state) == DeliveryState.DUE)
    return _first(session, taking.values(**_taken(Retraction, owner)), Retraction)


def claim_edit(session: Session, owner: str, networks: Collection[str]) -> Edit | None:
    """Take the Edit that is next on one of these networks."""
    due = own_ups.due(Edit, networks, _let_in(), _open())
    first = due.with_for_update(skip_locked=True, key_share=True, of=[Edit, Channel])  # a stop either sees this or is seen
    taking = update(Edit).where(col(Edit.id) == first.scalar_subquery(), col(Edit.state) == DeliveryState.DUE)
    return _first(session, taking.values(**_taken(Edit, owner)), Edit)


def claim_read_back(session: Session, owner: str, networks: Collection[str]) -> ReadBack | None:
    """Take what is to be read back next on one of these networks."""
    first = own_ups.due(ReadBack, networks, _let_in()).with_for_update(skip_locked=True)
    taking = update(ReadBack).where(col(ReadBack.id) == first.scalar_subquery(), col(ReadBack.state) == DeliveryState.DUE)
    return _first(session, taking.values(**_taken(ReadBack, owner)), ReadBack)


def claim_look(session: Session, networks: Collection[str]) -> Delivery | None:
    """Take the unsure Delivery that is to be looked for next; unless the answer is written down, somebody looks again a minute later."""
    first = _to_look_for(networks).with_for_update(skip_locked=True)
    taking = update(Delivery).where(col(Delivery.id) == first.scalar_subquery(), col(Delivery.state) == DeliveryState.UNSURE)
    taken = taking.values(looks=col(Delivery.looks) + 1, look_at=database_now() + later(LOOK_LEASE))
    return _first(session, taken, Delivery)


def wanted(session: Session, networks: Collection[str]) -> bool:
    """Whether one of the claims would find something, or a Channel has closed on something; asked without holding anybody up."""
    return any(session.execute(_wanted(tuple(networks))).one())


@cache  # each hand of each network asks this at every bell, and making the statement costs ten times what asking does
def _wanted(networks: tuple[str, ...]) -> Select[Any]:
    ways = [_first_in_line(networks), _retractions_due(networks), _to_look_for(networks), _closed_on(networks)]
    ways += [own_ups.due(Edit, networks, _let_in(), _open()), own_ups.due(ReadBack, networks, _let_in())]
    return row_of(*(way.scalar_subquery() for way in ways))


def look_again(session: Session, delivery: Delivery, at: datetime | None) -> None:
    """The network could not tell: look again then, or, without a time, leave it to a person. Whoever looked last says."""
    still = update(Delivery).where(col(Delivery.id) == delivery.id, col(Delivery.state) == DeliveryState.UNSURE)
    session.exec(still.where(col(Delivery.looks) == delivery.looks).values(look_at=at))


def hold_channel(session: Session, channel_id: int, until: datetime) -> None:
    """The network asked to wait: nothing that is due on this Channel is tried before then."""
    waiting = update(Delivery).where(col(Delivery.channel_id) == channel_id, col(Delivery.state) == DeliveryState.DUE)
    session.exec(waiting.where(col(Delivery.try_at) < until).values(try_at=until))


def next_at(session: Session) -> datetime | None:
    """When something will be wanted that is not wanted yet: a time to try or to look, or the end of a lease."""
    return min((moment for moment in session.execute(_next()).one() if moment), default=None)


@cache
def _next() -> Select[Any]:
    """One statement for every table and state."""
    waits: list[tuple[Any, *tuple[ColumnElement[bool], ...]]] = [
        (Delivery.try_at, col(Delivery.state) == DeliveryState.DUE, col(Delivery.try_at) > col(Delivery.due_at)),
        (Delivery.lease_until, col(Delivery.state) == DeliveryState.SENDING),
        (Delivery.look_at, col(Delivery.state) == DeliveryState.UNSURE),
        (Retraction.due_at, col(Retraction.state) == DeliveryState.DUE),
        (Retraction.lease_until, col(Retraction.state) == DeliveryState.SENDING),
        (own_ups.TRIED_AT, col(Edit.state) == DeliveryState.DUE),
        (ReadBack.due_at, col(ReadBack.state) == DeliveryState.DUE),
        *((table.lease_until, col(table.state) == DeliveryState.SENDING) for table in (Edit, ReadBack)),
    ]
    ahead = (select(when).where(when > database_now(), *those).order_by(when).limit(1) for when, *those in waits)
    return row_of(*(one.scalar_subquery() for one in ahead))


def _first_in_line(networks: Collection[str]) -> Select[Any]:
    """Asked Channel by Channel: a long line on one of them costs the others nothing."""
    waiting, under_way = aliased(Delivery), aliased(Delivery)
    head = (
        select(waiting.id)
        .where(col(waiting.state) == DeliveryState.DUE, col(waiting.channel_id) == col(Channel.id))
        .where(col(waiting.due_at) > database_now() - later(LATE_AFTER), _its_turn(waiting), ~taken_down(waiting))
        .order_by(col(waiting.id))
        .limit(1)
        .correlate(Channel)
        .scalar_subquery()
    )
    busy = select(under_way.id).where(col(under_way.state) == DeliveryState.SENDING, col(under_way.channel_id) == col(Channel.id))
    return (
        row_of(col(Delivery.id))
        .join(Channel, col(Delivery.id) == head)
        .where(col(Channel.network).in_(networks), _let_in(), _open(), ~busy.exists(), col(Delivery.try_at) <= database_now())
        .order_by(col(Delivery.try_at), col(Delivery.id))
        .limit(1)
    )


def _closed_on(networks: Collection[str]) -> Select[Any]:
    waiting = select(Delivery.id).where(col(Delivery.state) == DeliveryState.DUE, col(Delivery.channel_id) == col(Channel.id))
    head = waiting.order_by(col(Delivery.id)).limit(1).correlate(Channel).scalar_subquery()
    return row_of(col(Channel.id)).where(col(Channel.network).in_(networks), ~_open(), head.is_not(None)).limit(1)


def _open() -> ColumnElement[bool]:
    """It is not closed, and nobody has stopped everything."""
    return ~closed() & ~col(Channel.stopped)


def _let_in() -> ColumnElement[bool]:
    """What lets us in there is not just being renewed."""
    return col(Channel.renewing_until).is_(None) | (col(Channel.renewing_until) <= database_now())


def _its_turn(waiting: Any) -> ColumnElement[bool]:
    before = aliased(Delivery)
    unsent_before = select(before.id).where(
        col(before.post_id) == waiting.post_id,
        col(before.channel_id) == waiting.channel_id,
        col(before.position) < waiting.position,
        col(before.state) != DeliveryState.SENT,
    )
    return ~unsent_before.exists()


def taken_down(waiting: Any) -> ColumnElement[bool]:
    """What is true of a Delivery whose Post was taken down meanwhile."""
    return select(Post.id).where(col(Post.id) == waiting.post_id, col(Post.retracted_at).is_not(None)).exists()


def _retractions_due(networks: Collection[str]) -> Select[Any]:
    there = (
        select(Receipt.id).join(Channel, col(Channel.id) == col(Receipt.channel_id)).where(col(Channel.network).in_(networks), _let_in())
    )
    due = row_of(col(Retraction.id)).where(col(Retraction.state) == DeliveryState.DUE, col(Retraction.due_at) <= database_now())
    due = due.where(~own_ups.copy_under_way(col(Retraction.receipt_id)))
    return due.where(col(Retraction.receipt_id).in_(there)).order_by(col(Retraction.due_at), col(Retraction.id)).limit(1)


def _to_look_for(networks: Collection[str]) -> Select[Any]:
    there = select(Channel.id).where(col(Channel.network).in_(networks), _let_in())
    doubtful = row_of(col(Delivery.id)).where(col(Delivery.state) == DeliveryState.UNSURE, col(Delivery.look_at) <= database_now())
    return doubtful.where(col(Delivery.channel_id).in_(there)).order_by(col(Delivery.look_at), col(Delivery.id)).limit(1)


def _taken(table: type[Errand], owner: str) -> dict[str, Any]:
    lease = {"lease_owner": owner, "lease_until": database_now() + later(SENDING_LEASE)}
    return {"state": DeliveryState.SENDING, "attempts": col(table.attempts) + 1, **lease}


def _first(session: Session, taking: Any, table: type[Errand]) -> Errand | None:
    taken = taking.returning(table).execution_options(synchronize_session=False, populate_existing=True)
    found: Errand | None = session.exec(taken).scalars().first()
    return found
