"""Counts tries in the database, so that limits hold over restarts and processes."""

from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, delete, text
from sqlmodel import Session, col

from pwa.store.moments import Moment
from pwa.store.tables import RateCount

_ONE_MORE = text(
    "INSERT INTO rate_counts (bucket, window_start, tries) VALUES (:bucket, :start, 1) "
    "ON CONFLICT (bucket, window_start) DO UPDATE SET tries = rate_counts.tries + 1 RETURNING tries"
).bindparams(bindparam("start", type_=Moment()))


def count(session: Session, bucket: str, window: timedelta, now: datetime) -> tuple[int, datetime]:
    """Count one more try in `bucket`. Returns the tries in the current window and when that window ends."""
    start = datetime.fromtimestamp(now.timestamp() // window.total_seconds() * window.total_seconds(), tz=now.tzinfo)
    tries = session.scalar(_ONE_MORE.columns(tries=Integer), {"bucket": bucket, "start": start})
    if tries == 1:  # the windows that are over
        session.exec(delete(RateCount).where(col(RateCount.bucket) == bucket, col(RateCount.window_start) < start))
    return int(tries or 0), start + window
