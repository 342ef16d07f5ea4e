"""People, their passkeys, and the codes that let them back in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, func, select, update

from pwa.passkeys import EnrolledPasskey
from pwa.rules.identity import RECOVERED_PASSKEY_HOURS
from pwa.rules.refusals import NotFound
from pwa.secrets import fingerprint, new_salt, new_token
from pwa.store.tables import Passkey, Person, RecoveryCode, RecoverySet, SetupLink


def anybody(session: Session) -> bool:
    """Whether this server belongs to somebody yet."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def new_setup_link(session: Session, now: datetime) -> str:
    """A fresh set-up link's token; every older one that was not used dies."""
    session.exec(delete(SetupLink).where(col(SetupLink.used_at).is_(None)))
    session.add(SetupLink(token_hash=fingerprint(token := new_token()), made_at=now))
    return token


def setup_link_stands(session: Session, token: str) -> bool:
    """Whether this token would set the server up."""
    unused = select(SetupLink.id).where(col(SetupLink.token_hash) == fingerprint(token), col(SetupLink.used_at).is_(None))
    return session.exec(unused).first() is not None and not anybody(session)


def use_setup_link(session: Session, token: str, now: datetime) -> bool:
    """Use the link up. False: it was used, replaced, or never was one."""
    unused = update(SetupLink).where(col(SetupLink.token_hash) == fingerprint(token), col(SetupLink.used_at).is_(None))
    return session.exec(unused.values(used_at=now)).rowcount == 1 and not anybody(session)


def person(session: Session, person_id: int) -> Person:
    """The Person of a number that another row holds."""
    return session.get_one(Person, person_id)


def public_id_of(session: Session, passkey_id: int) -> str:
    """What a passkey is called in the ledger."""
    with session.no_autoflush:
        return str(session.exec(_public_id(), params={"id": passkey_id}).one())


@cache
def _public_id() -> Any:
    return select(Passkey.public_id).where(col(Passkey.id) == bindparam("id"))


def names(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """What people are called, by the numbers that other rows hold."""
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(set(numbers)))).all())


def admit(session: Session, name: str, user_handle: bytes, now: datetime, *, founder: bool = False) -> Person:
    """A new Person."""
    newcomer = Person(name=name, user_handle=user_handle, founder=founder, joined_at=now)
    session.add(newcomer)
    session.flush()
    return newcomer


# Passkeys -------------------------------------------------------------------------------------------------------------


def passkeys(session: Session, owner: Person) -> list[Passkey]:
    """A Person's passkeys that were not removed, oldest first."""
    standing = select(Passkey).where(col(Passkey.person_id) == owner.id, col(Passkey.removed_at).is_(None))
    return list(session.exec(standing.order_by(col(Passkey.id))))


def passkey(session: Session, owner: Person, public_id: str) -> Passkey:
    """One standing passkey of this Person. Raises NotFound."""
    found = next((key for key in passkeys(session, owner) if key.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def passkey_by_credential(session: Session, credential_id: bytes) -> Passkey | None:
    """Whose passkey this credential is; removed ones do not count."""
    found = select(Passkey).where(col(Passkey.credential_id) == credential_id, col(Passkey.removed_at).is_(None))
    return session.exec(found).first()


def credential_known(session: Session, credential_id: bytes) -> bool:
    """Whether anybody ever registered this credential, removed or not (WebAuthn 7.1, step 26)."""
    return session.exec(select(Passkey.id).where(col(Passkey.credential_id) == credential_id)).first() is not None


def enrol(
    session: Session, owner: Person, key: EnrolledPasskey, name: str, now: datetime, *, official_from: datetime | None = None
) -> Passkey:
    """Keep a verified new passkey."""
    row = Passkey(
        person_id=owner.id,
        credential_id=key.credential_id,
        public_key=key.public_key,
        sign_count=key.sign_count,
        backup_eligible=key.backup_eligible,
        backed_up=key.backed_up,
        transports=" ".join(key.transports),
        aaguid=key.aaguid,
        name=name,
        enrolled_at=now,
        official_from=official_from,
    )
    session.add(row)
    session.flush()
    return row


def passkey_used(session: Session, key: Passkey, *, before: int, after: int, backed_up: bool, now: datetime) -> bool:
    """Note a verified use. False: another answer moved the counter meanwhile, so one of the two is a copy."""
    same = update(Passkey).where(col(Passkey.id) == key.id, col(Passkey.sign_count) == before, col(Passkey.removed_at).is_(None))
    return session.exec(same.values(sign_count=after, backed_up=backed_up, used_at=now)).rowcount == 1


def unproven(session: Session, passkey_id: int, now: datetime) -> bool:
    """Whether it was made in a recovery less than a day ago: somebody may have found a code."""
    made = col(Passkey.enrolled_at) > now - timedelta(hours=RECOVERED_PASSKEY_HOURS)  # an older one that was locked waits for its time too
    early = select(Passkey.id).where(col(Passkey.id) == passkey_id, col(Passkey.official_from) > now, made)
    return session.exec(early).first() is not None


def remove_passkey(session: Session, owner: Person, key: Passkey, now: datetime) -> bool:
    """Remove a passkey unless it is the last. False: it is the last one, or gone already."""
    session.exec(select(Person.id).where(col(Person.id) == owner.id).with_for_update(key_share=True))  # two removals at once leave one
    if len(passkeys(session, owner)) < 2:
        return False
    standing = update(Passkey).where(col(Passkey.id) == key.id, col(Passkey.removed_at).is_(None))
    return session.exec(standing.values(removed_at=now)).rowcount == 1


# Recovery -------------------------------------------------------------------------------------------------------------


def recovery_set(session: Session, owner: Person) -> RecoverySet | None:
    """A Person's codes; while its salt is there, they have not been confirmed."""
    return session.exec(select(RecoverySet).where(col(RecoverySet.person_id) == owner.id)).first()


def new_recovery_set(session: Session, owner: Person, now: datetime) -> RecoverySet:
    """A new, unconfirmed set; the old codes are void."""
    if old := recovery_set(session, owner):
        session.exec(delete(RecoveryCode).where(col(RecoveryCode.set_id) == old.id))
        session.delete(old)
        session.flush()
    fresh = RecoverySet(person_id=owner.id, salt=new_salt(), made_at=now)
    session.add(fresh)
    session.flush()
    return fresh


def keep_codes(session: Session, codes: RecoverySet, fingerprints: list[str]) -> None:
    """Keep what recognises each code."""
    session.add_all(RecoveryCode(set_id=codes.id, code_hash=code) for code in fingerprints)


def confirm_codes(session: Session, owner: Person, now: datetime) -> bool:
    """Saving was confirmed: the salt goes, and nobody can show the codes again. False: confirmed already."""
    shown = update(RecoverySet).where(col(RecoverySet.person_id) == owner.id, col(RecoverySet.confirmed_at).is_(None))
    return session.exec(shown.values(confirmed_at=now, salt=None)).rowcount == 1


def use_code(session: Session, code_hash: str, now: datetime) -> Person | None:
    """Use one code up. None: there is no such code, or it was used."""
    unused = update(RecoveryCode).where(col(RecoveryCode.code_hash) == code_hash, col(RecoveryCode.used_at).is_(None))
    if session.exec(unused.values(used_at=now)).rowcount != 1:
        return None
    return session.exec(
        select(Person)
        .join(RecoverySet, col(RecoverySet.person_id) == col(Person.id))
        .join(RecoveryCode, col(RecoveryCode.set_id) == col(RecoverySet.id))
        .where(col(RecoveryCode.code_hash) == code_hash)
    ).one()


def codes_kept(session: Session, codes: RecoverySet) -> bool:
    """Whether this set's codes can be recognised yet."""
    return session.exec(select(RecoveryCode.id).where(col(RecoveryCode.set_id) == codes.id).limit(1)).first() is not None


def codes_left(session: Session, owner: Person) -> int:
    """How many codes were not used yet."""
    unused = select(func.count()).select_from(RecoveryCode).join(RecoverySet, col(RecoverySet.id) == col(RecoveryCode.set_id))
    return session.exec(unused.where(col(RecoverySet.person_id) == owner.id, col(RecoveryCode.used_at).is_(None))).one()
