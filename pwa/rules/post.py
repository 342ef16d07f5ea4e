"""What a Post may become, and the word its readers see for it. Pure: no clock, no database, no Flask."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from pwa.rules.delivery import DeliveryState
from pwa.rules.words import n_


class PostState(StrEnum):
    """Where a Post stands."""

    HELD = "held"
    RELEASED = "released"
    CANCELLED = "cancelled"
    PARKED = "parked"


MOVES: dict[PostState, frozenset[PostState]] = {
    PostState.HELD: frozenset({PostState.RELEASED, PostState.CANCELLED, PostState.PARKED}),
    PostState.PARKED: frozenset({PostState.HELD, PostState.CANCELLED}),
    PostState.RELEASED: frozenset(),
    PostState.CANCELLED: frozenset(),
}


class ParkingReason(StrEnum):
    """Why a hold stopped without being undone."""

    KEPT = "kept"  # a person pressed Keep holding
    LATE = "late"  # more than 15 minutes past its time: it asks instead of going out by itself
    GRANT_ENDED = "grant_ended"  # whoever held it may no longer speak as this identity
    TIME_RAN_OUT = "time_ran_out"  # the grant of whoever held it ends before it would leave
    STOPPED = "stopped"  # everything of the organisation was stopped
    APPROVAL_LOST = "approval_lost"
    CHANNEL_GONE = "channel_gone"  # a channel that it was to go to was disconnected
    OWNED_UP = "owned_up"  # another post of this identity went out by mistake, and somebody is putting that right
    PHONE_LOCKED = "phone_locked"  # the phone that may have held it is gone, and was locked
    RESTORED = "restored"  # the store came back older than it was: what it still holds may have left already


class DraftOrigin(StrEnum):
    """How words came into a Draft."""

    TYPED = "typed"
    MOVED = "moved"
    UNDONE = "undone"
    SAVED_BESIDE = "saved_beside"  # the second of two versions that could not be merged
    SCRAP = "scrap"
    SHARED = "shared"
    CORRECTION = "correction"  # drafted from the facts of the post that it corrects


class DraftEnd(StrEnum):
    """Why a Draft is one no longer."""

    HELD = "held"
    MOVED = "moved"
    DELETED = "deleted"
    FORGOTTEN = "forgotten"  # deleted a month ago: the words are gone


class Word(StrEnum):
    """What the outbox says of a Post."""

    HELD = n_("Held")
    GOING_OUT = n_("Going out")
    SENT = n_("Sent")
    PARTLY_SENT = n_("Partly sent")
    NOT_SENT = n_("Not sent")
    NOT_SURE = n_("Not sure")
    UNDONE = n_("Undone")
    PARKED = n_("Parked")


HEARTBEAT_SECONDS = 2  # between two of a hold screen
LOST_AFTER = timedelta(seconds=5)  # two heartbeats are missing, and the link may be slow
LOST_SIGNAL_SECONDS = 60  # how much longer a post waits for such a phone, unless the settings say otherwise
LATE_AFTER = timedelta(minutes=15)
OVERDUE_AFTER = timedelta(seconds=30)  # a courier that runs is never this late: from here on the pages say so

_UNRELEASED = {PostState.HELD: Word.HELD, PostState.CANCELLED: Word.UNDONE, PostState.PARKED: Word.PARKED}
_MOVING = {DeliveryState.DUE, DeliveryState.SENDING}


def word(state: PostState, deliveries: Collection[DeliveryState]) -> Word:
    """The one word for a Post and what became of its Deliveries; doubt is named before success."""
    if state in _UNRELEASED:
        return _UNRELEASED[state]
    seen = set(deliveries)
    if DeliveryState.UNSURE in seen:
        return Word.NOT_SURE
    if seen & _MOVING or not seen:
        return Word.GOING_OUT
    if seen == {DeliveryState.SENT}:
        return Word.SENT
    return Word.PARTLY_SENT if DeliveryState.SENT in seen else Word.NOT_SENT


def lost_signal(heard_at: datetime | None, extended_at: datetime | None, now: datetime) -> bool:
    """Whether a phone that was there is gone without a good-bye, so that its Undo may be on its way; once for each hold."""
    return heard_at is not None and extended_at is None and heard_at <= now - LOST_AFTER
