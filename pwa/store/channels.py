"""Channels as they come and go: connected, renewed, in trouble, disconnected."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from pwa.rules.channel import RENEWAL_LEASE
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.rules.refusals import NotFound
from pwa.store import emergencies, identities
from pwa.store.moments import database_now, later
from pwa.store.tables import Channel, Delivery, Identity, Part, Person, Post, Receipt, Rendering, Retraction

SENDING = DeliveryState.SENDING


def account(session: Session, network: str, home: str, remote_id: str) -> Channel | None:
    """The Channel that leads to this account now, whoever's it is."""
    there = (col(Channel.network) == network, col(Channel.home) == home, col(Channel.remote_id) == remote_id)
    return session.exec(select(Channel).where(*there, col(Channel.disconnected_at).is_(None))).first()


def known(session: Session, identity: Identity, network: str, home: str, remote_id: str) -> Channel | None:
    """The Channel of this Identity that leads there, or did when it was last connected."""
    there = (col(Channel.network) == network, col(Channel.home) == home, col(Channel.remote_id) == remote_id)
    its = select(Channel).where(*there, col(Channel.identity_id) == identity.id)
    return session.exec(its.order_by(col(Channel.disconnected_at).is_(None).desc(), col(Channel.id).desc())).first()


def kept_by(session: Session, keeper: Person, public_id: str) -> tuple[Channel, Identity]:
    """A connected Channel and its Identity, which this Person minds. Raises NotFound."""
    row = select(Channel, Identity.handle).join(Identity, col(Identity.id) == col(Channel.identity_id))
    found = session.exec(row.where(col(Channel.public_id) == public_id, col(Channel.disconnected_at).is_(None))).first()
    if found is None:
        raise NotFound
    return found[0], identities.kept_by(session, keeper, found[1])


def disconnect(session: Session, channel: Channel, now: datetime) -> bool:
    """Nothing goes there any more, and what let us in is gone from here. False: somebody was faster."""
    connected = update(Channel).where(col(Channel.id) == channel.id, col(Channel.disconnected_at).is_(None))
    nothing = {"credentials": None, "access_ends_at": None, "renew_at": None, "renewing_until": None, "trouble_since": None}
    nothing |= emergencies.CLOSED
    return session.exec(connected.values(disconnected_at=now, **nothing)).rowcount == 1


def held_for(session: Session, channel: Channel) -> list[Post]:
    """Held Posts that are to go to a Channel."""
    there = select(Part.post_id).join(Rendering, col(Rendering.part_id) == col(Part.id)).where(col(Rendering.channel_id) == channel.id)
    held = select(Post).where(col(Post.state) == PostState.HELD, col(Post.identity_id) == channel.identity_id, col(Post.id).in_(there))
    return list(session.exec(held.order_by(col(Post.id))))


def due_for(session: Session, channel: Channel) -> list[Delivery]:
    """What has left its hold and waits to go to a Channel."""
    due = select(Delivery).where(col(Delivery.channel_id) == channel.id, col(Delivery.state) == DeliveryState.DUE)
    return list(session.exec(due.order_by(col(Delivery.id))))


def to_renew(session: Session, networks: Collection[str]) -> Channel | None:
    """Take the Channel whose tokens are to be renewed next, for a minute; while it is taken nothing is published there.

    Not one on which something is under way. Its row is locked first and that is looked at afterwards, so that of a delivery that is taken
    at the same moment either this statement or that one sees the other.
    """
    due = (col(Channel.renew_at) <= database_now(), col(Channel.disconnected_at).is_(None), col(Channel.trouble_since).is_(None))
    idle = (~busy for busy in _under_way(col(Channel.id)))  # or one that is busy would keep those behind it waiting
    first = select(Channel.id).where(col(Channel.network).in_(networks), *due, _unclaimed(), *idle).order_by(col(Channel.renew_at)).limit(1)
    number = session.exec(first.with_for_update(skip_locked=True, key_share=True)).first()
    if number is None:
        return None
    free = update(Channel).where(col(Channel.id) == number, _unclaimed(), *(~busy for busy in _under_way(number)))
    taken = session.exec(free.values(renewing_until=database_now() + later(RENEWAL_LEASE))).rowcount == 1
    return session.get(Channel, number, populate_existing=True) if taken else None


def renewed(session: Session, channel: Channel, *, credentials: bytes, ends_at: datetime | None, renew_at: datetime) -> bool:
    """New tokens, unless it was disconnected or connected again meanwhile."""
    values = {"credentials": credentials, "access_ends_at": ends_at, "renew_at": renew_at, "renewing_until": None}
    return bool(session.exec(_as_it_was(channel).values(**values)).rowcount == 1)


def renew_later(session: Session, channel: Channel, at: datetime) -> None:
    """The network could not be asked."""
    session.exec(_as_it_was(channel).values(renew_at=at, renewing_until=None))


def renew_now(session: Session, channel: Channel) -> None:
    """What lets us in did not, and nobody is renewing it: whether it still can is to be asked at once."""
    session.exec(_as_it_was(channel).where(col(Channel.renew_at).is_not(None), _unclaimed()).values(renew_at=database_now()))


def in_trouble(session: Session, channel: Channel, now: datetime) -> bool:
    """The network does not let us in with what we have. False: that was known, or it has been connected again meanwhile."""
    fresh = _as_it_was(channel).where(col(Channel.trouble_since).is_(None))
    return bool(session.exec(fresh.values(trouble_since=now, renewing_until=None)).rowcount == 1)


def shut_out(session: Session, channel_id: int, since: datetime, now: datetime) -> bool:
    """Something that began at `since` was not let in there. False: that was known, or it has been connected again meanwhile."""
    still = (col(Channel.connected_at) < since, col(Channel.trouble_since).is_(None), col(Channel.disconnected_at).is_(None))
    ours = update(Channel).where(col(Channel.id) == channel_id, col(Channel.credentials).is_not(None), *still)
    return session.exec(ours.values(trouble_since=now)).rowcount == 1


def next_renewal(session: Session, networks: Collection[str]) -> datetime | None:
    """When a Channel's tokens are to be renewed next."""
    waiting = (
        col(Channel.network).in_(networks),
        col(Channel.renew_at).is_not(None),
        col(Channel.disconnected_at).is_(None),
        col(Channel.trouble_since).is_(None),
    )
    return session.exec(select(Channel.renew_at).where(*waiting).order_by(col(Channel.renew_at)).limit(1)).first()


def _unclaimed() -> ColumnElement[bool]:
    return col(Channel.renewing_until).is_(None) | (col(Channel.renewing_until) <= database_now())


def _under_way(channel_id: Any) -> list[ColumnElement[bool]]:
    sending = select(Delivery.id).where(col(Delivery.channel_id) == channel_id, col(Delivery.state) == SENDING)
    there = select(Receipt.id).where(col(Receipt.channel_id) == channel_id).correlate(Channel)
    removing = select(Retraction.id).where(col(Retraction.receipt_id).in_(there), col(Retraction.state) == SENDING)
    return [sending.correlate(Channel).exists(), removing.correlate(Channel).exists()]


def _as_it_was(channel: Channel) -> Any:
    """Still with the tokens that we knew: sealed anew each time, they are never the same bytes twice."""
    return update(Channel).where(
        col(Channel.id) == channel.id, col(Channel.credentials) == channel.credentials, col(Channel.disconnected_at).is_(None)
    )
