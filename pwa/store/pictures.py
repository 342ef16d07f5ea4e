"""Pictures: who may see one, and where each stands: in a Draft, in a Post, on the noticeboard, or as a crest."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, exists
from sqlmodel import Session, col, select

from pwa.rules.pictures import Placed
from pwa.rules.refusals import NotFound
from pwa.rules.text import Unfit
from pwa.rules.words import n_
from pwa.store.identities import grant_stands
from pwa.store.tables import (
    BoardEntry,
    BoardPicture,
    Channel,
    Draft,
    DraftPicture,
    Grant,
    Identity,
    Part,
    PartPicture,
    Person,
    Picture,
    PictureFile,
    Post,
)

GONE = n_("A picture in it is not here any more. Nothing was sent. Take it out, or add it again.")


class Shown(NamedTuple):
    """A Picture where it stands: in which part (from 1), and the words for who cannot see it."""

    picture: Picture
    part: int
    alt: str


def keep(session: Session, owner: Person, body: bytes, thumbnail: bytes, shape: tuple[str, int, int], now: datetime) -> Picture:
    """A new Picture of this Person; `shape`: media type, width and height."""
    media_type, width, height = shape
    digest = hashlib.sha256(body).hexdigest()
    picture = Picture(person_id=owner.id, digest=digest, media_type=media_type, width=width, height=height, size=len(body), made_at=now)
    session.add(picture)
    session.flush()
    session.add(PictureFile(picture_id=picture.id, body=body, thumbnail=thumbnail))
    session.flush()
    return picture


def file_of(session: Session, picture: Picture) -> PictureFile:
    """Its bytes."""
    return session.get_one(PictureFile, picture.id)


def by_id(session: Session, public_id: str) -> Picture:
    """For the courier, who may see everything. Raises NotFound."""
    return _found(session.exec(select(Picture).where(col(Picture.public_id) == public_id)).first())


def visible(session: Session, reader: Person, public_id: str) -> Picture:
    """A Picture that this Person brought, or that stands in a Draft of theirs or a Post of an Identity they may use. Raises NotFound."""
    granted = select(Grant.identity_id).where(col(Grant.person_id) == reader.id, *grant_stands())
    own = select(Identity.id).where(col(Identity.person_id) == reader.id)
    drafted = (
        select(DraftPicture.draft_id)
        .join(Draft, col(Draft.id) == col(DraftPicture.draft_id))
        .where(col(DraftPicture.picture_id) == col(Picture.id), col(Draft.person_id) == reader.id)
    )
    posted = (
        select(PartPicture.part_id)
        .join(Part, col(Part.id) == col(PartPicture.part_id))
        .join(Post, col(Post.id) == col(Part.post_id))
        .where(col(PartPicture.picture_id) == col(Picture.id))
        .where(col(Post.identity_id).in_(own) | col(Post.identity_id).in_(granted))
    )
    theirs = (col(Picture.person_id) == reader.id) | exists(drafted) | exists(posted)
    return _found(session.exec(select(Picture).where(col(Picture.public_id) == public_id, theirs)).first())


def on_board(session: Session, handle: str, public_id: str) -> Picture:
    """A Picture that stands on this public noticeboard now. Raises NotFound."""
    standing = (
        select(Picture)
        .join(BoardPicture, col(BoardPicture.picture_id) == col(Picture.id))
        .join(BoardEntry, col(BoardEntry.id) == col(BoardPicture.entry_id))
        .join(Channel, col(Channel.id) == col(BoardEntry.channel_id))
        .where(col(Picture.public_id) == public_id, col(BoardEntry.withdrawn_at).is_(None))
        .where(col(Channel.remote_id) == handle, col(Channel.disconnected_at).is_(None))
    )
    return _found(session.exec(standing).first())


def crest(session: Session, public_id: str) -> Picture:
    """A Picture that stands for an Identity now. Raises NotFound."""
    worn = select(Picture).where(col(Picture.public_id) == public_id, exists(select(Identity.id).where(col(Identity.crest) == public_id)))
    return _found(session.exec(worn).first())


def chosen(session: Session, by: Person, draft: Draft | None, placed: Sequence[Placed]) -> list[Shown]:
    """What a page put in, looked up: Pictures that this Person may see. Raises Unfit when one is not, or is gone."""
    if not placed:
        return []
    rows = session.exec(select(Picture).where(col(Picture.public_id).in_([one.picture for one in placed])))
    known = {picture.public_id: picture for picture in rows}
    mine = {public_id for public_id, picture in known.items() if picture.person_id == by.id}
    if draft is not None and len(mine) < len(placed):  # somebody else's, in a Draft that was given back to this Person
        mine |= {one.picture.public_id for one in of_drafts(session, [draft])[draft.id]}
    if {one.picture for one in placed} - mine:
        raise Unfit(GONE)
    return [Shown(known[one.picture], one.part, one.alt) for one in placed]


def put_in_draft(session: Session, draft_id: int, shown: Sequence[Shown]) -> None:
    """These, in this order, and no others."""
    take_out_of_draft(session, draft_id)
    session.add_all(
        DraftPicture(draft_id=draft_id, place=place, picture_id=one.picture.id, part=one.part, alt=one.alt)
        for place, one in enumerate(shown, 1)
    )


def put_in_part(session: Session, part: Part, shown: Sequence[Shown]) -> None:
    """Freeze these, in this order, in a Part that was just made."""
    session.add_all(PartPicture(part_id=part.id, place=place, picture_id=one.picture.id, alt=one.alt) for place, one in enumerate(shown, 1))


def take_out_of_draft(session: Session, draft_id: int) -> None:
    """The Draft has none any more; the Pictures stay for a day."""
    session.exec(delete(DraftPicture).where(col(DraftPicture.draft_id) == draft_id))


def of_drafts(session: Session, drafts: Collection[Draft]) -> dict[int, list[Shown]]:
    """The Pictures of each Draft in order, by its number."""
    found: dict[int, list[Shown]] = {draft.id: [] for draft in drafts}
    rows = select(DraftPicture, Picture).join(Picture, col(Picture.id) == col(DraftPicture.picture_id))
    for row, picture in session.exec(rows.where(col(DraftPicture.draft_id).in_(list(found))).order_by(col(DraftPicture.place))):
        found[row.draft_id].append(Shown(picture, row.part, row.alt))
    return found


def of_posts(session: Session, posts: Collection[Post]) -> dict[int, list[Shown]]:
    """The Pictures of each Post in order, by its number."""
    found: dict[int, list[Shown]] = {post.id: [] for post in posts}
    for post_id, position, alt, picture in session.exec(_of_posts(), params={"posts": list(found)}):
        found[post_id].append(Shown(picture, position, alt))
    return found


@cache
def _of_posts() -> Any:
    rows = (
        select(Part.post_id, Part.position, PartPicture.alt, Picture)
        .join(PartPicture, col(PartPicture.part_id) == col(Part.id))
        .join(Picture, col(Picture.id) == col(PartPicture.picture_id))
        .where(col(Part.post_id).in_(bindparam("posts", expanding=True)))
    )
    return rows.order_by(col(Part.position), col(PartPicture.place))


def of_entries(session: Session, entries: Collection[BoardEntry]) -> dict[int, list[Shown]]:
    """The Pictures that stand in each entry of a noticeboard, by its number."""
    found: dict[int, list[Shown]] = {entry.id: [] for entry in entries}
    rows = select(BoardPicture, Picture).join(Picture, col(Picture.id) == col(BoardPicture.picture_id))
    for row, picture in session.exec(rows.where(col(BoardPicture.entry_id).in_(list(found))).order_by(col(BoardPicture.place))):
        found[row.entry_id].append(Shown(picture, 1, row.alt))
    return found


def _found(picture: Picture | None) -> Picture:
    if picture is None:
        raise NotFound
    return picture
