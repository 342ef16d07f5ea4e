"""Posts and their holds: the rows that decide between an undo and a release."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, true
from sqlalchemy import select as row_of
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session, col, func, select, update

from pwa.rules.approval import ApprovalState
from pwa.rules.identity import Kind
from pwa.rules.post import LATE_AFTER, LOST_AFTER, MOVES, ParkingReason, PostState
from pwa.rules.refusals import NotFound
from pwa.rules.second_look import LONGER_SECONDS
from pwa.store import settling
from pwa.store.identities import grant_stands
from pwa.store.many import any_of
from pwa.store.moments import database_now, later
from pwa.store.sessions import Caller
from pwa.store.tables import Cancellation, Channel, Grant, Hold, Identity, Lease, Parking, Part, Passkey, Person, Post, Rendering, StepUp


class Released(NamedTuple):
    """What is known of a Post at the moment it leaves."""

    due_at: datetime
    id: int
    public_id: str
    identity_id: int
    released_at: datetime


def move(session: Session, post_id: int, before: PostState, after: PostState, *also: ColumnElement[bool], **with_it: Any) -> bool:
    """Move a Post if it is still in `before`. False: someone else got there first. ValueError: no such move."""
    if after not in MOVES[before]:
        raise ValueError(f"a post never moves from {before} to {after}")
    still_there = update(Post).where(col(Post.id) == post_id, col(Post.state) == before, *also)
    return session.exec(still_there.values(state=after, **with_it)).rowcount == 1


def hold(session: Session, post: Post, by: Caller, *, hold_key: str, lease: Lease | None, window_seconds: int) -> Hold:
    """The row of one hold, with the times that the Post now carries.

    No official reshare is held for less than its quarantine: then ValueError, for an action forgot to ask.
    """
    if post.least_seconds < LONGER_SECONDS and _is_official_reshare(session, post):
        raise ValueError(f"an official reshare waits {LONGER_SECONDS} seconds at the least")
    row = Hold(
        post_id=post.id,
        person_id=by.person.id,
        session_id=by.session.id,
        lease_id=lease.id if lease else None,
        step_up_id=lease.step_up_id if lease else None,
        passkey_id=by.session.passkey_id,
        device=by.session.device,
        hold_key=hold_key,
        window_seconds=window_seconds,
        held_at=post.held_at,
        ring_ends_at=post.ring_ends_at,
        due_at=post.due_at,
    )
    session.add(row)
    return row


def _is_official_reshare(session: Session, post: Post) -> bool:
    if session.get_one(Identity, post.identity_id).kind != Kind.OFFICIAL:
        return False
    return session.exec(_reshares(), params={"post": post.id}).first() is not None


@cache
def _reshares() -> Any:
    return select(Part.reshares).where(col(Part.post_id) == bindparam("post"), col(Part.reshares).is_not(None)).limit(1)


def release_due(session: Session, at_most: int) -> list[Released]:
    """Release every held Post whose time has come, and not too long ago; each is released by one courier only."""
    return sorted(Released(*row) for row in session.connection().execute(_leaving(), {"at_most": at_most}))


@cache
def _leaving() -> ReturningUpdate[Any]:
    """Built once: with a thousand posts due in a second, building it each time would make them late."""
    now, too_late = database_now(), database_now() - later(LATE_AFTER)
    due = row_of(col(Post.id)).where(col(Post.state) == PostState.HELD, col(Post.due_at) <= now, col(Post.due_at) > too_late)
    due = due.where(~signal_lost(), may_leave()).order_by(col(Post.due_at)).limit(bindparam("at_most")).with_for_update(skip_locked=True)
    still_held = col(Post.state).concat("") == PostState.HELD  # not by the index of what is held: these have their numbers
    moved = update(Post).where(any_of(col(Post.id), due.correlate(None)), still_held)
    left = moved.values(state=PostState.RELEASED, released_at=database_now())
    return left.returning(*(col(getattr(Post, name)) for name in Released._fields))


def may_leave() -> ColumnElement[bool]:
    """No colleague's yes is wanting: one that was asked for and not given keeps it, whatever its time says."""
    return col(Post.approval).is_(None) | (col(Post.approval) == ApprovalState.GIVEN)


def signal_lost() -> ColumnElement[bool]:
    """`rules.post.lost_signal` in SQL, by the database's clock: never null, so that it can be turned round."""
    return col(Post.heard_at).is_not(None) & col(Post.extended_at).is_(None) & (col(Post.heard_at) <= database_now() - later(LOST_AFTER))


def bring_forward(session: Session, post_id: int, now: datetime) -> bool:
    """A held Post becomes due at once. False: it is no longer held."""
    held = update(Post).where(col(Post.id) == post_id, col(Post.state) == PostState.HELD)
    return session.exec(held.values(ring_ends_at=now, due_at=now, heard_at=None)).rowcount == 1


def next_due(session: Session) -> tuple[datetime, bool] | None:
    """When the next held Post leaves, and whether it waits for a phone whose signal was lost. What is too late by far does not leave."""
    first = session.connection().execute(_next_due()).one_or_none()
    return (first[0], bool(first[1])) if first else None


@cache  # asked at every bell, which is at every hold
def _next_due() -> Any:
    in_time = col(Post.due_at) > database_now() - later(LATE_AFTER)
    held = row_of(col(Post.due_at), signal_lost()).where(col(Post.state) == PostState.HELD, in_time, may_leave())
    return held.order_by(col(Post.due_at)).limit(1)


def visible(session: Session, reader: Person, public_id: str) -> tuple[Post, Identity]:
    """A Post of an Identity this Person may use, whatever identity is active. Raises NotFound."""
    found = session.exec(_visible(), params={"reader": reader.id, "public_id": public_id}).first()
    if found is None:
        raise NotFound
    post, identity = found
    return post, identity


@cache
def _visible() -> Any:
    granted = select(Grant.identity_id).where(col(Grant.person_id) == bindparam("reader"), *grant_stands())
    theirs = (col(Identity.person_id) == bindparam("reader")) | col(Identity.id).in_(granted)
    of_identity = select(Post, Identity).join(Identity, col(Identity.id) == col(Post.identity_id))
    return of_identity.where(col(Post.public_id) == bindparam("public_id"), theirs)


def by_hold_key(session: Session, holder: Person, hold_key: str) -> Post | None:
    """The Post that this key already held."""
    found: Post | None = session.exec(_by_hold_key(), params={"holder": holder.id, "hold_key": hold_key}).first()
    return found


@cache
def _by_hold_key() -> Any:
    same = select(Post).join(Hold, col(Hold.post_id) == col(Post.id))
    return same.where(col(Hold.person_id) == bindparam("holder"), col(Hold.hold_key) == bindparam("hold_key"))


def outbox(session: Session, identity: Identity, at_most: int) -> list[Post]:
    """The Posts of an Identity: whatever waits for the clock or for a person, then the latest held of the rest."""
    waiting = col(Post.state).in_([PostState.HELD, PostState.PARKED]) | col(Post.id).in_(settling.asking())
    theirs = select(Post).where(col(Post.identity_id) == identity.id)
    first = session.exec(theirs.where(waiting).order_by(col(Post.held_at).desc())).all()
    rest = session.exec(theirs.where(~waiting).order_by(col(Post.held_at).desc()).limit(at_most)).all()
    return [*first, *rest]


def held_by(session: Session, holder: Person, identity: Identity) -> list[Post]:
    """What a Person still holds as an Identity."""
    theirs = select(Post).where(col(Post.person_id) == holder.id, col(Post.identity_id) == identity.id)
    return list(session.exec(theirs.where(col(Post.state) == PostState.HELD).order_by(col(Post.id))))


def parts_of(session: Session, posts: Sequence[Post]) -> dict[int, list[Part]]:
    """The parts of each Post, by its number."""
    found: dict[int, list[Part]] = {post.id: [] for post in posts}
    for part in session.exec(_parts(), params={"posts": list(found)}):
        found[part.post_id].append(part)
    return found


@cache
def _parts() -> Any:
    return select(Part).where(col(Part.post_id).in_(bindparam("posts", expanding=True))).order_by(col(Part.position))


def channels_of(session: Session, posts: Sequence[Post]) -> dict[int, list[Channel]]:
    """The channels each Post was held for, by its number."""
    found: dict[int, list[Channel]] = {post.id: [] for post in posts}
    for post_id, channel in session.exec(_channels(), params={"posts": list(found)}):
        found[post_id].append(channel)
    return found


@cache
def _channels() -> Any:
    chosen = (
        select(Part.post_id, Channel)
        .join(Rendering, col(Rendering.part_id) == col(Part.id))
        .join(Channel, col(Channel.id) == col(Rendering.channel_id))
        .where(col(Part.post_id).in_(bindparam("posts", expanding=True)), col(Part.position) == 1)
    )
    return chosen.order_by(col(Channel.id))


def payloads_of(session: Session, post: Post) -> list[tuple[int, str]]:
    """What was frozen of it, with the number of each Rendering."""
    frozen = select(Rendering.id, Rendering.payload).join(Part, col(Part.id) == col(Rendering.part_id))
    return list(session.exec(frozen.where(col(Part.post_id) == post.id)).all())


def holds_of(session: Session, post: Post) -> list[tuple[Hold, Person]]:
    """Every hold of a Post, oldest first, and by whom."""
    theirs = select(Hold, Person).join(Person, col(Person.id) == col(Hold.person_id)).where(col(Hold.post_id) == post.id)
    return list(session.exec(theirs.order_by(col(Hold.id))))


def proofs_of(session: Session, post: Post) -> dict[int, tuple[StepUp | None, Passkey | None]]:
    """How each hold was verified, by its number: the step-up of its lease, and the passkey that answered it or signed in."""
    used = (
        select(Hold.id, StepUp, Passkey)
        .outerjoin(StepUp, col(StepUp.id) == col(Hold.step_up_id))
        .outerjoin(Passkey, col(Passkey.id) == func.coalesce(col(StepUp.passkey_id), col(Hold.passkey_id)))
    )
    return {number: (proof, key) for number, proof, key in session.exec(used.where(col(Hold.post_id) == post.id))}


def parkings_of(session: Session, post: Post) -> list[Parking]:
    """Every time a Post was parked, oldest first."""
    return list(session.exec(select(Parking).where(col(Parking.post_id) == post.id).order_by(col(Parking.id))))


def cancellations_of(session: Session, posts: Sequence[Post]) -> dict[int, tuple[Cancellation, Person]]:
    """Who undid each cancelled Post, by its number."""
    undone = select(Cancellation, Person).join(Person, col(Person.id) == col(Cancellation.person_id))
    rows = session.exec(undone.where(col(Cancellation.post_id).in_([post.id for post in posts])))
    return {cancellation.post_id: (cancellation, person) for cancellation, person in rows}


def park(session: Session, post: Post, reason: ParkingReason, now: datetime, *, by: Person | None) -> bool:
    """Stop a hold with a reason; a person must hold it again. False: it was no longer held, or held again with another window."""
    same_hold = col(Post.due_at) == post.due_at if by is None else true()
    if not move(session, post.id, PostState.HELD, PostState.PARKED, same_hold, parking_reason=reason, parked_at=now):
        return False
    session.add(Parking(post_id=post.id, person_id=by.id if by else None, reason=reason, at=now))
    session.flush()
    return True
