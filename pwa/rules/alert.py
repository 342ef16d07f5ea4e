"""What people are told on their phones about a Post or a Channel, and when not any more. Pure."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState


class AlertKind(StrEnum):
    """What happened."""

    HELD = "held"  # somebody posted officially: there is time to stop it
    PARKED = "parked"  # it stopped by itself and asks
    NOT_SENT = "not_sent"
    NOT_SURE = "not_sure"
    SHUT_OUT = "shut_out"  # a Channel's network does not let us in any more
    OUTSIDE = "outside"  # somebody posted there from somewhere else
    OPENED = "opened"  # one that is for emergencies only is open for a while
    ASKED = "asked"  # it waits for a colleague's yes
    STOPPED = "stopped"  # somebody stopped everything of its Organisation


class Told(StrEnum):
    """What a phone shows of it now; LATER and NOTHING are no words: look again, or let it be."""

    HELD = "held"
    UNDONE = "undone"
    PARKED = "parked"
    LEFT = "left"
    NOT_SENT = "not_sent"
    NOT_SURE = "not_sure"
    SHUT_OUT = "shut_out"
    OUTSIDE = "outside"
    OPENED = "opened"
    ASKED = "asked"
    STOPPED = "stopped"
    LATER = "later"
    NOTHING = "nothing"


FOR_KEEPERS = frozenset({AlertKind.SHUT_OUT, AlertKind.OUTSIDE})  # whoever else speaks can do nothing about it
SETTLES_ITSELF = timedelta(seconds=60)  # doubt is told only if nobody has found out by then
STALE_AFTER = timedelta(hours=12)  # what was not told by then is in the outbox all the same
SEND_LEASE = timedelta(seconds=40)  # more than a push service's deadline; then another herald tries
LOOK_AFTER = timedelta(seconds=1)  # behind `due_at`: by then a held post has left
ATTEMPTS = 8

_AFTERWARDS = {PostState.CANCELLED: Told.UNDONE, PostState.PARKED: Told.PARKED, PostState.RELEASED: Told.LEFT, PostState.HELD: Told.NOTHING}
_TROUBLE = {AlertKind.NOT_SENT: {DeliveryState.REFUSED, DeliveryState.PARKED}, AlertKind.NOT_SURE: {DeliveryState.UNSURE}}


def to_tell(kind: AlertKind, state: PostState, deliveries: Collection[DeliveryState], *, same_hold: bool, told: bool, asked: bool) -> Told:
    """What is true now. `same_hold`: it is still the hold of this alert; `told`: a phone shows it; `asked`: a yes is still wanting."""
    if kind is AlertKind.ASKED and not asked:
        return Told.NOTHING  # somebody said it, and the phones were told by that when it leaves
    if kind in (AlertKind.HELD, AlertKind.ASKED):
        if state is PostState.HELD and same_hold:
            return Told.LATER if told else Told(kind.value)
        return _AFTERWARDS[state] if told else Told.NOTHING
    if kind is AlertKind.PARKED:
        return Told.PARKED if state is PostState.PARKED else Told.NOTHING
    return Told(kind.value) if _TROUBLE[kind] & set(deliveries) else Told.NOTHING


def try_again_after(attempts: int, asked: timedelta | None) -> timedelta:
    """How long to leave a push service alone that said no for now: as long as it asked, or 1, 2, 4... seconds, a minute at most."""
    return max(asked or timedelta(), min(timedelta(seconds=2 ** max(attempts - 1, 0)), timedelta(minutes=1)))
