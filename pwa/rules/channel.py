"""How long it takes to connect a channel, and when what lets us in is renewed. Pure."""

from datetime import datetime, timedelta

JOURNEY_LIFE = timedelta(minutes=10)  # to the network's page and back; and as long again for the answer to "Is this the one?"
LOOKED_AT_EVERY = timedelta(days=1)  # so that a channel whose account has shut us out says so before anybody needs it
RENEW_AGAIN = timedelta(minutes=5)  # after a network that could not be asked
RENEWAL_LEASE = timedelta(seconds=60)  # longer than a network may take to answer


def renew_at(now: datetime, lasts: timedelta | None) -> datetime:
    """When to ask for new tokens: with a quarter of their time left, and once a day at least."""
    return now + (LOOKED_AT_EVERY if lasts is None else min(lasts * 0.75, LOOKED_AT_EVERY))


def needs_reconnecting(trouble_since: datetime | None, access_ends_at: datetime | None, now: datetime) -> bool:
    """Whether nothing can go there until somebody connects it again."""
    return trouble_since is not None or (access_ends_at is not None and access_ends_at <= now)
