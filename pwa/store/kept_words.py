"""The words of Posts as long as they are kept: which may be deleted, deleting them, and whether any went without a word."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select, update

from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.rules.retention import STILL_MOVING, Why, digests
from pwa.store import evidence, fingerprints, flags, sources
from pwa.store.tables import (
    Approval,
    Delivery,
    Edit,
    Identity,
    LedgerText,
    Original,
    Part,
    PartPicture,
    Person,
    Post,
    ReadBack,
    Receipt,
    Rendering,
    Retraction,
)

SAID_OF_ANOTHER = {"correction_drafted", "shown_the_record"}
NOTHING = '{"text":""}'  # the payload of a rendering whose words are gone; its digest stays


class Old(NamedTuple):
    """A Post whose words are kept no longer, and why."""

    post: Post
    identity: Identity
    why: Why


def old(session: Session, now: datetime, at_most: int) -> list[Old]:
    """Posts that are older than their identity's keeper wants them kept, or than a person who wants nothing of theirs kept."""
    found: list[Old] = []
    limited = select(Identity).where(col(Identity.words_kept_days).is_not(None) | col(Identity.words_until).is_not(None))
    for identity in session.exec(limited.order_by(col(Identity.id))):
        ends = [(identity.words_until, Why.LEFT)] if identity.words_until else []
        ends += [(now - timedelta(days=identity.words_kept_days), Why.AGE)] if identity.words_kept_days else []
        for before, why in ends:
            theirs = select(Post).where(col(Post.identity_id) == identity.id, col(Post.held_at) < before, *_deletable())
            for post in session.exec(theirs.order_by(col(Post.held_at)).limit(at_most - len(found))):
                if all(one.post.id != post.id for one in found):
                    found.append(Old(post, identity, why))
    return found


def deletable(session: Session, post: Post) -> bool:
    """Whether its words may go now."""
    return session.exec(select(Post.id).where(col(Post.id) == post.id, *_deletable())).first() is not None


def delete_of(session: Session, post: Post, chain: str, now: datetime) -> list[str] | None:
    """Delete them wherever we keep them; the digests of what stood beside the ledger. None: somebody was faster, or it moves again.

    The pictures go with the next tidying, once they stand nowhere. What is public, on a noticeboard of ours too, is not ours to take
    down here.
    """
    gone = update(Post).where(col(Post.id) == post.id, *_deletable())
    if session.exec(gone.values(words_deleted_at=now)).rowcount != 1:
        return None
    refused = update(Delivery).where(col(Delivery.post_id) == post.id, col(Delivery.state) == DeliveryState.REFUSED)
    session.exec(refused.values(state=DeliveryState.DROPPED))  # nobody can send it again
    parts = select(Part.id).where(col(Part.post_id) == post.id)
    reshared = list(session.exec(select(Part.reshares).where(col(Part.post_id) == post.id, col(Part.reshares).is_not(None))))
    session.exec(delete(PartPicture).where(col(PartPicture.part_id).in_(parts)))
    session.exec(update(Rendering).where(col(Rendering.part_id).in_(parts)).values(payload=NOTHING))
    session.exec(update(Part).where(col(Part.post_id) == post.id).values(text="", reshares=None))
    edited = update(Edit).where(col(Edit.receipt_id).in_(_receipts(post.id)))
    session.exec(edited.values(payload=NOTHING))
    session.exec(update(Approval).where(col(Approval.post_id) == post.id).values(reason=None))
    flags.forget_words(session, post)
    sources.forget(session, post)
    fingerprints.forget(session, post)
    for address in reshared:
        _let_original_go(session, post.identity_id, address)
    named = {digest for told in evidence.lines_of(session, chain, post.public_id) for digest in digests(told.line.body)[0]}
    named |= _beside_what_it_corrects(session, post, chain)
    kept = delete(LedgerText).where(col(LedgerText.digest).in_(named)).returning(col(LedgerText.digest))
    return sorted(session.exec(kept).scalars())


def _let_original_go(session: Session, identity_id: int, address: str | None) -> None:
    """What a look showed of it is forgotten once no Post's words hold it and no Draft means to reshare it."""
    others = select(Part.id).join(Post, col(Post.id) == col(Part.post_id)).where(col(Part.reshares) == address)
    if session.exec(others.where(col(Post.identity_id) == identity_id).limit(1)).first() is None:
        seen = (col(Original.identity_id) == identity_id, col(Original.address) == address)
        session.exec(update(Original).where(*seen).values(held=False))


def _beside_what_it_corrects(session: Session, post: Post, chain: str) -> set[str]:
    """A Correction's words are kept with the lines of the other Post too: as they were drafted, and as they spoke against the record."""
    if post.corrects is None:
        return set()
    corrected, holder = session.get_one(Post, post.corrects), session.get_one(Person, post.person_id)
    told = evidence.lines_of(session, chain, corrected.public_id)
    theirs = (one for one in told if one.verb in SAID_OF_ANOTHER and one.facts.get("by") == holder.public_id)
    return {digest for one in theirs for digest in digests(one.line.body)[0]}


def rendering_digests(session: Session, post: Post) -> list[str]:
    """What is left of the words: the digest of each rendering, in the order of the parts."""
    frozen = select(Rendering.digest).join(Part, col(Part.id) == col(Rendering.part_id)).where(col(Part.post_id) == post.id)
    return list(dict.fromkeys(session.exec(frozen.order_by(col(Part.position), col(Rendering.id)))))


def _deletable() -> Iterator[ColumnElement[bool]]:
    """Never of something that is still to go out, is on its way or in doubt, is being changed, taken down or read back."""
    yield col(Post.state).in_([PostState.RELEASED, PostState.CANCELLED])
    yield col(Post.words_deleted_at).is_(None)
    yield ~row_of(col(Delivery.id)).where(col(Delivery.post_id) == col(Post.id), col(Delivery.state).in_(STILL_MOVING)).exists()
    for errand in (Retraction, Edit, ReadBack):
        asked = row_of(col(errand.id)).where(col(errand.receipt_id).in_(_receipts(col(Post.id))))
        yield ~asked.where(col(errand.state).in_(STILL_MOVING - {DeliveryState.PARKED})).exists()


def _receipts(post: Any) -> Any:
    """Of a Post, by its number; for a WHERE ... IN."""
    return row_of(col(Receipt.id)).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id)).where(col(Delivery.post_id) == post)
