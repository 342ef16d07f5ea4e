"""Words not yet held."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from pwa.rules.post import DraftEnd, DraftOrigin
from pwa.rules.reshare import Carries
from pwa.store.tables.columns import Table, at, at_or_never, number, one_of, ref, ref_or_none


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


class DraftPicture(Table, table=True):
    """A Picture in a part of a Draft, with the words for who cannot see it."""

    __tablename__ = "draft_pictures"
    draft_id: int = Field(foreign_key="drafts.id", primary_key=True)
    place: int = Field(primary_key=True)  # over all parts
    picture_id: int = ref("pictures.id")
    part: int
    alt: str
