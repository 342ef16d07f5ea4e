"""Who may use an official Identity, and how somebody comes to it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pwa.rules.identity import Role
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, one_open, public_id, ref, ref_or_none

ENDING = "ended_at IS NULL AND until_at IS NOT NULL"


class Grant(Table, table=True):
    """A Person's right to use an official Identity in one Role, from when until when, given by whom."""

    __tablename__ = "grants"
    __table_args__ = (
        one_of("role", Role),
        one_open("uq_grants_standing", "identity_id", "person_id"),
        CheckConstraint("weekly IS NULL OR until_at IS NOT NULL", name="weekly_ends"),
        Index("ix_grants_ending", "until_at", sqlite_where=text(ENDING), postgresql_where=text(ENDING)),
    )
    id: int = number()
    public_id: str = public_id()
    identity_id: int = ref("identities.id")
    person_id: int = ref("people.id")
    role: str
    from_at: datetime = at()
    until_at: datetime | None = at_or_never()
    given_by: int = ref("people.id", index=False)
    given_at: datetime = at()
    ended_at: datetime | None = at_or_never()
    ended_by: int | None = ref_or_none("people.id")  # none: its time ran out
    locked_at: datetime | None = at_or_never()  # their phones are gone: it counts again from a keeper's yes
    locked_by: int | None = ref_or_none("people.id")
    weekly: str | None = None  # then the two above are the time of the week that runs or comes next
    kept_at: datetime | None = at_or_never()  # a keeper last said that it is still wanted
    kept_by: int | None = ref_or_none("people.id")
    reminded_at: datetime | None = at_or_never()  # nobody had said so for long, and every keeper was told


class Invitation(Table, table=True):
    """A link for one named person: to one Grant, or, for a member who lost their passkeys, back in.

    Whoever opens it first waits, and a keeper who has compared the phrase lets them in.
    """

    __tablename__ = "invitations"
    __table_args__ = (one_of("role", Role),)
    id: int = number()
    public_id: str = public_id()
    token_hash: str = Field(unique=True)
    identity_id: int = ref("identities.id")
    role: str
    made_by: int | None = ref_or_none("people.id")  # none: made on the server's own command line
    made_at: datetime = at()
    expires_at: datetime = at()
    used_at: datetime | None = at_or_never()
    used_by: int | None = ref_or_none("people.id")
    withdrawn_at: datetime | None = at_or_never()
    name: str = Field(default="", sa_column_kwargs={"server_default": text("''")})  # for whom, as its maker calls them
    back_for: int | None = ref_or_none("people.id", index=True)  # the member whom it lets back in
    opened_at: datetime | None = at_or_never()  # from then on nobody else can open it
    ended_by: int | None = ref_or_none("people.id")  # who withdrew it or refused its opener; none: another holder of the link


class Arrival(Table, table=True):
    """Whoever opened an Invitation, in the browser in which they wait for a keeper's yes."""

    __tablename__ = "arrivals"
    id: int = number()
    invitation_id: int = ref("invitations.id", unique=True)
    session_id: int = ref("sessions.id")
    person_id: int | None = ref_or_none("people.id")  # somebody who is here already
    enrolment: str | None = None  # the passkey of somebody who is not, until they are in or it is clear that they never will be
    phrase: str
    device: str
    at: datetime = at()
    yes_at: datetime | None = at_or_never()
    yes_by: int | None = ref_or_none("people.id")
    second_yes_by: int | None = ref_or_none("people.id")


class Vouch(Table, table=True):
    """A keeper's yes to a Passkey that was made in a recovery: it speaks for the keeper's Organisation before its time."""

    __tablename__ = "vouches"
    __table_args__ = (UniqueConstraint("passkey_id", "organisation_id"),)
    id: int = number()
    passkey_id: int = ref("passkeys.id", index=False)
    organisation_id: int = ref("organisations.id", index=False)
    given_by: int = ref("people.id", index=False)
    given_at: datetime = at()
