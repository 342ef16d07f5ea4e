"""What a Person has pending as one Identity: what ends with their right to it, and what a receipt looks for afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.rules.settling import Answer
from pwa.store import approvals, own_ups
from pwa.store.leases import in_force
from pwa.store.moments import database_now
from pwa.store.tables import (
    Alert,
    Channel,
    Delivery,
    Identity,
    Invitation,
    Journey,
    Lease,
    Person,
    Post,
    Push,
    PushSubscription,
    SessionRow,
    Settlement,
)


@dataclass(frozen=True)
class Pending:
    """What of theirs can still do something as one Identity, as it stands in the store at the moment of asking."""

    leases: int
    held: Sequence[Post]
    on_their_way: Sequence[Post]  # these had left before, and a network is still being asked
    invitations: int
    journeys: int
    pushes: int
    yeses: int  # on the strength of which somebody else holds
    edits: int  # other words that they asked for in the place of what was sent

    def __bool__(self) -> bool:
        return any((self.leases, self.held, self.on_their_way, self.invitations, self.journeys, self.pushes, self.yeses, self.edits))


def pending(session: Session, person: Person, identity: Identity) -> Pending:
    """Read anew, table by table; nothing here rests on what an action said that it had done."""

    def count(table: Any, *which: ColumnElement[bool]) -> int:
        return session.exec(select(func.count()).select_from(table).where(*which)).one()

    held = select(Post).where(col(Post.person_id) == person.id, col(Post.identity_id) == identity.id, col(Post.state) == PostState.HELD)
    in_doubt = (col(Delivery.state) == DeliveryState.UNSURE) & col(Delivery.look_at).is_not(None)  # a look may make it due again
    under_way = col(Delivery.state).in_([DeliveryState.DUE, DeliveryState.SENDING]) | in_doubt
    moving = select(Delivery.post_id).where(theirs(person, identity), under_way)
    on_their_way = select(Post).where(col(Post.id).in_(moving)).order_by(col(Post.id))
    return Pending(
        count(Lease, *_leases(person, identity), *in_force()),
        session.exec(held.order_by(col(Post.id))).all(),
        session.exec(on_their_way).all(),
        count(Invitation, *_invitations(person, identity), col(Invitation.expires_at) > database_now()),
        count(Journey, *_journeys(person, identity), col(Journey.expires_at) > database_now()),
        count(Push, col(Push.id).in_(_pushes(person, identity))),
        len(approvals.given_by(session, person, identity)),
        len(own_ups.edits_waiting(session, person, identity)),
    )


def theirs(person: Person, identity: Identity) -> ColumnElement[bool]:
    """A Delivery that goes by this Person's word: who last sent its series again on that channel, or else whoever held the Post."""
    asked = aliased(Delivery)
    said = select(Settlement.person_id).join(asked, col(asked.id) == col(Settlement.delivery_id))
    same_series = (col(asked.post_id) == col(Delivery.post_id), col(asked.channel_id) == col(Delivery.channel_id))
    last = said.where(*same_series, col(Settlement.answer) == Answer.AGAIN).order_by(col(Settlement.id).desc()).limit(1)
    held = select(Post.person_id).where(col(Post.id) == col(Delivery.post_id))
    word = func.coalesce(last.correlate(Delivery).scalar_subquery(), held.correlate(Delivery).scalar_subquery())
    return col(Delivery.post_id).in_(select(Post.id).where(col(Post.identity_id) == identity.id)) & (word == person.id)


def deliveries_due(session: Session, person: Person, identity: Identity) -> list[Delivery]:
    """What a courier has not begun yet of theirs, locked: rows first, then a chain, everywhere."""
    waiting = select(Delivery).where(col(Delivery.state) == DeliveryState.DUE, theirs(person, identity))
    return list(session.exec(waiting.order_by(col(Delivery.id)).with_for_update()))


def withdraw_invitations(
    session: Session, identity: Identity, maker: Person, by: Person | None, now: datetime, *, for_good: bool
) -> list[Invitation]:
    """The links that a Person made and nobody used yet die with their right; when it ends for good, also what would let them back in."""
    these = _invitations(maker, identity, back_too=for_good)
    unused = update(Invitation).where(*these).values(withdrawn_at=now, ended_by=by.id if by else None)
    return list(session.exec(unused.returning(Invitation).execution_options(synchronize_session=False)).scalars())


def end_journeys(session: Session, identity: Identity, traveller: Person, now: datetime) -> list[Journey]:
    """They lead nowhere any more; what opens accounts that were found is kept until a courier has given it back."""
    under_way = update(Journey).where(*_journeys(traveller, identity)).values(ended_at=now, expires_at=now, kept=b"")
    return list(session.exec(under_way.returning(Journey).execution_options(synchronize_session=False)).scalars())


def drop_pushes(session: Session, identity: Identity, hearer: Person) -> None:
    """Nothing that waits to be told of this Identity is told to them; what happens from now on is not, because they may not hear it."""
    session.exec(delete(Push).where(col(Push.id).in_(_pushes(hearer, identity))))


def _leases(person: Person, identity: Identity) -> list[ColumnElement[bool]]:
    sessions = select(SessionRow.id).where(col(SessionRow.person_id) == person.id)
    return [col(Lease.identity_id) == identity.id, col(Lease.session_id).in_(sessions)]


def _invitations(maker: Person, identity: Identity, *, back_too: bool = True) -> list[ColumnElement[bool]]:
    unused = (col(Invitation.used_at).is_(None), col(Invitation.withdrawn_at).is_(None))
    whose = col(Invitation.made_by) == maker.id
    whose = whose | (col(Invitation.back_for) == maker.id) if back_too else whose
    return [col(Invitation.identity_id) == identity.id, whose, *unused]


def _journeys(traveller: Person, identity: Identity) -> list[ColumnElement[bool]]:
    return [col(Journey.identity_id) == identity.id, col(Journey.person_id) == traveller.id, col(Journey.ended_at).is_(None)]


def _pushes(hearer: Person, identity: Identity) -> Any:
    posts = select(Post.id).where(col(Post.identity_id) == identity.id)
    channels = select(Channel.id).where(col(Channel.identity_id) == identity.id)
    told = select(Push.id).join(Alert, col(Alert.id) == col(Push.alert_id))
    told = told.join(PushSubscription, col(PushSubscription.id) == col(Push.subscription_id))
    told = told.join(SessionRow, col(SessionRow.id) == col(PushSubscription.session_id)).where(col(SessionRow.person_id) == hearer.id)
    return told.where(col(Alert.post_id).in_(posts) | col(Alert.channel_id).in_(channels))
