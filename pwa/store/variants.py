"""Variants: what one Channel says instead of the rest, in a Draft while it is written and in a Post as it was held."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from pwa.rules.chain import digest
from pwa.rules.post import DraftEnd
from pwa.rules.refusals import NotFound
from pwa.rules.variant import Variant
from pwa.store.identities import usable_by
from pwa.store.tables import Channel, Draft, DraftVariant, Hold, Part, Person, Post, Rendering


class Own(NamedTuple):
    """What a Channel says for one part (from 1); `beside`: the digest of the words that the others say, when it was written."""

    channel: Channel
    part: int
    text: str
    beside: str = ""

    def written_before(self, parts: Sequence[str]) -> bool:
        """Whether the words beside it were changed since."""
        return bool(self.beside) and self.part <= len(parts) and self.beside != digest(parts[self.part - 1])


def named(session: Session, by: Person, draft: Draft | None, raw: Sequence[Variant]) -> list[Own]:
    """What a page put in, looked up: Channels of an Identity this Person may use, or that this Draft knows. Raises NotFound."""
    if not raw:
        return []
    rows = session.exec(select(Channel).where(col(Channel.public_id).in_({one.channel for one in raw}))).all()
    theirs = {identity.id for identity in usable_by(session, by)}
    known = {one.channel.id for one in of_drafts(session, [draft])[draft.id]} if draft else set()
    there = {channel.public_id: channel for channel in rows if channel.identity_id in theirs or channel.id in known}
    if any(one.channel not in there for one in raw):
        raise NotFound
    return [Own(there[one.channel], one.part, one.text) for one in raw]


def of_drafts(session: Session, drafts: Sequence[Draft]) -> dict[int, list[Own]]:
    """The variants of each Draft, by its number."""
    found: dict[int, list[Own]] = {draft.id: [] for draft in drafts}
    rows = select(DraftVariant, Channel).join(Channel, col(Channel.id) == col(DraftVariant.channel_id))
    rows = rows.where(col(DraftVariant.draft_id).in_(list(found))).order_by(col(DraftVariant.position), col(DraftVariant.channel_id))
    for row, channel in session.exec(rows):
        found[row.draft_id].append(Own(channel, row.position, row.text, row.beside))
    return found


def put_in_draft(session: Session, draft_id: int, own: Sequence[Own], parts: Sequence[str]) -> None:
    """These and no others. One whose words stay stands beside the words that it was written beside."""
    theirs = delete(DraftVariant).where(col(DraftVariant.draft_id) == draft_id)
    gone = session.exec(theirs.returning(col(DraftVariant.channel_id), col(DraftVariant.text), col(DraftVariant.beside)))
    known = {(channel, text): beside for channel, text, beside in gone}
    for one in own:
        rest = parts[one.part - 1] if one.part <= len(parts) else ""
        beside = one.beside or known.get((one.channel.id, one.text)) or digest(rest)
        session.add(DraftVariant(draft_id=draft_id, position=one.part, channel_id=one.channel.id, text=one.text, beside=beside))


def take_out_of_draft(session: Session, draft_id: int) -> None:
    """It has none any more."""
    session.exec(delete(DraftVariant).where(col(DraftVariant.draft_id) == draft_id))


def of_posts(session: Session, posts: Sequence[Post]) -> dict[int, list[Own]]:
    """What Channels were given that is not the part's own words, by the Post's number."""
    found: dict[int, list[Own]] = {post.id: [] for post in posts}
    for post_id, position, payload, channel in session.exec(_varied(), params={"posts": list(found)}):
        found[post_id].append(Own(channel, position, json.loads(payload)["text"]))
    return found


@cache
def _varied() -> Any:
    varied = (
        select(Part.post_id, Part.position, Rendering.payload, Channel)
        .join(Rendering, col(Rendering.part_id) == col(Part.id))
        .join(Channel, col(Channel.id) == col(Rendering.channel_id))
        .where(col(Part.post_id).in_(bindparam("posts", expanding=True)), col(Rendering.varied))
    )
    return varied.order_by(col(Part.position), col(Channel.id))


def left_by(session: Session, post: Post, *, to: Person) -> list[Own]:
    """What was written for Channels that this Post did not go to: its Draft keeps them, should somebody undo it.

    What stands there for places of another identity is given to nobody but whoever wrote it.
    """
    given = {"post": post.id, "to": to.id, "identity": post.identity_id}
    return [Own(channel, position, text) for position, text, channel in session.exec(_left_by(), params=given)]


@cache
def _left_by() -> Any:
    return (
        select(DraftVariant.position, DraftVariant.text, Channel)
        .join(Channel, col(Channel.id) == col(DraftVariant.channel_id))
        .join(Draft, col(Draft.id) == col(DraftVariant.draft_id))
        .join(Hold, col(Hold.hold_key) == col(Draft.page_key))
        .where(col(Hold.post_id) == bindparam("post"), col(Hold.person_id) == col(Draft.person_id), col(Draft.ended_as) == DraftEnd.HELD)
        .where((col(Draft.person_id) == bindparam("to")) | (col(Channel.identity_id) == bindparam("identity")))
    )
