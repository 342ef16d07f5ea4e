"""Sets aside what must not go on by itself: too late, not approved, stopped, taken down, its channel closed, or never finished."""

from typing import Any

from pwa.actions.deliver_due import move
from pwa.actions.finish_stop import finish_stops
from pwa.actions.keep_holding import note_parked
from pwa.actions.lose_approval import park_unanswered
from pwa.actions.retract_due import move_retraction
from pwa.rules.alert import AlertKind
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason
from pwa.rules.words import n_
from pwa.store import alerts, astray, deliveries, posts
from pwa.store.deliveries import Errand
from pwa.store.moments import database_time
from pwa.store.tables import Delivery, Edit, Identity, Post, ReadBack, Retraction
from pwa.store.transaction import reading, transaction

CLOSED = n_("This channel is for emergencies only, and it was closed before this left.")


def set_aside() -> int:
    """Returns how many things were set aside; call again until it is none."""
    with reading() as session:
        if not astray.anything(session):
            return 0  # mostly: an idle courier asks one question and not ten
    return finish_stops() + _late_posts() + park_unanswered() + _errands()


def _late_posts() -> int:
    with reading() as session:
        late = astray.late_posts(session)
    return sum(_park(post) for post in late)


def _park(post: Post) -> bool:
    with transaction() as session:
        now, identity = database_time(session), session.get_one(Identity, post.identity_id)
        if parked := posts.park(session, post, ParkingReason.LATE, now, by=None):
            note_parked(session, post, identity, ParkingReason.LATE, None, now)
        return parked


def _errands() -> int:
    with reading() as session:
        unfinished, too_late, unwanted = astray.abandoned(session, Delivery), astray.late(session), astray.kept_back(session)
        unread, unchanged = astray.abandoned(session, ReadBack), astray.abandoned(session, Edit)
        stuck, behind_closed = astray.abandoned(session, Retraction), astray.behind_closed(session)
    sending, due, unsure, parked = DeliveryState.SENDING, DeliveryState.DUE, DeliveryState.UNSURE, DeliveryState.PARKED
    moved = sum(_set(delivery, sending, unsure, n_("A courier stopped half-way.")) for delivery in unfinished)
    moved += sum(_set(delivery, due, parked, n_("It is more than 15 minutes late."), tell=True) for delivery in too_late)
    moved += sum(_set(delivery, due, parked, n_("It was taken down before it left.")) for delivery in unwanted)
    moved += sum(_set(delivery, due, parked, CLOSED, tell=True) for delivery in behind_closed)
    return (
        moved
        + sum(_ask_again(retraction) for retraction in stuck)
        + sum(_again(one) for one in unread)
        + sum(_again(one) for one in unchanged)
    )


def _set(delivery: Delivery, before: DeliveryState, after: DeliveryState, reason: str, *, tell: bool = False) -> bool:
    with transaction() as session:  # one each: a transaction that holds a chain must not wait for the row of another delivery
        now = database_time(session)
        look: dict[str, Any] = {"look_at": now} if after is DeliveryState.UNSURE else {}
        moved = move(session, delivery, before, after, now, reason=reason, **look)
        if moved and tell:
            alerts.note(session, AlertKind.NOT_SENT, deliveries.post_of(session, delivery)[0], now)
        return moved


def _ask_again(retraction: Retraction) -> bool:
    with transaction() as session:  # asking twice to remove one thing does no harm
        now = database_time(session)
        return move_retraction(session, retraction, DeliveryState.DUE, now, due_at=now)


def _again(errand: Errand) -> bool:
    with transaction() as session:  # neither does any harm the second time
        return deliveries.move(session, errand, DeliveryState.SENDING, DeliveryState.DUE, due_at=database_time(session))
