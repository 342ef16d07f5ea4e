"""Sets aside what must not go on by itself: too late, not approved, stopped, taken down, its channel closed, or never finished."""

from typing import Any

from pwa.actions.deliver_due import move
from pwa.actions.edit_due import drop_edit, note_edit
from pwa.actions.finish_stop import finish_stops
from pwa.actions.keep_holding import note_parked
from pwa.actions.lose_approval import park_unanswered
from pwa.actions.retract_due import move_retraction
from pwa.rules.alert import AlertKind
from pwa.rules.delivery import TOO_LATE, DeliveryState
from pwa.rules.post import ParkingReason
from pwa.rules.words import Sentence, n_
from pwa.store import alerts, astray, deliveries, own_ups, people, posts, sessions
from pwa.store.deliveries import Errand
from pwa.store.moments import database_time
from pwa.store.tables import Delivery, Edit, Identity, Post, ReadBack, Retraction
from pwa.store.transaction import reading, transaction

NOT_CHANGED = n_("A change of a post of %(name)s came more than 15 minutes late and was not made. Its page asks whether it still should.")
PERHAPS_CHANGED = n_(
    "A change of a post of %(name)s is more than 15 minutes late and is not tried any more. "
    "Its network had been asked for it before, so look at what it shows."
)
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
        unfinished, too_late, unwanted = astray.abandoned(session, Delivery), astray.late(session, Delivery), astray.kept_back(session)
        unread, unchanged = astray.abandoned(session, ReadBack), astray.abandoned(session, Edit)
        outdated = astray.late(session, Edit)
        stuck, behind_closed = astray.abandoned(session, Retraction), astray.behind_closed(session)
    sending, due, unsure, parked = DeliveryState.SENDING, DeliveryState.DUE, DeliveryState.UNSURE, DeliveryState.PARKED
    moved = sum(_set(delivery, sending, unsure, n_("A courier stopped half-way.")) for delivery in unfinished)
    moved += sum(_set(delivery, due, parked, TOO_LATE, tell=True) for delivery in too_late)
    moved += sum(_set(delivery, due, parked, n_("It was taken down before it left.")) for delivery in unwanted)
    moved += sum(_set(delivery, due, parked, CLOSED, tell=True) for delivery in behind_closed)
    return (
        moved
        + sum(_ask_again(retraction) for retraction in stuck)
        + sum(_again(one, "due_at") for one in unread)
        + sum(_again(one, "try_at") for one in unchanged)
        + sum(_drop(edit) for edit in outdated)
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


def _again(errand: Errand, when: str) -> bool:
    with transaction() as session:  # neither does any harm the second time
        return deliveries.move(session, errand, DeliveryState.SENDING, DeliveryState.DUE, **{when: database_time(session)})


def _drop(edit: Edit) -> bool:
    """Its words wait on the page of the Post until somebody asks for them again, with every guard of the first time."""
    with transaction() as session:
        now, asker = database_time(session), people.person(session, edit.person_id)
        sessions.before_leases(session, asker)  # first: whoever locks a phone of theirs has one in hand, and wants the edit
        if not drop_edit(session, edit, now, reason=TOO_LATE):
            return False
        _, identity = deliveries.post_of(session, own_ups.way(session, edit)[2])
        said = PERHAPS_CHANGED if edit.attempts else NOT_CHANGED
        sessions.tell_all(session, asker, Sentence(said, name=identity.name), now)
        session.flush()  # rows first, then the chain
        note_edit(session, edit, DeliveryState.DROPPED, now, None, reason="late")
        return True
