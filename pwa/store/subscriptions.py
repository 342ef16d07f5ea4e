"""Where people are told things on their phones: one subscription for each Session that wants it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from pwa.rules.identity import Role
from pwa.secrets import fingerprint, new_public_id
from pwa.store.identities import grant_stands
from pwa.store.sessions import alive
from pwa.store.tables import Grant, Identity, Push, PushSubscription, SessionKind, SessionRow


@dataclass(frozen=True)
class Address:
    """Where a subscription leads, as it is kept: sealed, with the name that it is sealed for."""

    public_id: str
    sealed: bytes


def sealed_for(public_id: str) -> str:
    """What a subscription's address is sealed about: in another row it does not open."""
    return f"push subscription {public_id}"


def new_id() -> str:
    """The name of a subscription that is about to be sealed."""
    return new_public_id()


def keep(session: Session, session_id: int, address: Address, *, endpoint: str, language: str, now: datetime) -> None:
    """From now on this Session is told here. What it had before goes, and so does whoever else was told by this browser."""
    known = fingerprint(endpoint)
    drop(session, (col(PushSubscription.session_id) == session_id) | (col(PushSubscription.endpoint_hash) == known))
    row = PushSubscription(
        public_id=address.public_id,
        session_id=session_id,
        endpoint_hash=known,
        sealed=address.sealed,
        language=language,
        made_at=now,
    )
    session.add(row)
    session.flush()


def speak(session: Session, session_id: int, language: str) -> None:
    """What this Session is told is said in this language from now on."""
    session.exec(update(PushSubscription).where(col(PushSubscription.session_id) == session_id).values(language=language))


def drop_of_session(session: Session, session_id: int) -> bool:
    """This Session is told no more. False: it was not."""
    return drop(session, col(PushSubscription.session_id) == session_id)


def drop(session: Session, which: ColumnElement[bool]) -> bool:
    """These subscriptions are over, with whatever was still to be told there."""
    those = select(PushSubscription.id).where(which)
    session.exec(delete(Push).where(col(Push.subscription_id).in_(those)))
    return session.exec(delete(PushSubscription).where(which)).rowcount > 0


def drop_one(session: Session, one: PushSubscription) -> None:
    """Its service says that nobody is there any more."""
    drop(session, col(PushSubscription.id) == one.id)


def drop_dead(session: Session) -> None:
    """Subscriptions of sessions that have run out; nothing was sent to them since."""
    living = select(SessionRow.id).where(*alive())
    drop(session, col(PushSubscription.session_id).not_in(living))


def of_sessions(session: Session, sessions: list[SessionRow]) -> set[int]:
    """Which of these are told things, by their numbers."""
    theirs = select(PushSubscription.session_id).where(col(PushSubscription.session_id).in_([row.id for row in sessions]))
    return set(session.exec(theirs))


def is_told(session: Session, session_id: int) -> bool:
    """Whether this Session is told things."""
    return session.exec(select(PushSubscription.id).where(col(PushSubscription.session_id) == session_id)).first() is not None


def reached(session: Session, subscription_id: int, now: datetime) -> None:
    """Its service took something."""
    session.exec(update(PushSubscription).where(col(PushSubscription.id) == subscription_id).values(reached_at=now))


def may_hear() -> list[ColumnElement[bool]]:
    """What is true now of a Session that may hear of an Identity's posts: it lives, and its Person may speak as that Identity."""
    granted = select(Grant.id).where(
        col(Grant.identity_id) == col(Identity.id), col(Grant.person_id) == col(SessionRow.person_id), *grant_stands()
    )
    return [*alive(), col(SessionRow.kind) == SessionKind.SIGNED_IN, _own() | granted.exists()]


def keeps() -> ColumnElement[bool]:
    """What is true of one whose Person minds the Identity."""
    granted = select(Grant.id).where(col(Grant.identity_id) == col(Identity.id), col(Grant.person_id) == col(SessionRow.person_id))
    return _own() | granted.where(col(Grant.role) == Role.KEEPER, *grant_stands()).exists()


def _own() -> ColumnElement[bool]:
    return col(Identity.person_id) == col(SessionRow.person_id)
