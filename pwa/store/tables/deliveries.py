"""What is on its way to a network, what came of it, and what was asked of the network afterwards."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pwa.rules.delivery import DeliveryState
from pwa.rules.own_up import Answer as ReadAnswer
from pwa.rules.own_up import Occasion
from pwa.rules.settling import Answer
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, public_id, ref, ref_or_none

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
    due_at: datetime = at()  # not before: there is a window here too; nor more than 15 minutes after it
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = at_or_never()
    settled_at: datetime | None = at_or_never()
    reason: str | None = None
    try_at: datetime | None = at_or_never()  # when its network is asked again; none: at its time
