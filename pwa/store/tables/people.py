"""A Person, what opens the door to them, and the browsers they are signed in on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary
from sqlmodel import Field

from pwa.store.moments import Moment
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, public_id, raw_bytes, ref, ref_or_none


class Person(Table, table=True):
    """A human who signs in with at least one passkey."""

    __tablename__ = "people"
    id: int = number()
    public_id: str = public_id()
    user_handle: bytes = raw_bytes(unique=True)  # what authenticators keep: random, and nothing about the person (WebAuthn 14.6.1)
    name: str
    founder: bool = False  # set this server up; may found organisations even while keeper of none
    joined_at: datetime = at()


class Passkey(Table, table=True):
    """One WebAuthn credential of one Person. Its credential id is unique over everybody, for good."""

    __tablename__ = "passkeys"
    id: int = number()
    public_id: str = public_id()
    person_id: int = ref("people.id")
    credential_id: bytes = raw_bytes(unique=True)
    public_key: bytes = raw_bytes()
    sign_count: int = Field(sa_type=BigInteger)  # unsigned 32 bits on the wire
    backup_eligible: bool
    backed_up: bool
    transports: str  # space-separated hints for the browser
    aaguid: str
    name: str
    enrolled_at: datetime = at()
    official_from: datetime | None = at_or_never()  # enrolled in a recovery: opens no lease before
    used_at: datetime | None = at_or_never()
    removed_at: datetime | None = at_or_never()
    locked_at: datetime | None = at_or_never()  # its phone is gone: vouches for nothing until somebody says otherwise


class RecoverySet(Table, table=True):
    """Ten codes of one Person. While the salt is there they can be shown again; confirming burns it."""

    __tablename__ = "recovery_sets"
    id: int = number()
    person_id: int = ref("people.id", unique=True)
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    made_at: datetime = at()
    confirmed_at: datetime | None = at_or_never()


class RecoveryCode(Table, table=True):
    """The SHA-256 of one code, and when it was used."""

    __tablename__ = "recovery_codes"
    id: int = number()
    set_id: int = ref("recovery_sets.id")
    code_hash: str = Field(unique=True)
    used_at: datetime | None = at_or_never()


class SessionKind(StrEnum):
    """How far a browser has come in."""

    VISITOR = "visitor"  # not signed in: carries a sign-in challenge, nothing else
    RECOVERY = "recovery"  # a recovery code opened it: can enrol a passkey, nothing else
    SIGNED_IN = "signed_in"


class SessionRow(Table, table=True):
    """One browser; called SessionRow in code because SQLModel has a Session of its own."""

    __tablename__ = "sessions"
    __table_args__ = (one_of("kind", SessionKind), CheckConstraint("(kind = 'visitor') = (person_id IS NULL)", name="visitor_is_nobody"))
    id: int = number()
    public_id: str = public_id()
    token_hash: str = Field(unique=True)
    kind: str
    person_id: int | None = ref_or_none("people.id", index=True)
    passkey_id: int | None = ref_or_none("passkeys.id")
    device: str
    opened_at: datetime = at()
    seen_at: datetime = at()
    expires_at: datetime = at(index=True)  # absolute; idleness is counted from seen_at
    ended_at: datetime | None = at_or_never()
    ended_why: str | None = None


class Notice(Table, table=True):
    """Something about their passkeys or sessions that a person is told in each of their sessions."""

    __tablename__ = "notices"
    id: int = number()
    public_id: str = public_id()
    session_id: int = ref("sessions.id")
    text: str
    at: datetime = at()
    dismissed_at: datetime | None = at_or_never()


class SetupLink(Table, table=True):
    """The one-use link that `serve` prints while the server belongs to nobody."""

    __tablename__ = "setup_links"
    id: int = number()
    token_hash: str = Field(unique=True)
    made_at: datetime = at()
    used_at: datetime | None = at_or_never()


class RateCount(Table, table=True):
    """How often something was tried in one window, so that limits hold over restarts and processes."""

    __tablename__ = "rate_counts"
    bucket: str = Field(primary_key=True)
    window_start: datetime = Field(sa_type=Moment, primary_key=True)
    tries: int
