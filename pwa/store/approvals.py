"""The yes that a hold asks of a colleague: asked, given, or at an end, each by one guarded row."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, text
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select, update

from pwa.rules.approval import ApprovalEnd, ApprovalState, times_after_yes
from pwa.rules.post import PostState
from pwa.store.identities import grant_stands
from pwa.store.moments import database_now
from pwa.store.tables import Approval, Grant, Hold, Identity, Passkey, Person, Post, StepUp
from pwa.store.tables.posts import ASKED

Asked = tuple[Post, Approval]


def ask(session: Session, post: Post, hold: Hold, digest: str) -> Approval:
    """From now until the Post is due."""
    row = Approval(post_id=post.id, hold_id=hold.id, payload_digest=digest, asked_at=post.held_at, answer_by=post.due_at)
    session.add(row)
    session.flush()
    return row


def of_hold(session: Session, post: Post) -> Approval | None:
    """That of the hold it is in now, or was in last. None: that one asks nobody."""
    found: Approval | None = session.exec(_of_holds().where(col(Post.id) == post.id)).first()
    return found


def of_posts(session: Session, posts: Sequence[Post]) -> dict[int, tuple[Approval, str | None, str | None]]:
    """The same of many, by the Post's number, with the names of who said yes and of who ended it."""
    those = _of_holds().where(col(Post.id).in_([post.id for post in posts]))
    rows = list(session.exec(those))
    people = {number for row in rows for number in (row.given_by, row.ended_by) if number}
    names = dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all()) if people else {}
    return {row.post_id: (row, names.get(row.given_by or 0), names.get(row.ended_by or 0)) for row in rows}


def all_of(session: Session, post: Post) -> list[Approval]:
    """Of every hold of a Post, oldest first."""
    return list(session.exec(select(Approval).where(col(Approval.post_id) == post.id).order_by(col(Approval.id))))


def others(session: Session, identity: Identity, holder: Person | int) -> list[Person]:
    """Who could say yes to what this Person holds: everybody else who may speak as the Identity now."""
    number = holder if isinstance(holder, int) else holder.id
    standing = select(Person).join(Grant, col(Grant.person_id) == col(Person.id))
    standing = standing.where(col(Grant.identity_id) == identity.id, col(Person.id) != number, *grant_stands())
    return list(session.exec(standing.order_by(col(Person.name))))


def counts(session: Session, proof: StepUp, identity: Identity) -> bool:
    """Whether the Grant of whoever was verified stands, and the passkey; locked, so that neither ends before the yes is written."""
    granted = select(Grant.id).where(col(Grant.identity_id) == identity.id, col(Grant.person_id) == proof.person_id, *grant_stands())
    known = select(Passkey.id).where(
        col(Passkey.id) == proof.passkey_id, col(Passkey.removed_at).is_(None), col(Passkey.locked_at).is_(None)
    )
    return all(session.exec(one.with_for_update(key_share=True)).first() is not None for one in (granted, known))


def give(session: Session, post: Post, approval: Approval, proof: StepUp, now: datetime) -> bool:
    """The Post may leave. False: it waits for a yes no longer, or its time to be answered is over by the database's clock."""
    hold = session.get_one(Hold, approval.hold_id)
    times = times_after_yes(post.held_at, hold.window_seconds, now) | {"approval": ApprovalState.GIVEN, "heard_at": None}
    waits = (col(Post.id) == post.id, col(Post.state) == PostState.HELD, col(Post.approval) == ApprovalState.ASKED)
    in_time = (col(Post.held_at) == post.held_at, col(Post.due_at) > database_now())
    if session.exec(update(Post).where(*waits, *in_time).values(**times)).rowcount != 1:
        return False
    given: dict[str, Any] = {"given_at": now, "given_by": proof.person_id, "step_up_id": proof.id}
    session.exec(update(Approval).where(col(Approval.id) == approval.id).values(**given))
    session.refresh(post)
    session.refresh(approval)
    return True


def end(session: Session, approval: Approval, why: ApprovalEnd, now: datetime, *, by: Person | None, reason: str | None = None) -> None:
    """It is none any more, and why."""
    open_one = update(Approval).where(col(Approval.id) == approval.id, col(Approval.ended_at).is_(None))
    session.exec(open_one.values(ended_at=now, ended_why=why, ended_by=by.id if by else None, reason=reason))


def unanswered(session: Session, at_most: int) -> list[Asked]:
    """What nobody said yes to in time."""
    over = _held(ApprovalState.ASKED).where(col(Post.approval) == ApprovalState.ASKED, col(Post.due_at) <= database_now())
    return _some(session, over.order_by(col(Post.due_at)).limit(at_most))


def next_unanswered(session: Session) -> datetime | None:
    """When the next one is over that still waits."""
    return session.execute(next_to_answer()).scalar()


@cache
def next_to_answer() -> Any:
    """By the index of what is asked about: in that one's words, and past the one of states, or SQLite reads all that is held."""
    waiting = row_of(col(Post.due_at)).where(text(ASKED), func.coalesce(col(Post.state), "") == PostState.HELD)
    return waiting.order_by(col(Post.due_at)).limit(1)


def given_by(session: Session, somebody: Person, identity: Identity) -> list[Asked]:
    """What is still held as an Identity on the strength of this Person's yes."""
    return _some(session, _given().where(col(Approval.given_by) == somebody.id, col(Post.identity_id) == identity.id))


def given_with(session: Session, passkey_id: int) -> list[Asked]:
    """What is still held on the strength of a yes that this passkey said."""
    return _some(session, _given().join(StepUp, col(StepUp.id) == col(Approval.step_up_id)).where(col(StepUp.passkey_id) == passkey_id))


def given_for(session: Session, identity: Identity) -> list[Asked]:
    """What is still held as an Identity on the strength of anybody's yes."""
    return _some(session, _given().where(col(Post.identity_id) == identity.id))


def _given() -> Any:
    return _held(ApprovalState.GIVEN)


def _held(state: ApprovalState) -> Any:
    held: tuple[ColumnElement[bool], ...] = (col(Post.state) == PostState.HELD, col(Post.approval) == state)
    rows = select(Post, Approval).join(Approval, col(Approval.post_id) == col(Post.id)).join(Hold, col(Hold.id) == col(Approval.hold_id))
    return rows.where(*held, col(Hold.held_at) == col(Post.held_at))


def _of_holds() -> Any:
    rows = select(Approval).join(Hold, col(Hold.id) == col(Approval.hold_id)).join(Post, col(Post.id) == col(Approval.post_id))
    return rows.where(col(Hold.held_at) == col(Post.held_at))


def _some(session: Session, rows: Any) -> list[Asked]:
    return [(post, approval) for post, approval in session.exec(rows)]
