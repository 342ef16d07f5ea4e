"""What was held, how often, and what stopped it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pwa.rules.approval import ApprovalEnd, ApprovalState
from pwa.rules.post import DraftOrigin, ParkingReason, PostState
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, public_id, ref, ref_or_none

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
