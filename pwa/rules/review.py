"""Whether a Grant is still wanted: asked of the keepers every quarter, louder the longer nobody answers. Pure."""

from datetime import datetime, timedelta
from enum import IntEnum

EVERY = timedelta(days=90)
LOUDER_AFTER = timedelta(days=14)  # unanswered: it counts among what needs somebody
LOUDEST_AFTER = timedelta(days=30)  # every keeper is told, on each of their phones, once a week


class Asks(IntEnum):
    """How loudly. Nothing ends by itself: who may speak is a person's decision."""

    NOT_YET = 0
    ONCE = 1
    LOUDER = 2
    LOUDEST = 3


def asked_at(given_at: datetime, kept_at: datetime | None) -> datetime:
    """When the keepers are asked next."""
    return (kept_at or given_at) + EVERY


def asks(given_at: datetime, kept_at: datetime | None, now: datetime) -> Asks:
    """How loudly a Grant asks now."""
    waits = now - asked_at(given_at, kept_at)
    return Asks(sum(waits >= least for least in (timedelta(), LOUDER_AFTER, LOUDEST_AFTER)))
