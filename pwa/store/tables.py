"""Every table on one page. A table does not validate: the rules do, and these CHECKs hold the line."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from pwa.rules.alert import AlertKind
from pwa.rules.approval import ApprovalEnd, ApprovalState, Ask, When
from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import Colour, Kind, LeaseEnd, Listing, Role
from pwa.rules.own_up import Answer as ReadAnswer
from pwa.rules.own_up import Occasion
from pwa.rules.pictures import MediaType
from pwa.rules.post import DraftEnd, DraftOrigin, ParkingReason, PostState
from pwa.rules.reshare import Carries
from pwa.rules.settling import Answer
from pwa.rules.step_up import Purpose
from pwa.secrets import new_public_id
from pwa.store.moments import Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """What every table shares: one catalogue, constraints named by one convention."""

    metadata = MetaData(naming_convention=NAMES)


def at(*, index: bool = False) -> Any:
    """A moment that is always there."""
    return Field(sa_type=Moment, index=index)


def at_or_never(*, index: bool = False) -> Any:
    """A moment that may not have come."""
    return Field(default=None, sa_type=Moment, index=index)


def ref(column: str, *, index: bool = True, unique: bool = False) -> Any:
    """A row of another table."""
    return Field(foreign_key=column, index=index and not unique, unique=unique)


def ref_or_none(column: str, *, index: bool = False, unique: bool = False) -> Any:
    """A row of another table, or none."""
    return Field(default=None, foreign_key=column, index=index, unique=unique)


def number() -> Any:
    """The row's own number; never shown, because it counts."""
    return Field(default=None, primary_key=True)


def public_id() -> Any:
    """The random id that stands in URLs."""
    return Field(default_factory=new_public_id, unique=True)


def raw_bytes(*, unique: bool = False) -> Any:
    """Bytes that are always there."""
    return Field(sa_column=Column(LargeBinary, nullable=False, unique=unique))


def one_of(column: str, values: Iterable[StrEnum], *, or_null: bool = False) -> CheckConstraint:
    """A CHECKed string; native enums cannot be changed alike on both databases."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})" + (f" OR {column} IS NULL" if or_null else ""), name=f"{column}_known")


def one_open(name: str, *columns: str) -> Index:
    """At most one row of its kind that has not ended."""
    return Index(name, *columns, unique=True, sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"))


# People ---------------------------------------------------------------------------------------------------------------


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


# Identities -----------------------------------------------------------------------------------------------------------


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


# Proof and lease ------------------------------------------------------------------------------------------------------


class Challenge(Table, table=True):
    """32 random bytes for one ceremony of one Session, one purpose and one target; burned before it is looked at."""

    __tablename__ = "challenges"
    __table_args__ = (one_of("purpose", Purpose),)
    id: int = number()
    session_id: int = ref("sessions.id")
    purpose: str
    target: str
    challenge: bytes = raw_bytes(unique=True)
    made_at: datetime = at(index=True)
    burned_at: datetime | None = at_or_never()


class StepUp(Table, table=True):
    """Proof that this Person passed user verification just now, for this Session, one purpose and one target."""

    __tablename__ = "step_ups"
    __table_args__ = (one_of("purpose", Purpose),)
    id: int = number()
    session_id: int = ref("sessions.id")
    person_id: int = ref("people.id")
    passkey_id: int = ref("passkeys.id", index=False)
    challenge_id: int = ref("challenges.id", unique=True)
    purpose: str
    target: str
    verified_at: datetime = at()
    used_at: datetime | None = at_or_never()


class Lease(Table, table=True):
    """The right of one Session to speak as one official Identity until `expires_at`, which never moves."""

    __tablename__ = "leases"
    __table_args__ = (
        one_of("ended_why", LeaseEnd, or_null=True),
        one_open("uq_leases_open", "session_id"),
    )
    id: int = number()
    session_id: int = ref("sessions.id")
    identity_id: int = ref("identities.id")
    step_up_id: int = ref("step_ups.id", unique=True)
    opened_at: datetime = at()
    expires_at: datetime = at()
    active_at: datetime = at()  # the last tap or typed save
    ended_at: datetime | None = at_or_never()
    ended_why: str | None = None


# Words ----------------------------------------------------------------------------------------------------------------


class Draft(Table, table=True):
    """Words not yet held: one Person's, under the one Identity it was begun under."""

    __tablename__ = "drafts"
    __table_args__ = (one_of("origin", DraftOrigin), one_of("ended_as", DraftEnd, or_null=True))
    id: int = number()
    public_id: str = Field(unique=True)  # minted with the empty page, so that saving it first twice makes one
    person_id: int = ref("people.id")
    identity_id: int = ref("identities.id")
    version: int
    origin: str
    page_key: str  # the page that saved last: its own retry is no conflict
    begun_at: datetime = at()
    saved_at: datetime = at()
    ended_at: datetime | None = at_or_never()
    ended_as: str | None = None
    reshares: str | None = None  # the address of the post that its first part reshares
    corrects: int | None = ref_or_none("posts.id")  # the post that these words own up to


class Original(Table, table=True):
    """What a look showed of somebody else's post, for an Identity that means to reshare it. The latest look counts."""

    __tablename__ = "originals"
    __table_args__ = (
        UniqueConstraint("identity_id", "address"),
        one_of("carries", Carries),
        CheckConstraint("shown IS NOT NULL OR trouble IS NOT NULL", name="seen_or_says_why"),
    )
    id: int = number()
    identity_id: int = ref("identities.id", index=False)
    address: str
    network: str
    carries: str  # what of one's own may go with it
    looked_at: datetime = at()
    shown: str | None = None  # who, what and when, as JSON
    trouble: str | None = None  # why nothing is shown, in sentences
    gone: bool  # or not for everybody: there is nothing to reshare
    held: bool  # in some Post's words: it stays as long as they do


class DraftPart(Table, table=True):
    """One part of a Draft, from 1."""

    __tablename__ = "draft_parts"
    draft_id: int = Field(foreign_key="drafts.id", primary_key=True)
    position: int = Field(primary_key=True)
    text: str


class DraftVariant(Table, table=True):
    """What one Channel says instead of the rest of a part; it may have gone since, or be another Identity's: a Draft is one Person's."""

    __tablename__ = "draft_variants"
    draft_id: int = Field(foreign_key="drafts.id", primary_key=True)
    position: int = Field(primary_key=True)
    channel_id: int = Field(foreign_key="channels.id", primary_key=True)
    text: str
    beside: str  # the digest of the part's words when it was written


class DraftChannel(Table, table=True):
    """A channel that a person left ticked."""

    __tablename__ = "draft_channels"
    draft_id: int = Field(foreign_key="drafts.id", primary_key=True)
    channel_id: int = Field(foreign_key="channels.id", primary_key=True)


class Picture(Table, table=True):
    """A picture as it can go out: pixels and nothing else. Its bytes stand in a row of their own, so that a list does not read them."""

    __tablename__ = "pictures"
    __table_args__ = (one_of("media_type", MediaType),)
    id: int = number()
    public_id: str = public_id()
    person_id: int = ref("people.id")  # who brought it
    digest: str  # SHA-256 of its bytes, hex
    media_type: str
    width: int
    height: int
    size: int
    made_at: datetime = at(index=True)


class PictureFile(Table, table=True):
    """The bytes of a Picture, and of its thumbnail."""

    __tablename__ = "picture_files"
    picture_id: int = Field(foreign_key="pictures.id", primary_key=True)
    body: bytes = raw_bytes()
    thumbnail: bytes = raw_bytes()


class Upload(Table, table=True):
    """A file on its way here, in chunks, so that a bad link costs one chunk at most. Ends after a day."""

    __tablename__ = "uploads"
    __table_args__ = (CheckConstraint("received BETWEEN 0 AND size", name="received_bounds"),)
    id: int = number()
    public_id: str = public_id()
    person_id: int = ref("people.id")
    size: int
    received: int = 0
    begun_at: datetime = at(index=True)
    picture_id: int | None = ref_or_none("pictures.id", index=True)  # what became of it
    refused: str | None = None  # or why it is none


class UploadChunk(Table, table=True):
    """What has arrived of an Upload, from one byte on; gone once the picture is made."""

    __tablename__ = "upload_chunks"
    upload_id: int = Field(foreign_key="uploads.id", primary_key=True)
    start: int = Field(primary_key=True)
    body: bytes = raw_bytes()


class DraftPicture(Table, table=True):
    """A Picture in a part of a Draft, with the words for who cannot see it."""

    __tablename__ = "draft_pictures"
    draft_id: int = Field(foreign_key="drafts.id", primary_key=True)
    place: int = Field(primary_key=True)  # over all parts
    picture_id: int = ref("pictures.id")
    part: int
    alt: str


CORRECTING = "corrects IS NOT NULL"
ASKED = "approval = 'asked'"


# One that waits for a yes cannot leave, and is due when nobody will have said it, which may be sooner.
WAITS_ITS_LEAST = (
    "least_seconds = 0 OR COALESCE(approval, '') = 'asked'"
    " OR (ring_ends_at - held_at >= least_seconds * 1000000 AND due_at - held_at >= least_seconds * 1000000)"
)


class Post(Table, table=True):
    """What a Person held, as one Identity; its words never change after the hold."""

    __tablename__ = "posts"
    __table_args__ = (
        one_of("state", PostState),
        one_of("origin", DraftOrigin),
        one_of("parking_reason", ParkingReason, or_null=True),
        CheckConstraint("(state = 'parked') = (parking_reason IS NOT NULL)", name="parked_says_why"),
        CheckConstraint("(state = 'released') = (released_at IS NOT NULL)", name="released_says_when"),
        Index("ix_posts_due", "state", "due_at"),
        Index("ix_posts_outbox", "identity_id", "held_at"),
        Index("ix_posts_of_person", "person_id", "held_at"),
        Index("ix_posts_corrects", "corrects", sqlite_where=text(CORRECTING), postgresql_where=text(CORRECTING)),
        one_of("approval", ApprovalState, or_null=True),
        Index("ix_posts_asked", "due_at", sqlite_where=text(ASKED), postgresql_where=text(ASKED)),
        CheckConstraint(WAITS_ITS_LEAST, name="waits_its_least"),
    )
    id: int = number()
    public_id: str = public_id()
    identity_id: int = ref("identities.id", index=False)
    person_id: int = ref("people.id", index=False)  # who held it, and to whom its words go back
    origin: str
    state: str
    held_at: datetime = at()  # of the latest hold, as are the next two; here so that one index finds what is due
    ring_ends_at: datetime = at()
    due_at: datetime = at()
    parking_reason: str | None = None
    parked_at: datetime | None = at_or_never()
    released_at: datetime | None = at_or_never()
    retracted_at: datetime | None = at_or_never()  # somebody asked for it back: what had not arrived yet is not to stay either
    retracted_by: int | None = ref_or_none("people.id")
    heard_at: datetime | None = at_or_never()  # the phone that held it was last heard; never, or it said good-bye: then nobody waits for it
    extended_at: datetime | None = at_or_never()  # its signal was lost at the end of the window, which moved, once a hold
    corrects: int | None = ref_or_none("posts.id")  # the post that it owns up to: it is a Correction
    approval: str | None = None  # a colleague's yes: asked, and it cannot leave; given; or nobody is asked
    words_deleted_at: datetime | None = at_or_never()  # lawfully: a line in the ledger says so, and the digests stay
    # What the second look asked for at the hold: no code can make its window shorter, for the store itself refuses it.
    least_seconds: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


class Hold(Table, table=True):
    """One time a Post was committed into an undo window."""

    __tablename__ = "holds"
    __table_args__ = (UniqueConstraint("person_id", "hold_key"),)
    id: int = number()
    post_id: int = ref("posts.id")
    person_id: int = ref("people.id", index=False)
    session_id: int = ref("sessions.id", index=False)
    lease_id: int | None = ref_or_none("leases.id")
    step_up_id: int | None = ref_or_none("step_ups.id")
    passkey_id: int | None = ref_or_none("passkeys.id")
    device: str
    hold_key: str  # one use: the same key again is the same hold
    window_seconds: int
    held_at: datetime = at()
    ring_ends_at: datetime = at()
    due_at: datetime = at()


class Approval(Table, table=True):
    """A yes that one Hold asks of a colleague, for one exact payload; the passkey that said it, and what ended it."""

    __tablename__ = "approvals"
    __table_args__ = (
        one_of("ended_why", ApprovalEnd, or_null=True),
        CheckConstraint("(given_at IS NULL) = (given_by IS NULL)", name="given_says_by_whom"),
        CheckConstraint("(given_at IS NULL) = (step_up_id IS NULL)", name="given_by_a_finger"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_says_why"),
    )
    id: int = number()
    post_id: int = ref("posts.id")
    hold_id: int = ref("holds.id", unique=True)
    payload_digest: str  # of what was held; a yes is for this and nothing else
    asked_at: datetime = at()
    answer_by: datetime = at()
    given_at: datetime | None = at_or_never()
    given_by: int | None = ref_or_none("people.id")
    step_up_id: int | None = ref_or_none("step_ups.id", unique=True)
    ended_at: datetime | None = at_or_never()
    ended_why: str | None = None
    ended_by: int | None = ref_or_none("people.id")
    reason: str | None = None  # of a no, as it was said


class Cancellation(Table, table=True):
    """The undo: who, when, and the Draft that the words became."""

    __tablename__ = "cancellations"
    id: int = number()
    post_id: int = ref("posts.id", unique=True)
    person_id: int = ref("people.id", index=False)
    at: datetime = at()
    draft_id: int = ref("drafts.id", index=False)


class Parking(Table, table=True):
    """Each time a hold stopped with a reason; nobody, when it was lateness."""

    __tablename__ = "parkings"
    __table_args__ = (one_of("reason", ParkingReason),)
    id: int = number()
    post_id: int = ref("posts.id")
    person_id: int | None = ref_or_none("people.id")
    reason: str
    at: datetime = at()


class Part(Table, table=True):
    """One part of a Post's series, from 1."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("post_id", "position"),)
    id: int = number()
    post_id: int = ref("posts.id", index=False)
    position: int
    text: str
    reshares: str | None = None  # the address of the post that it reshares; its own words may then be none


class PartPicture(Table, table=True):
    """A Picture in a Part, as it was held."""

    __tablename__ = "part_pictures"
    part_id: int = Field(foreign_key="parts.id", primary_key=True)
    place: int = Field(primary_key=True)  # from 1
    picture_id: int = ref("pictures.id")
    alt: str


class Rendering(Table, table=True):
    """What one Channel will be given for one Part, frozen at the hold, with the digest that proves it."""

    __tablename__ = "renderings"
    __table_args__ = (UniqueConstraint("part_id", "channel_id"),)
    id: int = number()
    part_id: int = ref("parts.id", index=False)
    channel_id: int = ref("channels.id")
    payload: str  # canonical JSON: what is published
    digest: str  # SHA-256 of the payload, hex; outlives a lawful deletion of the words
    varied: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})  # its words are not the Part's


# On its way -----------------------------------------------------------------------------------------------------------


SENDING = "state = 'sending'"
PUT_OFF = "try_at > due_at"


class Delivery(Table, table=True):
    """One Part going to one Channel, at most once."""

    __tablename__ = "deliveries"
    __table_args__ = (
        one_of("state", DeliveryState),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_is_leased"),
        Index("ix_deliveries_due", "state", "due_at"),
        Index("ix_deliveries_put_off", "state", "try_at", sqlite_where=text(PUT_OFF), postgresql_where=text(PUT_OFF)),
        Index("ix_deliveries_line", "state", "channel_id", "id"),
        # One delivery at a time per Channel, and the database itself says so.
        Index("uq_deliveries_sending", "channel_id", unique=True, sqlite_where=text(SENDING), postgresql_where=text(SENDING)),
    )
    id: int = number()
    public_id: str = public_id()
    rendering_id: int = ref("renderings.id", unique=True)
    post_id: int = Field(index=True)  # these two are copies of what the rendering says, and the store checks that one only:
    channel_id: int  # thrice would cost a release a third of its time
    position: int
    attempt_key: str  # idempotency or record key: chosen once, kept over every attempt
    state: str
    due_at: datetime = at()  # what 15 minutes too late is counted from: its release, or when a person sent it again
    try_at: datetime = at()  # not before: later than `due_at` once the network asked to wait
    attempts: int = 0
    started_at: datetime | None = at_or_never()  # committed before the first byte
    lease_owner: str | None = None
    lease_until: datetime | None = at_or_never()
    looks: int = 0
    look_at: datetime | None = at_or_never()
    reason: str | None = None


class Receipt(Table, table=True):
    """A network's proof: its id and address for what it accepted."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("channel_id", "remote_id"),)
    id: int = number()
    delivery_id: int = ref("deliveries.id", unique=True)
    channel_id: int = ref("channels.id", index=False)
    remote_id: str
    url: str
    at: datetime = at()


class Settlement(Table, table=True):
    """What a Person answered when a Delivery could not go on by itself; each question is answered once."""

    __tablename__ = "settlements"
    __table_args__ = (one_of("was", DeliveryState), one_of("answer", Answer), UniqueConstraint("delivery_id", "question"))
    id: int = number()
    delivery_id: int = ref("deliveries.id", index=False)
    person_id: int = ref("people.id", index=False)
    was: str
    answer: str
    question: str
    at: datetime = at()


class OutsidePost(Table, table=True):
    """A public post on an official Channel that never came from here, and who said that it is known."""

    __tablename__ = "outside_posts"
    __table_args__ = (
        UniqueConstraint("channel_id", "remote_id"),
        CheckConstraint("(known_at IS NULL) = (known_by IS NULL)", name="known_says_by_whom"),
    )
    id: int = number()
    public_id: str = public_id()
    channel_id: int = ref("channels.id", index=False)
    remote_id: str
    url: str
    text: str
    posted_at: datetime = at()  # by the network's own clock
    seen_at: datetime = at()
    known_at: datetime | None = at_or_never()
    known_by: int | None = ref_or_none("people.id")


class Retraction(Table, table=True):
    """Asking a network to remove what a Receipt names; its moves are those of a Delivery."""

    __tablename__ = "retractions"
    __table_args__ = (one_of("state", DeliveryState), Index("ix_retractions_due", "state", "due_at"))
    id: int = number()
    receipt_id: int = ref("receipts.id", unique=True)
    person_id: int = ref("people.id", index=False)
    asked_at: datetime = at()
    state: str
    due_at: datetime = at()
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = at_or_never()
    reason: str | None = None


class OwnUp(Table, table=True):
    """Somebody said of a released Post that it went out by mistake: from here on its record is kept and its correction drafted."""

    __tablename__ = "own_ups"
    id: int = number()
    post_id: int = ref("posts.id", unique=True)
    person_id: int = ref("people.id", index=False)
    at: datetime = at()


class ReadBack(Table, table=True):
    """Asking a network what stands under a Receipt's id, for the record or after a removal; its moves are those of a Delivery."""

    __tablename__ = "read_backs"
    __table_args__ = (
        one_of("state", DeliveryState),
        one_of("occasion", Occasion),
        one_of("answer", ReadAnswer, or_null=True),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_says_when"),
        Index("ix_read_backs_due", "state", "due_at"),
    )
    id: int = number()
    receipt_id: int = ref("receipts.id")
    occasion: str
    state: str
    asked_at: datetime = at()
    due_at: datetime = at()
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = at_or_never()
    answer: str | None = None
    answered_at: datetime | None = at_or_never()
    reason: str | None = None


OPEN_EDIT = "state IN ('due', 'sending')"


class Edit(Table, table=True):
    """Other words in the place of those that a Receipt names; its moves are those of a Delivery. Asked twice it does no more."""

    __tablename__ = "edits"
    __table_args__ = (
        one_of("state", DeliveryState),
        Index("ix_edits_due", "state", "due_at"),
        # One at a time in one place: an older one that is tried again would put its words over the newer ones.
        Index("uq_edits_open", "receipt_id", unique=True, sqlite_where=text(OPEN_EDIT), postgresql_where=text(OPEN_EDIT)),
    )
    id: int = number()
    public_id: str = public_id()
    receipt_id: int = ref("receipts.id")
    person_id: int = ref("people.id", index=False)
    payload: str  # canonical JSON: the words
    digest: str  # SHA-256 of the payload, hex
    state: str
    asked_at: datetime = at()
    due_at: datetime = at()  # not before: there is a window here too
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = at_or_never()
    settled_at: datetime | None = at_or_never()
    reason: str | None = None


class BoardEntry(Table, table=True):
    """What stands on an identity's public noticeboard; the network's own store, not the outbox's."""

    __tablename__ = "board_entries"
    id: int = number()
    public_id: str = public_id()
    channel_id: int = ref("channels.id")
    attempt_key: str = Field(unique=True)  # the same key again is the same entry
    text: str | None = None  # gone once withdrawn
    reply_to: int | None = ref_or_none("board_entries.id")
    published_at: datetime = at(index=True)
    withdrawn_at: datetime | None = at_or_never()
    reshares: str | None = None  # the public id of the entry that it shows, which keeps its own author and may be taken down
    corrects: str | None = Field(default=None, index=True)  # the public id of the entry that it owns up to


class BoardPicture(Table, table=True):
    """A Picture on the noticeboard; gone once its entry is withdrawn."""

    __tablename__ = "board_pictures"
    entry_id: int = Field(foreign_key="board_entries.id", primary_key=True)
    place: int = Field(primary_key=True)
    picture_id: int = ref("pictures.id")
    alt: str


# What people are told on their phones ----------------------------------------------------------------------------------


class PushSubscription(Table, table=True):
    """Where one Session is told things by its browser's push service; it ends with the Session."""

    __tablename__ = "push_subscriptions"
    id: int = number()
    public_id: str = public_id()
    session_id: int = ref("sessions.id", unique=True)
    endpoint_hash: str = Field(unique=True)  # one browser tells one Session: whoever was signed in there before hears no more
    sealed: bytes = raw_bytes()  # the endpoint and the browser's two keys
    language: str
    made_at: datetime = at()
    reached_at: datetime | None = at_or_never()  # when its service last took something


UNSPREAD = "spread_at IS NULL"


class Alert(Table, table=True):
    """Something that happened to a Post or a Channel and that people are to hear of; written with what happened, spread afterwards."""

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("kind", AlertKind),
        CheckConstraint("(post_id IS NULL) <> (channel_id IS NULL)", name="about_one"),
        Index("ix_alerts_waiting", "tell_at", sqlite_where=text(UNSPREAD), postgresql_where=text(UNSPREAD)),
    )
    id: int = number()
    kind: str
    post_id: int | None = ref_or_none("posts.id", index=True)
    session_id: int | None = ref_or_none("sessions.id")  # whose doing it was: it knows
    tell_at: datetime = at()  # later than `at` for what may settle itself
    spread_at: datetime | None = at_or_never()
    at: datetime = at()
    channel_id: int | None = ref_or_none("channels.id", index=True)


class Push(Table, table=True):
    """One Alert for one subscription: what its phone shows of it, and when to try or look again. Gone once all is told."""

    __tablename__ = "pushes"
    __table_args__ = (one_of("told", AlertKind, or_null=True), UniqueConstraint("alert_id", "subscription_id"))
    id: int = number()
    alert_id: int = ref("alerts.id", index=False)
    subscription_id: int = ref("push_subscriptions.id")
    told: str | None = None  # what stands on that phone and may have to be corrected
    attempts: int = 0
    try_at: datetime = at(index=True)


# The record -----------------------------------------------------------------------------------------------------------


class LedgerLine(Table, table=True):
    """One line of one chain; triggers refuse to change or delete it."""

    __tablename__ = "ledger_lines"
    __table_args__ = (UniqueConstraint("chain", "number"),)
    id: int = number()
    chain: str
    number: int
    body: str  # canonical JSON
    previous: str
    hash: str


class LedgerText(Table, table=True):
    """Personal words that a ledger line holds only as a salted hash; deleting the row leaves the chain whole."""

    __tablename__ = "ledger_texts"
    digest: str = Field(primary_key=True)
    salt: bytes = raw_bytes()
    text: str
