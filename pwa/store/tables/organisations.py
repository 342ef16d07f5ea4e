"""An Organisation, the Identities that speak, and what its keepers want of everybody."""

from datetime import datetime

from sqlalchemy import CheckConstraint, text
from sqlmodel import Field

from pwa.rules.approval import Ask, When
from pwa.rules.identity import Colour, Kind, Listing
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, one_open, public_id, ref, ref_or_none


class Organisation(Table, table=True):
    """The body that official identities speak for."""

    __tablename__ = "organisations"
    id: int = number()
    public_id: str = public_id()
    name: str
    founded_at: datetime = at()
    founded_by: int = ref("people.id", index=False)
    two_resume: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})  # after a stop: two keepers, not one


class Identity(Table, table=True):
    """A voice one can post as: one Person's, or an Organisation's."""

    __tablename__ = "identities"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("colour", Colour),
        one_of("listing", Listing),
        CheckConstraint("handle = lower(handle)", name="handle_lower"),
        CheckConstraint("length(handle) BETWEEN 2 AND 30", name="handle_length"),
        CheckConstraint("(kind = 'personal') = (person_id IS NOT NULL)", name="personal_is_a_persons"),
        CheckConstraint("(kind = 'official') = (organisation_id IS NOT NULL)", name="official_is_an_organisations"),
        CheckConstraint("window_seconds BETWEEN 5 AND 600", name="window_bounds"),
        CheckConstraint("lease_minutes BETWEEN 1 AND 60", name="lease_bounds"),
        CheckConstraint("words_kept_days >= 30", name="words_kept_long_enough"),
    )
    id: int = number()
    handle: str = Field(unique=True)
    kind: str
    name: str
    person_id: int | None = ref_or_none("people.id", unique=True)
    organisation_id: int | None = ref_or_none("organisations.id", index=True)
    initials: str
    colour: str
    listing: str
    window_seconds: int
    lease_minutes: int
    created_at: datetime = at()
    crest: str | None = None  # the public id of the picture that stands for it; its initials do otherwise
    words_on_lock_screen: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})  # in notifications
    words_kept_days: int | None = None  # after the hold; none: for good
    words_until: datetime | None = at_or_never()  # its person wants nothing kept of what they held before


class ApprovalRule(Table, table=True):
    """What a keeper wants of a second person, for one official Identity; no row: nothing."""

    __tablename__ = "approval_rules"
    __table_args__ = (
        one_of("ask", Ask),
        one_of("applies", When),
        CheckConstraint("objection_minutes BETWEEN 1 AND 240", name="objection_bounds"),
        CheckConstraint("answer_minutes BETWEEN 1 AND 1440", name="answer_bounds"),
    )
    identity_id: int = Field(foreign_key="identities.id", primary_key=True)
    ask: str
    applies: str
    objection_minutes: int
    answer_minutes: int


class CalendarPeriod(Table, table=True):
    """Days of one Identity on which something is otherwise, from the first moment to the last."""

    __tablename__ = "calendar_periods"
    __table_args__ = (CheckConstraint("from_at < until_at", name="begins_first"),)
    id: int = number()
    identity_id: int = ref("identities.id")
    name: str
    from_at: datetime = at()
    until_at: datetime = at()


class Stop(Table, table=True):
    """Everything of an Organisation was stopped: by whom and when, until keepers let it go on. One at a time."""

    __tablename__ = "stops"
    __table_args__ = (
        one_open("uq_stops_open", "organisation_id"),
        CheckConstraint("(asked_at IS NULL) = (asked_by IS NULL) AND (asked_at IS NULL) = (why IS NULL)", name="asked_says_why"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_says_by_whom"),
    )
    id: int = number()
    public_id: str = public_id()
    organisation_id: int = ref("organisations.id")
    person_id: int = ref("people.id", index=False)
    device: str
    words: str | None = None
    stopped_at: datetime = at()
    asked_at: datetime | None = at_or_never()  # a keeper wants it to go on
    asked_by: int | None = ref_or_none("people.id")
    why: str | None = None
    ended_at: datetime | None = at_or_never()
    ended_by: int | None = ref_or_none("people.id")


class StopDelivery(Table, table=True):
    """A Delivery that a network was being asked for when everything was stopped: it may have arrived, and whoever stopped it was told."""

    __tablename__ = "stop_deliveries"
    stop_id: int = Field(foreign_key="stops.id", primary_key=True)
    delivery_id: int = Field(foreign_key="deliveries.id", primary_key=True)
