"""What must not go on by itself, and what nobody finished; and one question whether there is any of it."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select

from pwa.rules import delivery, post
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.store import approvals
from pwa.store.deliveries import Errand
from pwa.store.emergencies import closed
from pwa.store.errands import taken_down
from pwa.store.moments import database_now, later
from pwa.store.posts import may_leave
from pwa.store.tables import Channel, Delivery, Edit, Post, ReadBack, Retraction, Stop

AT_ONCE = 50  # rows that are set aside before anybody looks again


def anything(session: Session) -> bool:
    """Whether there is: asked by every courier each minute and at every bell, and the answer is mostly no."""
    return any(session.execute(_anything()).one())


def late_posts(session: Session) -> list[Post]:
    """Held Posts more than 15 minutes past their time, which ask instead of going out by themselves."""
    return list(session.exec(_late_posts()))


def abandoned(session: Session, table: type[Errand]) -> list[Errand]:
    """What a courier took and never finished: its lease ran out."""
    return list(session.exec(_abandoned(table)))


def late(session: Session, table: type[Errand]) -> list[Errand]:
    """Due Deliveries, or Edits, more than 15 minutes past their time, which ask too."""
    return list(session.exec(_late(table)))


def kept_back(session: Session) -> list[Delivery]:
    """Due Deliveries of Posts that were taken down meanwhile."""
    return list(session.exec(_kept_back()))


def behind_closed(session: Session) -> list[Delivery]:
    """Due Deliveries to Channels that are for emergencies only and closed."""
    return list(session.exec(_behind_closed()))


@cache
def _anything() -> Select[Any]:
    stopped = row_of(col(Stop.id)).where(col(Stop.ended_at).is_(None))
    unanswered = approvals.next_to_answer().with_only_columns(col(Post.id)).where(col(Post.due_at) <= database_now())
    ways = [stopped, _late_posts().with_only_columns(col(Post.id)), unanswered]
    ways += [_abandoned(table).with_only_columns(col(table.id)) for table in (Delivery, Retraction, Edit, ReadBack)]
    ways += [_late(table).with_only_columns(col(table.id)) for table in (Delivery, Edit)]
    ways += [way.with_only_columns(col(Delivery.id)) for way in (_kept_back(), _behind_closed())]
    return row_of(*(way.limit(1).scalar_subquery() for way in ways))


@cache
def _late_posts() -> Any:
    overdue = (col(Post.state) == PostState.HELD, col(Post.due_at) <= database_now() - later(post.LATE_AFTER), may_leave())
    return select(Post).where(*overdue).order_by(col(Post.due_at)).limit(AT_ONCE)


@cache
def _abandoned(table: type[Errand]) -> Any:
    return _some(table, col(table.state) == DeliveryState.SENDING, col(table.lease_until) <= database_now())


@cache
def _late(table: type[Errand]) -> Any:
    return _some(table, col(table.state) == DeliveryState.DUE, col(table.due_at) <= database_now() - later(delivery.LATE_AFTER))


@cache
def _kept_back() -> Any:
    return _some(Delivery, col(Delivery.state) == DeliveryState.DUE, taken_down(Delivery))


@cache
def _behind_closed() -> Any:
    there = select(Channel.id).where(closed())
    return _some(Delivery, col(Delivery.state) == DeliveryState.DUE, col(Delivery.channel_id).in_(there))


def _some(table: type[Errand], *those: ColumnElement[bool]) -> Any:
    return select(table).where(*those).order_by(col(table.id)).limit(AT_ONCE)
