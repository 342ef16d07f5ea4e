"""What the second look knows, and what it said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, text
from sqlmodel import Field

from pwa.rules.listed import Sort
from pwa.rules.second_look import Rule
from pwa.store.tables.columns import Table, at, number, one_of, raw_bytes, ref


class Flag(Table, table=True):
    """One reason that stood beside one Hold when it was made. A private one is for whoever held it, and for nobody else."""

    __tablename__ = "flags"
    __table_args__ = (one_of("rule", Rule), CheckConstraint("why IS NULL OR why <> ''", name="why_says_something"))
    id: int = number()
    hold_id: int = ref("holds.id")
    rule: str
    private: bool
    fine: bool  # whoever held it waved it through
    counts: bool  # it made the hold wait, or asked for something; else it was only said
    said: str  # the sentence, as `rules.words.kept` keeps it; empty once the words of the Post are deleted
    why: str | None = None  # what whoever held it answered


class Learnt(Table, table=True):
    """What one learner knows of one voice, and up to which of its sent Posts: the mark."""

    __tablename__ = "learnt"
    identity_id: int = Field(foreign_key="identities.id", primary_key=True)
    learner: str = Field(primary_key=True)
    version: int  # of the learner that made it
    to_due: datetime = at()
    to_post: int  # of those that were due at that moment
    revision: int  # whoever changes it names the one that they saw
    behind: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})  # there is more, whatever was looked through
    kept: bytes = raw_bytes()


class Looked(Table, table=True):
    """Up to when a learner has looked through everything that was sent, so that it looks on from there."""

    __tablename__ = "looked"
    learner: str = Field(primary_key=True)
    to_due: datetime = at()


class HouseVoice(Table, table=True):
    """What the keepers of one official Identity want of its house voice, each as a JSON list; no row: every rule, and no words."""

    __tablename__ = "house_voices"
    identity_id: int = Field(foreign_key="identities.id", primary_key=True)
    off_rules: str
    flagged: str  # words of their own that are always a reason
    passing: str  # and words and handles that never are


class Election(Table, table=True):
    """A pre-election period of an Organisation: from the day of the notice until polls close."""

    __tablename__ = "elections"
    __table_args__ = (
        Index("ix_elections_body_until", "organisation_id", "until_at"),
        CheckConstraint("from_at < until_at", name="begins_first"),
    )
    id: int = number()
    organisation_id: int = ref("organisations.id", index=False)
    name: str
    from_at: datetime = at()
    until_at: datetime = at()


class Listed(Table, table=True):
    """Who stands in an Organisation's elections: a name, a party or a handle, found by the one word that any text naming it holds."""

    __tablename__ = "listed"
    __table_args__ = (one_of("sort", Sort), Index("ix_listed_body_key", "organisation_id", "key"))
    id: int = number()
    organisation_id: int = ref("organisations.id", index=False)
    sort: str
    words: str
    network: str  # of a handle; empty: on any
    with_title: bool
    key: str


class ListedSource(Table, table=True):
    """An account whose posts an official Identity reshares without a reason: a keeper lists it, in the one spelling that is compared."""

    __tablename__ = "listed_sources"
    identity_id: int = Field(foreign_key="identities.id", primary_key=True)
    network: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    listed_at: datetime = at()
    listed_by: int = ref("people.id", index=False)


class ResharedSource(Table, table=True):
    """Whose post an official Post reshares; gone with the words of that Post."""

    __tablename__ = "reshared_sources"
    __table_args__ = (Index("ix_reshared_sources_whose", "identity_id", "network", "account", "post_id"),)
    post_id: int = Field(foreign_key="posts.id", primary_key=True)
    network: str = Field(primary_key=True)
    account: str = Field(primary_key=True)  # empty: nobody could see whose it is
    identity_id: int = ref("identities.id", index=False)
    shown: str  # the account as its network writes it


class Fingerprint(Table, table=True):
    """What stands for the words of one part on one Channel, without their commas; it goes with the words."""

    __tablename__ = "fingerprints"
    __table_args__ = (Index("ix_fingerprints_digest", "digest"),)
    post_id: int = Field(foreign_key="posts.id", primary_key=True)
    channel_id: int = Field(foreign_key="channels.id", primary_key=True)
    digest: str = Field(primary_key=True)


class OwnNote(Table, table=True):
    """A Person who wants a note of their own beside what they write; by a keyed digest, so that the row does not say who."""

    __tablename__ = "own_notes"
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
