"""Whose posts an official Identity reshares: those that a keeper lists, and those that went out before."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.rules.quarantine import Source, by_domain
from pwa.store.tables import Delivery, Identity, ListedSource, Person, Post, ResharedSource

COUNTED_AT_MOST = 100  # that many times, or more: what a hold asks must not grow with the years


class Known(NamedTuple):
    """What an Identity has to do with a source."""

    listed: bool
    times: int
    last_at: datetime | None


class Before(NamedTuple):
    """A source that an Identity reshared, as its post was shown the last time."""

    source: Source
    shown: str
    times: int
    last_at: datetime


NEVER = Known(listed=False, times=0, last_at=None)


def known(session: Session, identity_id: int, source: Source) -> Known:
    """In one statement, by two indexes."""
    row = session.connection().execute(_known(), {"identity": identity_id, "by_domain": by_domain(source), **source._asdict()}).one()
    return Known(bool(row.listed), row.times, row.last_at)


@cache
def _known() -> Any:
    """Built once, and bound."""
    whose: dict[str, Any] = {"identity_id": bindparam("identity"), "network": bindparam("network"), "account": bindparam("account")}
    either = col(ListedSource.account).in_([bindparam("account"), bindparam("by_domain")])
    of_network = (col(ListedSource.identity_id) == bindparam("identity"), col(ListedSource.network) == bindparam("network"))
    on_list = row_of(col(ListedSource.account)).where(*of_network, either)
    recent = _out().where(*(col(getattr(ResharedSource, name)) == value for name, value in whose.items()))
    sent = recent.order_by(col(ResharedSource.post_id).desc()).limit(COUNTED_AT_MOST).subquery()
    return row_of(on_list.exists().label("listed"), func.count().label("times"), func.max(sent.c.released_at).label("last_at")).select_from(
        sent
    )


def _out() -> Any:
    """Reshares that left and arrived somewhere."""
    arrived = row_of(col(Delivery.id)).where(col(Delivery.post_id) == col(Post.id), col(Delivery.state) == DeliveryState.SENT)
    left = row_of(col(Post.released_at)).join(ResharedSource, col(ResharedSource.post_id) == col(Post.id))
    return left.where(col(Post.state) == PostState.RELEASED, arrived.exists())


def listed(session: Session, identity: Identity) -> list[tuple[ListedSource, str]]:
    """What keepers list, each with the name of who did."""
    theirs = select(ListedSource, Person.name).join(Person, col(Person.id) == col(ListedSource.listed_by))
    return list(
        session.exec(theirs.where(col(ListedSource.identity_id) == identity.id).order_by(ListedSource.network, ListedSource.account))
    )


def before(session: Session, identity: Identity, at_most: int) -> list[Before]:
    """The sources that went out, the last one first; what nobody could see whose it was is none."""
    whose = (col(ResharedSource.network), col(ResharedSource.account))
    last = func.max(col(Post.released_at)).label("last_at")
    rows = _out().with_only_columns(*whose, func.max(col(ResharedSource.shown)), func.count(), last)
    rows = rows.where(col(ResharedSource.identity_id) == identity.id, col(ResharedSource.account) != "").group_by(*whose)
    found = session.connection().execute(rows.order_by(last.desc(), *whose).limit(at_most))
    return [Before(Source(network, account), shown, times, at) for network, account, shown, times, at in found]


def put_on_list(session: Session, identity: Identity, source: Source, by: Person, now: datetime) -> bool:
    """False: it stood there already."""
    if session.get(ListedSource, (identity.id, *source)):
        return False
    session.add(ListedSource(identity_id=identity.id, listed_at=now, listed_by=by.id, **source._asdict()))
    session.flush()
    return True


def take_off_list(session: Session, identity: Identity, source: Source) -> bool:
    """False: it did not stand there."""
    on_list = delete(ListedSource).where(col(ListedSource.identity_id) == identity.id)
    gone = on_list.where(col(ListedSource.network) == source.network, col(ListedSource.account) == source.account)
    return session.exec(gone).rowcount == 1


def remember(session: Session, post: Post, shown: Collection[tuple[Source, str]]) -> None:
    """Whose posts this one reshares, with how they were shown; held again, what it said before is said anew."""
    for source, words in shown:
        session.merge(ResharedSource(post_id=post.id, identity_id=post.identity_id, shown=words, **source._asdict()))


def forget(session: Session, post: Post) -> None:
    """Its words are deleted, and whose post it showed is one of them."""
    session.exec(delete(ResharedSource).where(col(ResharedSource.post_id) == post.id))
