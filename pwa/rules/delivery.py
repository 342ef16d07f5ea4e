"""What a Delivery and a Retraction may become, and how long each step may take. Pure."""

from datetime import timedelta
from enum import StrEnum

from pwa.rules.words import n_


class DeliveryState(StrEnum):
    """Where one Part stands on its way to one Channel."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    PARKED = "parked"
    DROPPED = "dropped"


MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.DUE: frozenset({DeliveryState.SENDING, DeliveryState.PARKED}),
    DeliveryState.SENDING: frozenset({DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNSURE, DeliveryState.DUE}),
    DeliveryState.UNSURE: frozenset({DeliveryState.SENT, DeliveryState.DUE, DeliveryState.REFUSED}),
    DeliveryState.PARKED: frozenset({DeliveryState.DUE, DeliveryState.DROPPED}),
    DeliveryState.REFUSED: frozenset({DeliveryState.DUE, DeliveryState.DROPPED}),
    DeliveryState.SENT: frozenset(),
    DeliveryState.DROPPED: frozenset(),
}

TAKING_BACK = MOVES | {DeliveryState.SENT: frozenset({DeliveryState.DUE})}  # of a Retraction that was taken, and did nothing
TOO_LATE = n_("It is more than 15 minutes late.")
NO_RIGHT = n_("Whoever sent it may no longer speak as this identity.")  # why it waits for a person
SENDING_LEASE = timedelta(seconds=90)  # longer than a network's whole deadline; after it the Delivery is unsure, never due
LATE_AFTER = timedelta(minutes=15)
LOOK_LEASE = timedelta(seconds=60)  # whoever looks has this long; then somebody else looks
LONGEST_WAIT = timedelta(minutes=5)
LOOK_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (5, 20, 60, 300))  # after unsure: ask the network, then a person


def try_again_after(attempts: int, asked: timedelta | None, chance: float) -> timedelta:
    """How long to wait after a network said no for now: as long as it asked, or else twice as long each time, from 2 s to 5 min.

    `chance` between 0 and 1 spreads by up to a quarter what would otherwise all come back at one moment; never sooner than asked.
    """
    wait = asked if asked is not None else min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_WAIT)
    return wait * (1 + chance / 4)


def look_again_after(looks: int) -> timedelta | None:
    """How long after the `looks`-th look to ask the network again; None: from here on only a person can settle it."""
    return LOOK_AGAIN[looks] if looks < len(LOOK_AGAIN) else None
