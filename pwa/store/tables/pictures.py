"""Pictures, and the files that become them."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from pwa.rules.pictures import MediaType
from pwa.store.tables.columns import Table, at, number, one_of, public_id, raw_bytes, ref, ref_or_none


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
