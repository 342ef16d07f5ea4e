"""What is in its undo window now, in every voice that a Person may speak with."""

from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from pwa.rules.post import PostState
from pwa.store import identities, posts
from pwa.store.moments import database_now
from pwa.store.tables import Hold, Identity, Person, Post, SessionRow

Held = tuple[Post, Identity]


def stoppable_by(session: Session, somebody: Person, at_most: int) -> tuple[list[Held], int]:
    """The held Posts that this Person may stop, the next to leave first, and how many there are in all."""
    still = col(Post.state) == PostState.HELD
    shown = _theirs(session, somebody, still, at_most)
    if len(shown) < at_most:
        return shown, len(shown)
    voices = [one.id for one in identities.usable_by(session, somebody)]
    return shown, session.exec(select(func.count()).select_from(Post).where(col(Post.identity_id).in_(voices), still)).one()


def named(session: Session, somebody: Person, public_ids: Collection[str]) -> list[Held]:
    """Those of these Posts that this Person may see, whatever has become of them."""
    return _theirs(session, somebody, col(Post.public_id).in_(public_ids)) if public_ids else []


def countdown_of(session: Session, row: SessionRow) -> Post | None:
    """The latest Post that this Session holds and that has not come to its time yet; not one that waits for a colleague."""
    theirs = select(Post).join(Hold, col(Hold.post_id) == col(Post.id))
    counting = theirs.where(col(Post.person_id) == row.person_id, col(Post.state) == PostState.HELD, col(Post.due_at) > database_now())
    counting = counting.where(posts.may_leave())
    mine = counting.where(col(Hold.session_id) == row.id, col(Hold.held_at) == col(Post.held_at))
    return session.exec(mine.order_by(col(Post.held_at).desc()).limit(1)).first()


def _theirs(session: Session, somebody: Person, which: ColumnElement[bool], at_most: int | None = None) -> list[Held]:
    voices = {one.id: one for one in identities.usable_by(session, somebody)}
    found = select(Post).where(col(Post.identity_id).in_(list(voices)), which)
    return [(post, voices[post.identity_id]) for post in session.exec(found.order_by(col(Post.due_at)).limit(at_most))]
