"""Grants by their times: which run out and when, which come, who is left to keep; and what keepers said of them in a review."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select, update

from pwa.rules.grant_times import Span, Times, Weekly
from pwa.rules.identity import Role
from pwa.rules.post import PostState
from pwa.rules.refusals import NotFound
from pwa.rules.review import EVERY, LOUDEST_AFTER
from pwa.store.identities import grant_stands
from pwa.store.moments import database_now, later
from pwa.store.posts import may_leave
from pwa.store.tables import Grant, Identity, Person, Post

Given = tuple[Grant, Identity, Person]


def counts() -> list[ColumnElement[bool]]:
    """What is true of a Grant that stands, or will: nobody ended it, and its time has not run out for good."""
    to_come = col(Grant.until_at).is_(None) | (col(Grant.until_at) > database_now())
    return [col(Grant.ended_at).is_(None), to_come | col(Grant.weekly).is_not(None)]


def times(grant: Grant) -> Times:
    """When it stands, as it is kept."""
    return Times(Span(grant.from_at, grant.until_at), Weekly.read(grant.weekly) if grant.weekly else None)


def by_id(session: Session, public_id: str) -> Given:
    """A Grant that stands or will, on what, and whose. Raises NotFound."""
    found: Given | None = session.exec(_given().where(col(Grant.public_id) == public_id)).first()
    if found is None:
        raise NotFound
    return found


def kept_by_id(session: Session, keeper: Person, public_id: str) -> Given:
    """The same, of an Identity that this Person keeps now. Raises NotFound."""
    kept = select(Grant.identity_id).where(col(Grant.person_id) == keeper.id, col(Grant.role) == Role.KEEPER, *grant_stands())
    found: Given | None = session.exec(_given().where(col(Grant.public_id) == public_id, col(Grant.identity_id).in_(kept))).first()
    if found is None:
        raise NotFound
    return found


def of_identity(session: Session, identity: Identity) -> list[tuple[Grant, Person]]:
    """Every Grant that stands or will, keepers first."""
    theirs = _given().where(col(Grant.identity_id) == identity.id).order_by(col(Grant.role), col(Person.name), col(Grant.id))
    return [(grant, person) for grant, _, person in session.exec(theirs)]


def coming(session: Session, person: Person) -> list[tuple[Grant, Identity]]:
    """Grants of this Person whose time has not come, and will; what is locked says so elsewhere."""
    now_standing = select(Grant.id).where(col(Grant.person_id) == person.id, *grant_stands())
    theirs = _given().where(col(Grant.person_id) == person.id, col(Grant.id).not_in(now_standing))
    theirs = theirs.where(col(Grant.locked_at).is_(None)).order_by(col(Grant.from_at))
    return [(grant, identity) for grant, identity, _ in session.exec(theirs)]


def waiting(session: Session, identity: Identity, person: Person) -> Grant | None:
    """A Grant of theirs on this Identity that nobody ended, whether its time has come, is over, or neither."""
    theirs = select(Grant).where(col(Grant.identity_id) == identity.id, col(Grant.person_id) == person.id)
    return session.exec(theirs.where(col(Grant.ended_at).is_(None))).first()


def locked(session: Session, identity: Identity) -> None:
    """Nobody else changes who keeps this Identity until we are through."""
    session.exec(select(Identity.id).where(col(Identity.id) == identity.id).with_for_update(key_share=True))


def kept_without(session: Session, grant: Grant) -> bool:
    """Whether somebody keeps the Identity for good even without this Grant: stands now, and has no end of its own."""
    others = select(Grant.id).where(col(Grant.identity_id) == grant.identity_id, col(Grant.id) != grant.id, col(Grant.role) == Role.KEEPER)
    return session.exec(others.where(*grant_stands(), col(Grant.until_at).is_(None)).limit(1)).first() is not None


def another_keeps(session: Session, identity: Identity, but: Person) -> bool:
    """Whether somebody else keeps the Identity now."""
    others = select(Grant.id).where(col(Grant.identity_id) == identity.id, col(Grant.person_id) != but.id, col(Grant.role) == Role.KEEPER)
    return session.exec(others.where(*grant_stands()).limit(1)).first() is not None


def set_times(session: Session, grant: Grant, wanted: Times) -> bool:
    """From now on it stands then. False: it was ended meanwhile."""
    still = update(Grant).where(col(Grant.id) == grant.id, col(Grant.ended_at).is_(None))
    return session.exec(still.values(**_kept(wanted.span), weekly=str(wanted.weekly) if wanted.weekly else None)).rowcount == 1


def next_end(session: Session) -> datetime | None:
    """When the time of a Grant runs out next, or ran out."""
    return session.exec(select(func.min(Grant.until_at)).where(col(Grant.ended_at).is_(None), col(Grant.until_at).is_not(None))).one()


def over(session: Session, at_most: int) -> list[Given]:
    """Grants whose time is over, and of which nobody has said so yet."""
    ended = _every().where(col(Grant.ended_at).is_(None), col(Grant.until_at) <= database_now())
    return list(session.exec(ended.order_by(col(Grant.until_at)).limit(at_most)))


def pass_over(session: Session, grant: Grant, to: Span | None, now: datetime) -> bool:
    """This time of it is over: on to the next, or it ends. False: somebody else was first, or it was given another end."""
    this_time = update(Grant).where(col(Grant.id) == grant.id, col(Grant.ended_at).is_(None), col(Grant.until_at) == grant.until_at)
    values: dict[str, Any] = _kept(to) if to else {"ended_at": now}
    return session.exec(this_time.where(col(Grant.until_at) <= database_now()).values(**values)).rowcount == 1


def keep(session: Session, grant: Grant, keeper: Person, now: datetime) -> bool:
    """It is still wanted. False: nobody asks, because somebody was asked and said so, or it has ended."""
    asks = update(Grant).where(col(Grant.id) == grant.id, *counts(), _answered_at() <= database_now() - later(EVERY))
    return session.exec(asks.values(kept_at=now, kept_by=keeper.id, reminded_at=None)).rowcount == 1


def asking(session: Session, keeper: Person, identity: Identity) -> list[Grant]:
    """Grants of which this keeper is asked whether they are still wanted, the longest unanswered first; none, of whoever keeps it not."""
    kept = select(Grant.identity_id).where(col(Grant.person_id) == keeper.id, col(Grant.role) == Role.KEEPER, *grant_stands())
    theirs = select(Grant).where(col(Grant.identity_id) == identity.id, col(Grant.identity_id).in_(kept), *counts())
    return list(session.exec(theirs.where(_answered_at() <= database_now() - later(EVERY)).order_by(_answered_at())))


def unanswered(session: Session, again: datetime, at_most: int) -> list[Identity]:
    """Identities whose keepers are to be told on their phones that nobody answers, and were not since `again`."""
    loud = select(Grant.identity_id).where(*counts(), *_loudest(again))
    return list(session.exec(select(Identity).where(col(Identity.id).in_(loud)).order_by(col(Identity.id)).limit(at_most)))


def remind(session: Session, identity: Identity, again: datetime, now: datetime) -> int:
    """Take it on to tell the keepers of how many. None: somebody else did."""
    loud = update(Grant).where(col(Grant.identity_id) == identity.id, *counts(), *_loudest(again))
    return session.exec(loud.values(reminded_at=now)).rowcount


def last_spoke(session: Session, identity: Identity) -> dict[int, datetime]:
    """When each Person's latest post as this Identity left, by the Person's number."""
    left = select(Post.person_id, func.max(Post.released_at)).where(col(Post.identity_id) == identity.id)
    rows = session.exec(left.where(col(Post.state) == PostState.RELEASED).group_by(col(Post.person_id)))
    return {person: at for person, at in rows if at}


def overrunning(session: Session, public_ids: Collection[str]) -> list[tuple[Post, Identity]]:
    """Those of these Posts that are held, and would leave after the time of whoever held them has run out.

    What waits for a yes is none of them: when it would leave is known when it has it.
    """
    theirs = (col(Grant.identity_id) == col(Post.identity_id)) & (col(Grant.person_id) == col(Post.person_id))
    held = select(Post, Identity).join(Identity, col(Identity.id) == col(Post.identity_id)).join(Grant, theirs)
    late = (col(Post.state) == PostState.HELD, may_leave(), col(Grant.ended_at).is_(None), col(Post.due_at) > col(Grant.until_at))
    return list(session.exec(held.where(*late, col(Post.public_id).in_(public_ids)).order_by(col(Post.id))))


def held_past(session: Session, person: Person, identity: Identity, until: datetime) -> list[tuple[Post, Identity]]:
    """What a Person holds as an Identity that would leave after this moment."""
    theirs = select(Post, Identity).join(Identity, col(Identity.id) == col(Post.identity_id))
    theirs = theirs.where(col(Post.person_id) == person.id, col(Post.identity_id) == identity.id)
    return list(session.exec(theirs.where(col(Post.state) == PostState.HELD, may_leave(), col(Post.due_at) > until).order_by(col(Post.id))))


def _given() -> Any:
    return _every().where(*counts())


def _every() -> Any:
    joined = select(Grant, Identity, Person).join(Identity, col(Identity.id) == col(Grant.identity_id))
    return joined.join(Person, col(Person.id) == col(Grant.person_id))


def _kept(span: Span) -> dict[str, Any]:
    return {"from_at": span.starts, "until_at": span.ends}


def _answered_at() -> ColumnElement[datetime]:
    return func.coalesce(col(Grant.kept_at), col(Grant.given_at))


def _loudest(again: datetime) -> list[ColumnElement[bool]]:
    reminded = or_(col(Grant.reminded_at).is_(None), col(Grant.reminded_at) <= again)
    return [_answered_at() <= database_now() - later(EVERY + LOUDEST_AFTER), reminded]
