"""What a lock closes: passkeys of a phone that is gone, and a member's right until a keeper says that it is them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from pwa.rules.identity import Role
from pwa.rules.refusals import NotFound
from pwa.store.grants import counts
from pwa.store.identities import grant_of
from pwa.store.tables import Grant, Identity, Passkey, Person, SessionRow


def passkeys(session: Session, keys: Collection[int], now: datetime) -> list[Passkey]:
    """Lock these, by their numbers. Returns those that were not before."""
    standing = update(Passkey).where(col(Passkey.id).in_(keys), col(Passkey.removed_at).is_(None), col(Passkey.locked_at).is_(None))
    return list(session.exec(standing.values(locked_at=now).returning(Passkey).execution_options(synchronize_session=False)).scalars())


def passkey_open(session: Session, number: int) -> bool:
    """Whether this one may vouch for anything; whoever locks it waits until this transaction ends."""
    standing = select(Passkey.id).where(col(Passkey.id) == number, col(Passkey.locked_at).is_(None))
    return session.exec(standing.with_for_update(read=True)).first() is not None


def opened_by_locked(session: Session, row: SessionRow) -> bool:
    """Whether the passkey that opened this Session is locked."""
    locked = select(Passkey.id).where(col(Passkey.id) == row.passkey_id, col(Passkey.locked_at).is_not(None))
    return session.exec(locked).first() is not None


def shut(session: Session, key: Passkey) -> bool:
    """Whether it lets its Person in no longer: its phone was locked, and they have a passkey that is not."""
    locked = select(Passkey.id).where(col(Passkey.id) == key.id, col(Passkey.locked_at).is_not(None))
    return session.exec(locked).first() is not None and _another_open(session, key)


def _another_open(session: Session, key: Passkey) -> bool:
    others = select(Passkey.id).where(col(Passkey.person_id) == key.person_id, col(Passkey.id) != key.id)
    return session.exec(others.where(col(Passkey.removed_at).is_(None), col(Passkey.locked_at).is_(None))).first() is not None


def open_passkey(session: Session, key: Passkey) -> bool:
    """It may vouch again. False: it was not locked."""
    locked = update(Passkey).where(col(Passkey.id) == key.id, col(Passkey.locked_at).is_not(None), col(Passkey.removed_at).is_(None))
    return session.exec(locked.values(locked_at=None)).rowcount == 1


def grants(session: Session, person: Person, voices: Sequence[Identity], by: Person, now: datetime) -> list[Grant]:
    """Lock what this Person may do as these Identities. Returns those that were not before."""
    theirs = update(Grant).where(col(Grant.person_id) == person.id, col(Grant.identity_id).in_([one.id for one in voices]))
    open_ones = theirs.where(*counts(), col(Grant.locked_at).is_(None)).values(locked_at=now, locked_by=by.id)
    return list(session.exec(open_ones.returning(Grant).execution_options(synchronize_session=False)).scalars())


def open_grant(session: Session, grant: Grant) -> bool:
    """They may speak again. False: it was not locked."""
    locked = update(Grant).where(col(Grant.id) == grant.id, col(Grant.locked_at).is_not(None), col(Grant.ended_at).is_(None))
    return session.exec(locked.values(locked_at=None, locked_by=None)).rowcount == 1


def kept_by(session: Session, keeper: Person, grant_id: str) -> tuple[Grant, Identity, Person]:
    """A locked right on an Identity that this Person keeps. Raises NotFound."""
    found = session.exec(_locked().where(col(Grant.public_id) == grant_id)).first()
    if found is None or grant_of(session, keeper, found[1]).role != Role.KEEPER:
        raise NotFound
    grant, identity, person = found
    return grant, identity, person


def of_identity(session: Session, identity: Identity) -> list[tuple[Grant, Identity, Person]]:
    """Whose right to this Identity is locked."""
    return list(session.exec(_locked().where(col(Grant.identity_id) == identity.id).order_by(col(Person.name))))


def of_person(session: Session, somebody: Person) -> list[tuple[Grant, Identity, Person]]:
    """What is locked for this Person."""
    return list(session.exec(_locked().where(col(Grant.person_id) == somebody.id).order_by(col(Identity.name))))


def _locked() -> Any:
    joined = select(Grant, Identity, Person).join(Identity, col(Identity.id) == col(Grant.identity_id))
    return joined.join(Person, col(Person.id) == col(Grant.person_id)).where(*counts(), col(Grant.locked_at).is_not(None))
