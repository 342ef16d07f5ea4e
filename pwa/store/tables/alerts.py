"""What people are told on their phones."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from pwa.rules.alert import AlertKind
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, public_id, raw_bytes, ref, ref_or_none


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
