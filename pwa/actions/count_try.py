"""Counts a try before it is made."""

from datetime import timedelta

from pwa.rules.refusals import TooManyTries
from pwa.store import limits
from pwa.store.moments import database_time
from pwa.store.transaction import transaction


def count_try(bucket: str, *, at_most: int, window: timedelta) -> None:
    """Count one more try, committed at once, so that a refusal cannot roll it back. Raises TooManyTries."""
    with transaction() as session:
        now = database_time(session)
        tries, over_at = limits.count(session, bucket, window, now)
    if tries > at_most:
        raise TooManyTries(round((over_at - now).total_seconds()))
