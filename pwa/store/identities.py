"""Identities, who may speak as them, and where their posts appear."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select, update

from pwa.rules.identity import Kind, Role, Shape, numbered
from pwa.rules.refusals import NotFound
from pwa.store.moments import database_now
from pwa.store.tables import Channel, Grant, Identity, Organisation, Person

NOTICEBOARD = "noticeboard"


def grant_stands() -> list[ColumnElement[bool]]:
    """What is true of a Grant that counts now, by the database's clock."""
    return [*given(), col(Grant.locked_at).is_(None)]


def given() -> list[ColumnElement[bool]]:
    """What is true of one that has its time now, though it may be locked."""
    return [
        col(Grant.ended_at).is_(None),
        col(Grant.from_at) <= database_now(),
        col(Grant.until_at).is_(None) | (col(Grant.until_at) > database_now()),
    ]


def personal(session: Session, owner: Person) -> Identity:
    """The Person's own voice; everybody has exactly one."""
    return session.exec(select(Identity).where(col(Identity.person_id) == owner.id)).one()


def usable_by(session: Session, owner: Person) -> list[Identity]:
    """Every Identity this Person can post as: their own first, then the official ones by name."""
    return list(session.exec(_usable(), params={"person": owner.id}))


def usable(session: Session, owner: Person, handle: str) -> Identity:
    """The Identity of this handle if the Person may use it. Raises NotFound, whether it exists or not."""
    found: Identity | None = session.exec(_usable(by_handle=True), params={"person": owner.id, "handle": handle}).first()
    if found is None:
        raise NotFound
    return found


@cache
def _usable(*, by_handle: bool = False) -> Any:
    """Built once: every request of whoever is signed in asks it."""
    granted = select(Grant.identity_id).where(col(Grant.person_id) == bindparam("person"), *grant_stands())
    theirs = select(Identity).where((col(Identity.person_id) == bindparam("person")) | col(Identity.id).in_(granted))
    if by_handle:
        return theirs.where(col(Identity.handle) == bindparam("handle"))
    return theirs.order_by(col(Identity.kind).desc(), col(Identity.name))  # "personal" is after "official"


def lost_by(session: Session, somebody: Person, handle: str) -> Identity:
    """An Identity that this Person could use once and cannot now. Raises NotFound for whoever never could."""
    given = select(Grant.identity_id).where(col(Grant.person_id) == somebody.id)
    found = session.exec(select(Identity).where(col(Identity.handle) == handle, col(Identity.id).in_(given))).first()
    if found is None or may_use(session, somebody, found):
        raise NotFound
    return found


def may_use(session: Session, somebody: Person, identity: Identity) -> bool:
    """Whether this Person may post as this Identity now."""
    return any(one.id == identity.id for one in usable_by(session, somebody))


def kept_by(session: Session, owner: Person, handle: str) -> Identity:
    """The Identity of this handle if the Person minds its rules: their own, or one they are keeper of. Raises NotFound."""
    identity = usable(session, owner, handle)
    if identity.kind == Kind.OFFICIAL and grant_of(session, owner, identity).role != Role.KEEPER:
        raise NotFound
    return identity


def may_keep(session: Session, somebody: Person, identity: Identity) -> bool:
    """Whether this Person minds the rules of this Identity, which they may use."""
    return identity.kind != Kind.OFFICIAL or grant_of(session, somebody, identity).role == Role.KEEPER


def grant_of(session: Session, owner: Person, identity: Identity) -> Grant:
    """The Person's standing Grant on an official Identity. Raises NotFound."""
    mine = select(Grant).where(col(Grant.identity_id) == identity.id, col(Grant.person_id) == owner.id, *grant_stands())
    found = session.exec(mine).first()
    if found is None:
        raise NotFound
    return found


def organisation_name(session: Session, identity: Identity) -> str | None:
    """The body that an official Identity speaks for."""
    return session.exec(select(Organisation.name).where(col(Organisation.id) == identity.organisation_id)).first()


def official(session: Session, handle: str) -> Identity | None:
    """The official Identity of this handle."""
    return session.exec(select(Identity).where(col(Identity.handle) == handle, col(Identity.kind) == Kind.OFFICIAL)).first()


def members(session: Session, identity: Identity, *, locked_too: bool = False) -> list[tuple[Grant, Person]]:
    """Who may speak as an official Identity, keepers first; `locked_too`: also who may again as soon as a keeper says yes."""
    standing = select(Grant, Person).join(Person, col(Person.id) == col(Grant.person_id))
    standing = standing.where(col(Grant.identity_id) == identity.id, *(given() if locked_too else grant_stands()))
    return list(session.exec(standing.order_by(col(Grant.role), col(Person.name))))


def keepers_but(session: Session, identity: Identity, owner: Person) -> bool:
    """Whether an Identity has another keeper than this Person."""
    return any(grant.role == Role.KEEPER and who.id != owner.id for grant, who in members(session, identity))


def kept(session: Session, owner: Person) -> list[Identity]:
    """The official Identities this Person is keeper of."""
    granted = select(Grant.identity_id).where(col(Grant.person_id) == owner.id, col(Grant.role) == Role.KEEPER, *grant_stands())
    return list(session.exec(select(Identity).where(col(Identity.id).in_(granted)).order_by(col(Identity.name))))


def free_handle(session: Session, wanted: str) -> str:
    """The wanted handle, or the first numbered one that nobody has."""
    number = 1
    while taken(session, numbered(wanted, number)):
        number += 1
    return numbered(wanted, number)


def taken(session: Session, handle: str) -> bool:
    """Whether an Identity has this handle; handles are unique over all of them and fixed for good."""
    return session.exec(select(Identity.id).where(col(Identity.handle) == handle)).first() is not None


def make(
    session: Session,
    handle: str,
    shape: Shape,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    by: Person,
    now: datetime,
) -> Identity:
    """A new Identity with the noticeboard as its first Channel."""
    identity = Identity(
        handle=handle,
        kind=Kind.PERSONAL if person else Kind.OFFICIAL,
        person_id=person.id if person else None,
        organisation_id=organisation.id if organisation else None,
        created_at=now,
        **vars(shape),
    )
    session.add(identity)
    session.flush()
    board = Channel(identity_id=identity.id, network=NOTICEBOARD, handle=handle, remote_id=handle, connected_at=now, connected_by=by.id)
    session.add(board)
    session.flush()
    return identity


def reshape(session: Session, identity: Identity, shape: Shape) -> None:
    """Change what a keeper may change."""
    session.exec(update(Identity).where(col(Identity.id) == identity.id).values(**vars(shape)))


def channels(session: Session, identity: Identity) -> list[Channel]:
    """Where an Identity's posts can appear now."""
    return list(session.exec(_connected(), params={"identity": identity.id}))


@cache
def _connected() -> Any:
    connected = select(Channel).where(col(Channel.identity_id) == bindparam("identity"), col(Channel.disconnected_at).is_(None))
    return connected.order_by(col(Channel.id))


def chosen(session: Session, identity: Identity, public_ids: Sequence[str]) -> list[Channel]:
    """The channels of an Identity that were ticked. Raises NotFound for one that is not its own."""
    own = {channel.public_id: channel for channel in channels(session, identity)}
    if not set(public_ids) <= own.keys():
        raise NotFound
    return [channel for public_id, channel in own.items() if public_id in public_ids]


def give(session: Session, identity: Identity, to: Person, role: Role, by: int, now: datetime) -> Grant:
    """A Grant from now on, without an end."""
    grant = Grant(identity_id=identity.id, person_id=to.id, role=role, from_at=now, given_by=by, given_at=now)
    session.add(grant)
    session.flush()
    return grant


def end_grant(session: Session, grant: Grant, by: Person, now: datetime) -> bool:
    """End a Grant. False: it had ended already."""
    standing = update(Grant).where(col(Grant.id) == grant.id, col(Grant.ended_at).is_(None))
    return session.exec(standing.values(ended_at=now, ended_by=by.id)).rowcount == 1
