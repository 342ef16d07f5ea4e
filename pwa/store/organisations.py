"""Organisations: found, and kept by whoever keeps one of their identities."""

from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from pwa.rules.identity import Role
from pwa.rules.refusals import NotFound
from pwa.store.identities import grant_stands
from pwa.store.tables import Grant, Identity, Organisation, Person


def found(session: Session, name: str, by: Person, now: datetime) -> Organisation:
    """A new one."""
    body = Organisation(name=name, founded_at=now, founded_by=by.id)
    session.add(body)
    session.flush()
    return body


def kept(session: Session, keeper: Person) -> list[Organisation]:
    """Those of which this Person keeps an identity."""
    theirs = _kept_identities().where(col(Grant.person_id) == keeper.id).with_only_columns(col(Identity.organisation_id))
    return list(session.exec(select(Organisation).where(col(Organisation.id).in_(theirs)).order_by(col(Organisation.name))))


def kept_by(session: Session, keeper: Person, public_id: str) -> Organisation:
    """The one of this public id, if this Person keeps an identity of it. Raises NotFound."""
    body = next((one for one in kept(session, keeper) if one.public_id == public_id), None)
    if body is None:
        raise NotFound
    return body


def keepers(session: Session, body: Organisation) -> list[Person]:
    """Whoever keeps an identity of it."""
    theirs = _kept_identities().where(col(Identity.organisation_id) == body.id).with_only_columns(col(Grant.person_id))
    return list(session.exec(select(Person).where(col(Person.id).in_(theirs)).order_by(col(Person.id))))


def voices(session: Session, organisation_id: int) -> list[Identity]:
    """Every identity that speaks for it."""
    return list(session.exec(select(Identity).where(col(Identity.organisation_id) == organisation_id).order_by(col(Identity.name))))


def _kept_identities() -> SelectOfScalar[int]:
    standing = select(Identity.id).join(Grant, col(Grant.identity_id) == col(Identity.id))
    return standing.where(col(Grant.role) == Role.KEEPER, *grant_stands())
