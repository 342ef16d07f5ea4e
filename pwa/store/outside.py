"""What is learnt of a Channel by looking at it: how much it takes, and on an official one, what never came from here."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import Kind, Role
from pwa.rules.refusals import NotFound
from pwa.store.identities import grant_stands
from pwa.store.moments import database_now, later
from pwa.store.tables import Channel, Delivery, Grant, Identity, OutsidePost, Person, Post, Receipt, Rendering


def claim(session: Session, networks: Collection[str], every: timedelta) -> Channel | None:
    """Take the Channel whose look is due, and put its next one off; whoever else looks meanwhile finds it taken."""
    first = _due(networks).limit(1).with_for_update(skip_locked=True)
    taking = update(Channel).where(col(Channel.id) == first.scalar_subquery())
    taken = session.exec(taking.values(watch_at=database_now() + later(every)).returning(col(Channel.id))).first()
    return session.get(Channel, taken[0], populate_existing=True) if taken else None


def wanted(session: Session, networks: Collection[str]) -> bool:
    """Whether there is a Channel to look at."""
    return session.exec(_due(networks).limit(1)).first() is not None


def keep_limits(session: Session, channel: Channel, limits: str) -> None:
    """What its network takes now."""
    session.exec(update(Channel).where(col(Channel.id) == channel.id).values(limits=limits))


def official(session: Session, channel: Channel) -> bool:
    """Whether it belongs to an official Identity."""
    return session.get_one(Identity, channel.identity_id).kind == Kind.OFFICIAL


def in_the_balance(session: Session, channel: Channel) -> bool:
    """Whether something of ours may be there of which a proof may still come; what only a person can settle may wait for days."""
    doubtful = (col(Delivery.state) == DeliveryState.UNSURE) & col(Delivery.look_at).is_not(None)
    open_ones = select(Delivery.id).where(col(Delivery.channel_id) == channel.id, (col(Delivery.state) == DeliveryState.SENDING) | doubtful)
    return session.exec(open_ones.limit(1)).first() is not None


def known(session: Session, channel: Channel, remote_ids: Collection[str]) -> set[str]:
    """Those of these that we sent, or have seen already."""
    ours = select(Receipt.remote_id).where(col(Receipt.channel_id) == channel.id, col(Receipt.remote_id).in_(remote_ids))
    seen = select(OutsidePost.remote_id).where(col(OutsidePost.channel_id) == channel.id, col(OutsidePost.remote_id).in_(remote_ids))
    return {*session.exec(ours), *session.exec(seen)}


def without_proof(session: Session, channel: Channel) -> list[str]:
    """What was frozen for each Delivery that may be there and no proof names where: in doubt, or by somebody's or the network's word."""
    tried = select(Rendering.payload).join(Delivery, col(Delivery.rendering_id) == col(Rendering.id))
    tried = tried.where(col(Delivery.channel_id) == channel.id, col(Delivery.attempts) > 0)
    proved = select(Receipt.delivery_id).where(col(Receipt.channel_id) == channel.id, col(Receipt.url) != "")
    return list(session.exec(tried.where(col(Delivery.id).not_in(proved))))


def of_kept(session: Session, keeper: Person, identity: Identity) -> list[tuple[OutsidePost, Channel]]:
    """What no keeper has called known yet, newest first; for a keeper of this Identity only."""
    found = select(OutsidePost, Channel).join(Channel, col(Channel.id) == col(OutsidePost.channel_id))
    found = found.where(col(Channel.identity_id) == identity.id, col(Channel.identity_id).in_(_kept_by(keeper)))
    return list(session.exec(found.where(col(OutsidePost.known_at).is_(None)).order_by(col(OutsidePost.posted_at).desc())))


def one(session: Session, keeper: Person, public_id: str) -> tuple[OutsidePost, Channel, Identity]:
    """One of them, to a keeper of its Identity. Raises NotFound."""
    found = (
        select(OutsidePost, Channel, Identity)
        .join(Channel, col(Channel.id) == col(OutsidePost.channel_id))
        .join(Identity, col(Identity.id) == col(Channel.identity_id))
        .where(col(OutsidePost.public_id) == public_id, col(Channel.identity_id).in_(_kept_by(keeper)))
    )
    row = session.exec(found).first()
    if row is None:
        raise NotFound
    return row


def ours_after_all(session: Session, post: OutsidePost) -> str | None:
    """The Post whose proof names it: an answer of the network that came, or was settled, after the look."""
    proof = (
        select(Post.public_id)
        .join(Delivery, col(Delivery.post_id) == col(Post.id))
        .join(Receipt, col(Receipt.delivery_id) == col(Delivery.id))
    )
    return session.exec(proof.where(col(Receipt.channel_id) == post.channel_id, col(Receipt.remote_id) == post.remote_id)).first()


def of_unknown_fate(session: Session, post: OutsidePost, near: timedelta) -> bool:
    """Whether something was tried there at about that time of which nobody knows whether it arrived: in doubt, or dropped out of doubt."""
    states = [DeliveryState.UNSURE, DeliveryState.SENDING, DeliveryState.DROPPED]
    tried = select(Delivery.id).where(
        col(Delivery.channel_id) == post.channel_id, col(Delivery.attempts) > 0, col(Delivery.state).in_(states)
    )
    then = col(Delivery.started_at).between(post.posted_at - near, post.posted_at + near)
    return session.exec(tried.where(then).limit(1)).first() is not None


def say_known(session: Session, post: OutsidePost, by: Person, now: datetime) -> bool:
    """False: another keeper has said so already."""
    open_one = update(OutsidePost).where(col(OutsidePost.id) == post.id, col(OutsidePost.known_at).is_(None))
    return session.exec(open_one.values(known_at=now, known_by=by.id)).rowcount == 1


def _kept_by(keeper: Person) -> SelectOfScalar[int]:
    return select(Grant.identity_id).where(col(Grant.person_id) == keeper.id, col(Grant.role) == Role.KEEPER, *grant_stands())


def _due(networks: Collection[str]) -> SelectOfScalar[int]:
    there = select(Channel.id).where(col(Channel.network).in_(networks), col(Channel.disconnected_at).is_(None))
    there = there.where(col(Channel.watch_at).is_(None) | (col(Channel.watch_at) <= database_now()))
    return there.order_by(col(Channel.watch_at), col(Channel.id))
