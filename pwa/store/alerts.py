"""Alerts and pushes: the rows are the queue, a lease says who is telling, and what is told is looked up when it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, bindparam, delete, insert, literal
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from pwa.rules.alert import FOR_KEEPERS, SEND_LEASE, STALE_AFTER, AlertKind
from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import Kind
from pwa.rules.post import PostState
from pwa.store import wake
from pwa.store.channel_alerts import still_so
from pwa.store.identities import grant_stands
from pwa.store.moments import Moment, database_now, later
from pwa.store.subscriptions import keeps, may_hear
from pwa.store.tables import Alert, Channel, Delivery, Grant, Identity, Person, Post, Push, PushSubscription, SessionRow

AT_ONCE = 50
BADGE_AT_MOST = 100
HELD_AT_LONGEST = timedelta(hours=25)  # as long as a yes can be waited for, and then some
SHOWN = (AlertKind.HELD, AlertKind.ASKED)  # what stands on a phone only as long as it is so


@dataclass(frozen=True)
class Telling:
    """One push that is being made, and everything that it may speak of."""

    push: Push
    alert: Alert
    subscription: PushSubscription
    identity: Identity
    hearer: Person
    post: Post | None  # either this
    channel: Channel | None  # or that
    deliveries: Sequence[DeliveryState] = ()
    still: bool = True  # of a Channel: whether it is so now

    @property
    def about(self) -> str:
        """What it is about, by a name that tells nothing; a later one about the same takes its place."""
        return self.post.public_id if self.post else f"{self.channel.public_id if self.channel else ''}-{self.alert.kind}"

    @property
    def due_at(self) -> datetime:
        """When it is over: of a Post, when that leaves, or when nobody will have said yes to it."""
        return self.post.due_at if self.post else self.alert.at


def note(session: Session, kind: AlertKind, post: Post, at: datetime, *, after: timedelta = timedelta(), but: int | None = None) -> None:
    """Inside the caller's transaction: people are to hear of this. `but`: the Session that knows. Nobody listens: nothing is written."""
    _note(session, "post_id", {"kind": kind, "post_id": post.id, "session_id": but, "at": at, "tell_at": at + after})


def note_channel(session: Session, kind: AlertKind, channel: Channel, at: datetime, *, but: int | None = None) -> None:
    """The same of something that happened to a Channel."""
    _note(session, "channel_id", {"kind": kind, "channel_id": channel.id, "session_id": but, "at": at, "tell_at": at})


def _note(session: Session, about: str, values: dict[str, Any]) -> None:
    if session.connection().execute(_noted(about), values).rowcount:
        wake.ring_after(session, wake.ALERTS)


def untrue(session: Session, identity: Identity) -> None:
    """A held Post of this Identity is held no more: phones that say so are not right."""
    if identity.kind == Kind.OFFICIAL:
        wake.ring_after(session, wake.ALERTS)


@cache
def _noted(about: str) -> Insert:
    """Built once: it is on the way of every official hold."""
    kinds: dict[str, Any] = {"kind": None, about: None, "session_id": None, "at": Moment(), "tell_at": Moment()}
    values = {name: bindparam(name, type_=kind or getattr(Alert, name).type) for name, kind in kinds.items()}
    somebody = row_of(col(PushSubscription.id)).exists()
    same_hold = (col(Alert.kind) != AlertKind.HELD) | (col(Alert.at) == values["at"])
    known = row_of(col(Alert.id)).where(
        getattr(Alert, about) == values[about], col(Alert.kind) == values["kind"], col(Alert.spread_at).is_(None), same_hold
    )
    return insert(Alert).from_select(list(values), row_of(*values.values()).where(somebody, ~known.exists()), include_defaults=False)


def wanted(session: Session) -> bool:
    """Whether there is something to spread or to tell, asked without holding anybody up."""
    ways = (_waiting().limit(1), _due().limit(1))
    return any(session.execute(row_of(*(way.scalar_subquery() for way in ways))).one())


def spread(session: Session, now: datetime) -> list[int]:
    """One push for each subscription that is to hear of what waits. Returns the numbers of the alerts that there were."""
    first = _waiting().limit(AT_ONCE).with_for_update(skip_locked=True)
    taking = update(Alert).where(col(Alert.id).in_(first.scalar_subquery()), col(Alert.spread_at).is_(None))
    taken = session.exec(taking.values(spread_at=now).returning(col(Alert.id))).scalars().all()
    if taken:
        fresh = col(Alert.at) > database_now() - later(STALE_AFTER)
        hearers = _hearers().where(col(Alert.id).in_(taken), fresh, ~_shows_it())
        pushes = hearers.with_only_columns(col(Alert.id), col(PushSubscription.id), literal(0), literal(now, Moment()))
        session.exec(insert(Push).from_select(["alert_id", "subscription_id", "attempts", "try_at"], pushes, include_defaults=False))
    return list(taken)


def claim(session: Session) -> Push | None:
    """Take the push that is to be made next. Unless it is written down how it went, somebody tries again when the lease is over."""
    first = _due().order_by(col(Push.try_at), col(Push.id)).limit(1).with_for_update(skip_locked=True, of=Push)
    taking = update(Push).where(col(Push.id) == first.scalar_subquery()).returning(Push)
    taken = taking.values(attempts=col(Push.attempts) + 1, try_at=database_now() + later(SEND_LEASE))
    found: Push | None = session.exec(taken.execution_options(synchronize_session=False, populate_existing=True)).scalars().first()
    return found


def telling(session: Session, push: Push) -> Telling | None:
    """What this push is about, if whoever it is for may still hear it: decided now, by the session and the grant."""
    mine = _hearers().join(Push, (col(Push.alert_id) == col(Alert.id)) & (col(Push.subscription_id) == col(PushSubscription.id)))
    mine = mine.join(Person, col(Person.id) == col(SessionRow.person_id)).where(col(Push.id) == push.id)
    found = session.execute(mine.with_only_columns(Alert, PushSubscription, Identity, Person, Post, Channel)).first()
    if found is None:
        return None
    alert, subscription, identity, hearer, post, channel = found
    if channel is not None:
        return Telling(push, alert, subscription, identity, hearer, post, channel, still=still_so(session, AlertKind(alert.kind), channel))
    states = session.exec(select(Delivery.state).where(col(Delivery.post_id) == post.id)).all()
    return Telling(push, alert, subscription, identity, hearer, post, channel, [DeliveryState(state) for state in states])


def again(session: Session, push: Push, at: datetime) -> None:
    """Try, or look, then."""
    session.exec(update(Push).where(col(Push.id) == push.id).values(try_at=at))


def wait(session: Session, push: Push, at: datetime) -> None:
    """Nothing is to be said yet: look then, which is no attempt."""
    session.exec(update(Push).where(col(Push.id) == push.id).values(attempts=0, try_at=at))


def shown(session: Session, push: Push, told: AlertKind, at: datetime) -> None:
    """It stands on the phone; look again then, or as soon as it is no longer true."""
    session.exec(update(Push).where(col(Push.id) == push.id).values(told=told, attempts=0, try_at=at))


def over(session: Session, push: Push) -> None:
    """There is nothing more to tell."""
    session.exec(delete(Push).where(col(Push.id) == push.id))


def held_for(session: Session, somebody: Person) -> int:
    """How many held Posts this Person may stop: the number on the app's badge, which stops counting somewhere."""
    return int(session.exec(_held(), params={"person": somebody.id}).one())


@cache
def _held() -> Any:
    """Built once: every page asks it. By identity and time, however many others hold: what was held earlier has left or is parked."""
    granted = select(Grant.identity_id).where(col(Grant.person_id) == bindparam("person"), *grant_stands())
    own = select(Identity.id).where(col(Identity.person_id) == bindparam("person"))
    held = col(Post.state).concat("") == PostState.HELD
    recent = col(Post.held_at) > database_now() - later(HELD_AT_LONGEST)
    theirs = select(Post.id).where(col(Post.identity_id).in_(granted.union(own)), recent, held).limit(BADGE_AT_MOST)
    return select(func.count()).select_from(theirs.subquery())


def next_at(session: Session) -> datetime | None:
    """When something will be to do that is not yet."""
    ways = [
        select(func.min(Alert.tell_at)).where(col(Alert.spread_at).is_(None)),
        select(func.min(Push.try_at)),
    ]
    return min((moment for moment in session.execute(row_of(*(way.scalar_subquery() for way in ways))).one() if moment), default=None)


def forget(session: Session) -> None:
    """Alerts that are told, and what could not be told for half a day."""
    old = database_now() - later(STALE_AFTER)
    session.exec(delete(Push).where(col(Push.alert_id).in_(select(Alert.id).where(col(Alert.at) < old))))
    session.exec(delete(Alert).where(col(Alert.at) < old, col(Alert.id).not_in(select(Push.alert_id))))


def _waiting() -> Select[Any]:
    return row_of(col(Alert.id)).where(col(Alert.spread_at).is_(None), col(Alert.tell_at) <= database_now()).order_by(col(Alert.tell_at))


def _due() -> Select[Any]:
    untrue = select(Alert.id).join(Post, col(Post.id) == col(Alert.post_id))
    untrue = untrue.where(col(Alert.id) == col(Push.alert_id), col(Post.state) != PostState.HELD)
    correct = col(Push.told).in_(SHOWN) & (col(Push.attempts) == 0) & untrue.exists()
    return row_of(col(Push.id)).where((col(Push.try_at) <= database_now()) | correct)


def _hearers() -> Select[Any]:
    """Alerts with every subscription that may hear of them now."""
    return (
        row_of(Alert)
        .outerjoin(Post, col(Post.id) == col(Alert.post_id))
        .outerjoin(Channel, col(Channel.id) == col(Alert.channel_id))
        .join(Identity, col(Identity.id) == func.coalesce(col(Post.identity_id), col(Channel.identity_id)))
        .join(PushSubscription, literal(1) == literal(1))
        .join(SessionRow, col(SessionRow.id) == col(PushSubscription.session_id))
        .where(
            *may_hear(),
            col(Alert.kind).not_in(FOR_KEEPERS) | keeps(),
            (col(Alert.kind) != AlertKind.ASKED) | (col(Post.person_id) != col(SessionRow.person_id)),  # not whoever held it
            col(Alert.session_id).is_(None) | (col(Alert.session_id) != col(SessionRow.id)),
        )
    )


def _shows_it() -> ColumnElement[bool]:
    """This phone shows that the post is held, and will be told by that what became of it."""
    before, earlier = aliased(Push), aliased(Alert)
    shown = select(before.id).join(earlier, col(earlier.id) == col(before.alert_id))
    shown = shown.where(col(earlier.post_id) == col(Alert.post_id), col(before.subscription_id) == col(PushSubscription.id))
    return shown.where(col(before.told).in_(SHOWN), col(Alert.kind) == AlertKind.PARKED).exists()
