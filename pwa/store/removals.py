"""Rights that ended, and what ended with each: found again by the one time that all rows of its transaction carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from pwa.rules.delivery import NO_RIGHT, DeliveryState
from pwa.rules.identity import Role
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotFound
from pwa.store import grants, rights
from pwa.store.identities import grant_of, grant_stands
from pwa.store.tables import Delivery, Grant, Identity, Invitation, Journey, Lease, Parking, Person, Post, SessionRow

BY_IT = (ParkingReason.GRANT_ENDED, ParkingReason.PHONE_LOCKED, ParkingReason.TIME_RAN_OUT)
AT_MOST = 20  # on a list of those who could speak once


@dataclass(frozen=True)
class Removal:
    """A right that ended: whose, on what, when, and by whom; nobody, when its time ran out."""

    grant: Grant
    identity: Identity
    person: Person
    at: datetime
    by: int | None
    locked: bool  # it may come back, with a keeper's yes


@dataclass(frozen=True)
class Ended:
    """What ended with it, and the Posts that wait for somebody since."""

    leases: int
    parked: Sequence[Post]
    kept_back: Sequence[Post]  # these had left the hold, and did not go on to a network
    invitations: int
    journeys: int


def removal(session: Session, keeper: Person, grant_id: str) -> Removal:
    """One on an Identity that this Person keeps, ended or locked. Raises NotFound for a right that stands, and for anybody else's eyes."""
    found = session.exec(_known().where(col(Grant.public_id) == grant_id)).first()
    if found is None or grant_of(session, keeper, found[1]).role != Role.KEEPER:
        raise NotFound
    return _removal(*found)


def latest(session: Session, identity: Identity) -> list[Removal]:
    """Who could speak as this Identity once, the last to go first."""
    gone = (
        _known()
        .where(col(Grant.identity_id) == identity.id, col(Grant.ended_at).is_not(None))
        .order_by(col(Grant.ended_at).desc())
        .limit(AT_MOST)
    )
    return [_removal(*row) for row in session.exec(gone)]


def ended_with(session: Session, gone: Removal) -> Ended:
    """What the rows say that ended at that moment."""
    person, identity = gone.person, gone.identity
    sessions = select(SessionRow.id).where(col(SessionRow.person_id) == person.id)
    leases = select(func.count()).select_from(Lease).where(col(Lease.identity_id) == identity.id, col(Lease.ended_at) == gone.at)
    invitations = select(func.count()).select_from(Invitation).where(col(Invitation.identity_id) == identity.id)
    journeys = select(func.count()).select_from(Journey).where(col(Journey.identity_id) == identity.id)
    parked = select(Post).join(Parking, col(Parking.post_id) == col(Post.id)).where(col(Post.identity_id) == identity.id)
    stopped = (col(Delivery.reason) == NO_RIGHT, col(Delivery.state) == DeliveryState.PARKED)
    kept_back = select(Delivery.post_id).where(rights.theirs(person, identity), *stopped)
    return Ended(
        session.exec(leases.where(col(Lease.session_id).in_(sessions))).one(),
        session.exec(parked.where(col(Parking.at) == gone.at, col(Parking.reason).in_(BY_IT)).order_by(col(Post.id))).all(),
        session.exec(select(Post).where(col(Post.id).in_(kept_back), col(Post.released_at) <= gone.at).order_by(col(Post.id))).all(),
        session.exec(invitations.where(col(Invitation.made_by) == person.id, col(Invitation.withdrawn_at) == gone.at)).one(),
        session.exec(journeys.where(col(Journey.person_id) == person.id, col(Journey.ended_at) == gone.at)).one(),
    )


def speaks_again(session: Session, gone: Removal) -> Grant | None:
    """The right that the same Person was given since and that stands now."""
    theirs = select(Grant).where(col(Grant.identity_id) == gone.identity.id, col(Grant.person_id) == gone.person.id)
    return session.exec(theirs.where(*grant_stands())).first()


def speaks_later(session: Session, gone: Removal) -> Grant | None:
    """One that they were given since and that does not stand now: its time comes, or it is locked."""
    other = grants.waiting(session, gone.identity, gone.person)
    return other if other is not None and other.id != gone.grant.id else None


def _known() -> Any:
    joined = select(Grant, Identity, Person).join(Identity, col(Identity.id) == col(Grant.identity_id))
    return joined.join(Person, col(Person.id) == col(Grant.person_id))


def _removal(grant: Grant, identity: Identity, person: Person) -> Removal:
    if grant.ended_at is not None:
        return Removal(grant, identity, person, grant.ended_at, grant.ended_by, locked=False)
    if grant.locked_at is not None:
        return Removal(grant, identity, person, grant.locked_at, grant.locked_by, locked=True)
    raise NotFound
