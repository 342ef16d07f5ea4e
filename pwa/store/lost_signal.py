"""Posts whose phone lost its signal: whether it was heard from, and the longer window that it gets."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select as row_of
from sqlmodel import Session, col, select, update

from pwa.rules.identity import GRACE_SECONDS
from pwa.rules.post import LATE_AFTER, PostState
from pwa.store.posts import may_leave, signal_lost
from pwa.store.tables import Hold, Post


def heard(session: Session, public_id: str, session_id: int, at: datetime | None) -> bool:
    """The phone that made the latest hold is there, or (None) says good-bye. False: that is not this Session, or it is held no longer."""
    latest = select(Hold.session_id).where(col(Hold.post_id) == col(Post.id)).order_by(col(Hold.id).desc()).limit(1).scalar_subquery()
    theirs = update(Post).where(col(Post.public_id) == public_id, col(Post.state) == PostState.HELD, latest == session_id)
    return session.exec(theirs.values(heard_at=at)).rowcount == 1


class Extended(NamedTuple):
    """What is known of a Post that waits for its phone."""

    public_id: str
    identity_id: int
    was_due: datetime
    due_at: datetime


def extend_lost(session: Session, by: timedelta, now: datetime, at_most: int) -> list[Extended]:
    """Move the end of each window that is over while its phone's signal is lost; by nothing: only note that it had its chance."""
    over = (col(Post.state) == PostState.HELD, col(Post.due_at) <= now, col(Post.due_at) > now - LATE_AFTER, signal_lost(), may_leave())
    lost = row_of(col(Post.id), col(Post.due_at)).where(*over).order_by(col(Post.due_at)).limit(at_most)
    before = {row.id: row.due_at for row in session.connection().execute(lost.with_for_update(skip_locked=True))}
    times: dict[str, Any] = {"extended_at": now}
    if by:
        times |= {"ring_ends_at": now + by, "due_at": now + by + timedelta(seconds=GRACE_SECONDS)}
    known = (col(Post.id), col(Post.public_id), col(Post.identity_id), col(Post.due_at))
    moved = update(Post).where(col(Post.id).in_(before), *over).values(**times).returning(*known)
    return [Extended(public_id, identity, before[number], due) for number, public_id, identity, due in session.connection().execute(moved)]
