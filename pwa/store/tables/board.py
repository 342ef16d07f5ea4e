"""The noticeboard's own store."""

from datetime import datetime

from sqlmodel import Field

from pwa.store.tables.columns import Table, at, at_or_never, number, public_id, ref, ref_or_none


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
