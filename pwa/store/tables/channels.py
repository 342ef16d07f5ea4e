"""Where an Identity's posts appear, and how we are let in there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from pwa.store.tables.columns import Table, at, at_or_never, number, public_id, raw_bytes, ref, ref_or_none

CONNECTED = "disconnected_at IS NULL"


class Channel(Table, table=True):
    """One place where an Identity's posts appear. One network account belongs to one identity only."""

    __tablename__ = "channels"
    __table_args__ = (
        Index(
            "uq_channels_connected",
            "network",
            "home",
            "remote_id",
            unique=True,
            sqlite_where=text(CONNECTED),
            postgresql_where=text(CONNECTED),
        ),
        CheckConstraint("(open_until IS NULL) = (open_why IS NULL)", name="open_says_why"),
    )
    id: int = number()
    public_id: str = public_id()
    identity_id: int = ref("identities.id")
    network: str
    handle: str
    remote_id: str
    credentials: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))  # sealed
    connected_at: datetime = at()
    connected_by: int = ref("people.id", index=False)
    disconnected_at: datetime | None = at_or_never()
    home: str = ""  # the origin of its server, where a network has many: each counts its accounts for itself
    watch_at: datetime | None = at_or_never()  # when it is looked at next; None: at once
    access_ends_at: datetime | None = at_or_never()  # when what lets us in ends, unless it is renewed
    renew_at: datetime | None = at_or_never(index=True)  # when a courier asks for new tokens, or whether it is still let in
    renewing_until: datetime | None = at_or_never()  # a courier is at it: nothing is published there meanwhile
    trouble_since: datetime | None = at_or_never()  # the network does not let us in any more: somebody must connect it again
    limits: str | None = None  # what its network takes in one part, as the last look found; JSON
    emergency_only: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})  # closed, but for:
    open_until: datetime | None = at_or_never()  # a keeper opened it; at this time it closes by itself
    open_why: str | None = None
    opened_by: int | None = ref_or_none("people.id")
    # Its Organisation is stopped: a copy of what `stops` says, in the row that every claim locks.
    stopped: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    followers: int | None = None  # as its network said when it was connected last


class Journey(Table, table=True):
    """A Person's way to a network's own page and back, to let us into an account there: one Session, one Identity, used once."""

    __tablename__ = "journeys"
    id: int = number()
    public_id: str = public_id()
    state_hash: str = Field(unique=True)
    session_id: int = ref("sessions.id")
    person_id: int = ref("people.id", index=False)
    identity_id: int = ref("identities.id", index=False)
    channel_id: int | None = ref_or_none("channels.id")  # the one that is connected again
    network: str
    home: str  # as it was typed
    kept: bytes = raw_bytes()  # sealed: what its network must know again
    begun_at: datetime = at()
    expires_at: datetime = at(index=True)
    back_at: datetime | None = at_or_never()
    found: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))  # sealed: the accounts, with what opens them
    ended_at: datetime | None = at_or_never()
    give_back_at: datetime | None = at_or_never()  # once it is over: when a courier tries again to give back what opens them


class AppRegistration(Table, table=True):
    """What a server of many gave us when we introduced ourselves; its secret with it."""

    __tablename__ = "app_registrations"
    __table_args__ = (UniqueConstraint("network", "home"),)
    id: int = number()
    network: str
    home: str
    sealed: bytes = raw_bytes()
    made_at: datetime = at()
