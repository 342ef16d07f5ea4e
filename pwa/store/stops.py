"""Stops: that everything of an Organisation is stopped, what was caught by it, and what was on its way already.

Whoever holds something locks the Organisation's row together with others like them, and whoever stops it locks it alone; whoever claims a
Delivery locks its Channel's row, which carries a copy of the stop. So each of them is either seen by the stop or sees it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, insert
from sqlalchemy import select as row_of
from sqlmodel import Session, col, func, select, update

from pwa.rules.approval import ANSWER_MINUTES, OBJECTION_MINUTES
from pwa.rules.delivery import LATE_AFTER, DeliveryState
from pwa.rules.identity import Kind, Role
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.words import n_
from pwa.store.identities import grant_stands
from pwa.store.older_copy import Stopped
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Delivery, Edit, Grant, Identity, Organisation, Parking, Person, Post, Receipt, Stop, StopDelivery

WHY = n_("Everything was stopped before this left.")
# Before a stop: what was held earlier has left, was parked as too late, or got no yes in time.
HELD_AT_LONGEST = timedelta(hours=1, minutes=max(OBJECTION_MINUTES[-1], ANSWER_MINUTES[-1]))


class OnItsWay(NamedTuple):
    """A Delivery that a stop came too late for, or may have; or, with `change`, other words for what it had brought there before."""

    delivery: Delivery
    channel: Channel
    post: Post
    change: Edit | None = None

    @property
    def state(self) -> DeliveryState:
        """How what was on its way stands now."""
        return DeliveryState((self.change or self.delivery).state)


def of_person(session: Session, somebody: Person) -> list[Organisation]:
    """The Organisations whose voice this Person may use, by name: those they may stop."""
    granted = select(Grant.identity_id).where(col(Grant.person_id) == somebody.id, *grant_stands())
    theirs = select(Identity.organisation_id).where(col(Identity.id).in_(granted), col(Identity.kind) == Kind.OFFICIAL)
    return list(session.exec(select(Organisation).where(col(Organisation.id).in_(theirs)).order_by(col(Organisation.name))))


def lock(session: Session, organisation_id: int) -> Organisation:
    """Whoever is holding something for it is done, and nobody else begins until this transaction ends."""
    alone = select(Organisation).where(col(Organisation.id) == organisation_id).with_for_update(key_share=True)
    return session.exec(alone.execution_options(populate_existing=True)).one()


def keep_from_beginning(session: Session, organisation_id: int) -> None:
    """A stop that comes now, or the end of one, waits until this transaction ends. SQLite has one writer, who is us."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(row_of(col(Organisation.id)).where(col(Organisation.id) == organisation_id).with_for_update(read=True))


def standing(session: Session, organisation_id: int) -> Stop | None:
    """The stop that has not ended."""
    return session.exec(select(Stop).where(col(Stop.organisation_id) == organisation_id, col(Stop.ended_at).is_(None))).first()


def stands(session: Session, stop: Stop) -> bool:
    """Whether it has not ended; whoever would end it waits until this transaction is over."""
    keep_from_beginning(session, stop.organisation_id)
    return session.exec(select(Stop.id).where(col(Stop.id) == stop.id, col(Stop.ended_at).is_(None))).first() is not None


def all_standing(session: Session) -> list[Stop]:
    """Every stop that has not ended, of whatever Organisation."""
    return list(session.exec(select(Stop).where(col(Stop.ended_at).is_(None))))


def over_voices(session: Session, voices: Collection[Identity]) -> dict[int, tuple[Stop, Organisation, str]]:
    """The standing stops over these Identities, by the Organisation's number, and the name of whoever stopped it."""
    bodies = {one.organisation_id for one in voices if one.organisation_id is not None}
    if not bodies:
        return {}
    found = session.exec(_over(), params={"bodies": sorted(bodies)})
    return {stop.organisation_id: (stop, body, name) for stop, body, name in found}


@cache
def _over() -> Any:
    """Built once: every page of whoever speaks for somebody asks it."""
    return (
        select(Stop, Organisation, Person.name)
        .join(Organisation, col(Organisation.id) == col(Stop.organisation_id))
        .join(Person, col(Person.id) == col(Stop.person_id))
        .where(col(Stop.organisation_id).in_(bindparam("bodies", expanding=True)), col(Stop.ended_at).is_(None))
    )


def begin(session: Session, body: Organisation, by: Caller, words: str | None, now: datetime) -> Stop:
    """From the commit on no Delivery of it is claimed. What a network was being asked for at this moment is named."""
    stop = Stop(organisation_id=body.id, person_id=by.person.id, device=by.session.device, words=words, stopped_at=now)
    session.add(stop)
    session.flush()
    flag(session, body.id, stopped=True)  # it waits for every claim that is being committed
    under_way = row_of(col(Delivery.id)).where(col(Delivery.state) == DeliveryState.SENDING, _there(body.id))
    changing = row_of(col(Receipt.delivery_id)).join(Edit, col(Edit.receipt_id) == col(Receipt.id)).where(_changing(body.id))
    numbers = sorted({*session.execute(under_way).scalars(), *session.execute(changing).scalars()})
    if named := [{"stop_id": stop.id, "delivery_id": number} for number in numbers]:
        session.connection().execute(insert(StopDelivery), named)
    return stop


def flag(session: Session, organisation_id: int, *, stopped: bool) -> None:
    """Say it in the row of each of its Channels."""
    theirs = update(Channel).where(col(Channel.identity_id).in_(_voices(organisation_id)), col(Channel.stopped) != stopped)
    session.exec(theirs.values(stopped=stopped))


def ask(session: Session, stop: Stop, by: Person, why: str, now: datetime) -> bool:
    """A keeper's yes, the first of two; an earlier one's counts no more. False: it goes on already."""
    standing = update(Stop).where(col(Stop.id) == stop.id, col(Stop.ended_at).is_(None))
    return session.exec(standing.values(asked_by=by.id, asked_at=now, why=why)).rowcount == 1


def end(session: Session, stop: Stop, by: Person, now: datetime) -> bool:
    """It goes on. False: it does already."""
    standing = update(Stop).where(col(Stop.id) == stop.id, col(Stop.ended_at).is_(None))
    return session.exec(standing.values(ended_by=by.id, ended_at=now)).rowcount == 1


def keepers(session: Session, organisation_id: int) -> set[int]:
    """The numbers of the people who keep one of its Identities."""
    kept = select(Grant.person_id).where(col(Grant.identity_id).in_(_voices(organisation_id)), col(Grant.role) == Role.KEEPER)
    return set(session.exec(kept.where(*grant_stands())))


def park_posts(session: Session, stop: Stop, now: datetime, at_most: int) -> list[Stopped]:
    """Park what is held, the next to leave first; a release that is being committed is waited for."""
    held = row_of(col(Post.id)).where(col(Post.identity_id).in_(_voices(stop.organisation_id)), col(Post.state) == PostState.HELD)
    recent = held.where(col(Post.held_at) > stop.stopped_at - HELD_AT_LONGEST).order_by(col(Post.due_at)).limit(at_most)
    numbers = list(session.execute(recent.with_for_update()).scalars())
    if not numbers:
        return []
    moved = update(Post).where(col(Post.id).in_(numbers), col(Post.state) == PostState.HELD)
    moved = moved.values(state=PostState.PARKED, parking_reason=ParkingReason.STOPPED, parked_at=now)
    rows = session.connection().execute(moved.returning(col(Post.id), col(Post.identity_id), col(Post.public_id))).all()
    told = [{"post_id": number, "person_id": stop.person_id, "reason": ParkingReason.STOPPED, "at": now} for number, _, _ in sorted(rows)]
    session.connection().execute(insert(Parking), told)
    return [Stopped(identity_id, public_id) for _, identity_id, public_id in sorted(rows)]


def park_deliveries(session: Session, stop: Stop, at_most: int) -> list[Stopped]:
    """Park what had left the outbox and no network was asked for yet."""
    due = row_of(col(Delivery.id)).where(col(Delivery.state) == DeliveryState.DUE, _there(stop.organisation_id))
    numbers = list(session.execute(due.order_by(col(Delivery.id)).limit(at_most).with_for_update()).scalars())
    if not numbers:
        return []
    moved = update(Delivery).where(col(Delivery.id).in_(numbers), col(Delivery.state) == DeliveryState.DUE)
    session.execute(moved.values(state=DeliveryState.PARKED, reason=WHY))
    named = row_of(col(Post.identity_id), col(Post.public_id), col(Delivery.public_id), col(Delivery.position))
    found = named.join(Post, col(Post.id) == col(Delivery.post_id)).where(col(Delivery.id).in_(numbers)).order_by(col(Delivery.id))
    return [Stopped(*row) for row in session.execute(found)]


def look_no_more(session: Session, organisation_id: int) -> None:
    """What is in doubt asks a person: were it found absent afterwards, it would go out by itself."""
    doubtful = update(Delivery).where(col(Delivery.state) == DeliveryState.UNSURE, col(Delivery.look_at).is_not(None))
    theirs = doubtful.where(_there(organisation_id))
    session.execute(theirs.values(look_at=None, looks=col(Delivery.looks) + 1))  # whoever is looking now finds that somebody looked since


def on_its_way(session: Session, stop: Stop) -> list[OnItsWay]:
    """What a network was being asked for at the moment of the stop, as it stands now."""
    named = select(StopDelivery.delivery_id).where(col(StopDelivery.stop_id) == stop.id)
    found = (
        select(Delivery, Channel, Post)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .join(Post, col(Post.id) == col(Delivery.post_id))
        .where(col(Delivery.id).in_(named))
        .order_by(col(Delivery.id))
    )
    changes = dict(session.exec(_changes(stop)).all())
    return [OnItsWay(delivery, channel, post, changes.get(delivery.id)) for delivery, channel, post in session.exec(found)]


def being_sent(session: Session, organisation_id: int) -> bool:
    """Whether a network of its is being asked for something right now."""
    sending = select(Delivery.id).where(col(Delivery.state) == DeliveryState.SENDING, _there(organisation_id))
    changing = select(Edit.id).where(_changing(organisation_id))
    return any(session.exec(one.limit(1)).first() is not None for one in (sending, changing))


def caught(session: Session, stop: Stop) -> tuple[int, int]:
    """How many Posts wait because of this stop, and how many Deliveries."""
    posts = select(func.count()).select_from(Post).where(col(Post.identity_id).in_(_voices(stop.organisation_id)))
    waiting = posts.where(col(Post.state) == PostState.PARKED, col(Post.parking_reason) == ParkingReason.STOPPED)
    recent = waiting.where(col(Post.held_at) > stop.stopped_at - HELD_AT_LONGEST, col(Post.parked_at) >= stop.stopped_at)
    deliveries = select(func.count()).select_from(Delivery).where(_there(stop.organisation_id))
    aside = deliveries.where(
        col(Delivery.state) == DeliveryState.PARKED, col(Delivery.reason) == WHY, col(Delivery.due_at) > stop.stopped_at - LATE_AFTER
    )
    return session.exec(recent).one(), session.exec(aside).one()


def voices_of(session: Session, organisation_id: int) -> Sequence[Identity]:
    """Its Identities."""
    return session.exec(select(Identity).where(col(Identity.organisation_id) == organisation_id).order_by(col(Identity.id))).all()


def _voices(organisation_id: int) -> Any:
    return select(Identity.id).where(col(Identity.organisation_id) == organisation_id)


def _there(organisation_id: int) -> ColumnElement[bool]:
    return col(Delivery.channel_id).in_(select(Channel.id).where(col(Channel.identity_id).in_(_voices(organisation_id))))


def _changing(organisation_id: int) -> ColumnElement[bool]:
    there = select(Receipt.id).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id)).where(_there(organisation_id))
    return (col(Edit.state) == DeliveryState.SENDING) & col(Edit.receipt_id).in_(there)


def _changes(stop: Stop) -> Any:
    """What had arrived before is named because of other words for it."""
    named = select(StopDelivery.delivery_id).where(col(StopDelivery.stop_id) == stop.id)
    found = select(Receipt.delivery_id, Edit).join(Edit, col(Edit.receipt_id) == col(Receipt.id))
    before = (col(Receipt.at) <= stop.stopped_at, col(Edit.asked_at) <= stop.stopped_at)
    return found.where(col(Receipt.delivery_id).in_(named), *before).order_by(col(Edit.id))
