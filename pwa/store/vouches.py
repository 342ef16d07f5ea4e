"""Passkeys that were made in a recovery: for which organisations a keeper has said yes, and which wait for that."""

from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from pwa.rules.identity import Kind
from pwa.store import identities
from pwa.store.tables import Grant, Identity, Passkey, Person, Vouch


def may_speak(session: Session, key: Passkey, owner: Person, target: str, now: datetime) -> bool:
    """Whether an official act with this passkey counts: after its time, or for an organisation whose keeper has said yes.

    `target`: the handle of the identity that it is for. Of anything else we ask every organisation the person speaks for: a keeper's
    yes opens nothing of another organisation.
    """
    if key.official_from is None or now >= key.official_from:
        return True
    official = [one for one in identities.usable_by(session, owner) if one.kind == Kind.OFFICIAL]
    meant = [one for one in official if one.handle == target] or official
    return bool(meant) and {one.organisation_id for one in meant} <= _organisations(session, key)


def vouch(session: Session, key: Passkey, identity: Identity, by: Person, now: datetime) -> None:
    """A keeper's yes: it speaks for this organisation."""
    if identity.organisation_id is not None and identity.organisation_id not in _organisations(session, key):
        session.add(Vouch(passkey_id=key.id, organisation_id=identity.organisation_id, given_by=by.id, given_at=now))
        session.flush()


def begin_again(session: Session, key: Passkey, official_from: datetime) -> None:
    """As if it were made in a recovery now: nobody's yes of before counts, and by itself it speaks officially no sooner than this."""
    session.exec(delete(Vouch).where(col(Vouch.passkey_id) == key.id))
    session.exec(update(Passkey).where(col(Passkey.id) == key.id).values(official_from=official_from))


def inherit(session: Session, key: Passkey, vouched_by: Passkey) -> None:
    """A passkey that another one vouched for speaks wherever that one does."""
    for one in session.exec(select(Vouch).where(col(Vouch.passkey_id) == vouched_by.id)).all():
        session.add(Vouch(passkey_id=key.id, organisation_id=one.organisation_id, given_by=one.given_by, given_at=one.given_at))


def waiting(session: Session, identity: Identity, now: datetime) -> list[tuple[Passkey, Person]]:
    """Passkeys of members that wait for a keeper's yes here: enrolled in a recovery, before their time, or on a phone that was locked."""
    yes = select(Vouch.passkey_id).where(col(Vouch.organisation_id) == identity.organisation_id)
    early = (col(Passkey.official_from) > now) & col(Passkey.id).not_in(yes)
    found = (
        select(Passkey, Person)
        .join(Person, col(Person.id) == col(Passkey.person_id))
        .join(Grant, col(Grant.person_id) == col(Person.id))
        .where(col(Grant.identity_id) == identity.id, *identities.grant_stands())
        .where(col(Passkey.removed_at).is_(None), early | col(Passkey.locked_at).is_not(None))
    )
    return list(session.exec(found.order_by(col(Passkey.id))))


def lock_elsewhere(session: Session, owner: Person, keeper: Person, now: datetime) -> list[tuple[Grant, Identity]]:
    """Lock what a Person may do as every identity that this keeper has no say in, also at times that come, until a keeper there says yes.

    Another identity of the same organisation is one of them, unless the keeper keeps it too.
    """
    other = col(Identity.id).not_in([one.id for one in identities.kept(session, keeper)])
    theirs = (
        select(Grant, Identity).join(Identity, col(Identity.id) == col(Grant.identity_id)).where(col(Grant.person_id) == owner.id, other)
    )
    found = session.exec(theirs.where(col(Grant.ended_at).is_(None), col(Grant.locked_at).is_(None))).all()
    these = update(Grant).where(col(Grant.id).in_([grant.id for grant, _ in found]))
    session.exec(these.values(locked_at=now, locked_by=owner.id))
    return list(found)


def _organisations(session: Session, key: Passkey) -> set[int | None]:
    return {one.organisation_id for one in session.exec(select(Vouch).where(col(Vouch.passkey_id) == key.id))}
