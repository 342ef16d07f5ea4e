"""Keeps the words of a Draft, and keeps them beside it when somebody else changed it meanwhile."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pwa.rules import pictures, text, variant
from pwa.rules.pictures import Placed
from pwa.rules.post import DraftEnd, DraftOrigin
from pwa.rules.refusals import DraftEnded, NotFound, StaleDraft
from pwa.rules.second_look import NO_ANSWERS, Answers
from pwa.rules.text import Unfit
from pwa.rules.variant import Variant
from pwa.store import drafts, identities, sessions, variants
from pwa.store import pictures as picture_store
from pwa.store.moments import database_time
from pwa.store.pictures import Shown
from pwa.store.sessions import Caller
from pwa.store.tables import Channel, Draft, Identity
from pwa.store.transaction import Session, once_more, transaction
from pwa.store.variants import Own

DRAFT_ID = re.compile(r"[a-z2-7]{16}")
PAGE_KEY = re.compile(r"[A-Za-z0-9_-]{20,64}")
Left = TypeVar("Left", Shown, Own)


@dataclass(frozen=True)
class Words:
    """What a page sends of a Draft: which one, the version it loaded, the page's own key, the parts and the ticked channels."""

    draft: str
    version: int
    page_key: str
    parts: Sequence[str]
    channels: Sequence[str]
    pictures: Sequence[Placed] | None = None  # None: the page says nothing of them, and they stay as they are
    origin: DraftOrigin = DraftOrigin.TYPED  # of a Draft that they begin
    reshares: str | None = None  # the address of what they reshare; empty: nothing. None: the page says nothing of it, and it stays
    variants: Sequence[Variant] | None = None  # None: the page says nothing of them, and they stay
    answers: Answers = NO_ANSWERS  # to the second look
    knows: bool = False  # what the record says was shown beside these words, and they are meant all the same


@once_more
def save_draft(by: Caller, handle: str, words: Words) -> tuple[int, datetime]:
    """Returns the new version and when. Needs only the Session and the Grant. Raises NotFound, Unfit, StaleDraft or DraftEnded."""
    with transaction() as session:
        sessions.living(session, by.session.id)  # one page's saves take turns: two first saves at once begin one Draft
        identity = identities.usable(session, by.person, handle)
        now = database_time(session)
        return write(session, by, identity, words, now).version, now


def write(session: Session, by: Caller, identity: Identity, words: Words, now: datetime) -> Draft:
    """The same, inside the caller's transaction; a page that was blank begins its Draft."""
    parts = text.draft_parts(list(words.parts))
    draft = draft_of(session, by, identity, words)
    shown = None if words.pictures is None else pictures_in(session, by, draft, words)
    own = None if words.variants is None else variants_in(session, by, draft, words)
    parts = variant.padded(parts, [one.part for one in own or ()])
    return _write(session, by, identity, words, parts, identities.chosen(session, identity, words.channels), now, shown=shown, own=own)


def draft_of(session: Session, by: Caller, identity: Identity, words: Words) -> Draft | None:
    """The Draft that a page's words belong to; None while nobody has saved it."""
    return drafts.find(session, by.person, identity, words.draft)


def pictures_in(session: Session, by: Caller, draft: Draft | None, words: Words) -> list[Shown]:
    """The pictures that a page put in; of a page that says nothing of them, those of its Draft. Raises Unfit."""
    if words.pictures is not None and not words.pictures:
        return []
    if words.pictures is None:
        return picture_store.of_drafts(session, [draft])[draft.id] if draft else []
    return picture_store.chosen(session, by.person, draft, pictures.placed(words.pictures, len(words.parts)))


def reshare_in(draft: Draft | None, words: Words) -> str | None:
    """The address of what these words reshare; of a page that says nothing of it, what their Draft does."""
    if words.reshares is not None:
        return words.reshares or None
    return draft.reshares if draft else None


def variants_in(session: Session, by: Caller, draft: Draft | None, words: Words) -> list[Own]:
    """What single channels say instead of the rest; of a page that says nothing of it, what those of its Draft do. Raises Unfit."""
    if words.variants is not None and not words.variants:
        return []
    if words.variants is None:
        return variants.of_drafts(session, [draft])[draft.id] if draft else []
    return variants.named(session, by.person, draft, variant.kept(words.variants, words.parts))


def use_up(session: Session, by: Caller, identity: Identity, words: Words, now: datetime, *, unsaid: Sequence[Own] = ()) -> Draft:
    """End the page's Draft as held, with every check of a save: its words live in the Post from here on, but what it left `unsaid`."""
    return _write(session, by, identity, words, (), (), now, DraftEnd.HELD, own=unsaid)


def _write(
    session: Session,
    by: Caller,
    identity: Identity,
    words: Words,
    parts: Sequence[str],
    channels: Sequence[Channel],
    now: datetime,
    ended_as: DraftEnd | None = None,
    shown: Sequence[Shown] | None = None,
    own: Sequence[Own] | None = None,
) -> Draft:
    if not PAGE_KEY.fullmatch(words.page_key) or not DRAFT_ID.fullmatch(words.draft):
        raise NotFound  # no page of ours sent this
    draft = drafts.find(session, by.person, identity, words.draft)
    if draft is None and words.version:
        raise NotFound
    page: dict[str, Any] = {"page_key": words.page_key, "now": now, "ended_as": ended_as}
    if draft is None:
        page |= {"public_id": words.draft, "origin": words.origin, "reshares": words.reshares or None}
        return drafts.begin(session, by.person, identity, parts, channels, shown=shown or (), own=own or (), **page)
    drafts.save(session, draft, parts, channels, version=words.version, shown=shown, reshares=words.reshares, own=own, **page)
    session.refresh(draft)
    return draft


def keep_words(by: Caller, handle: str, words: Words) -> str:
    """Lose nothing: into the Draft if it still takes them, into a new one beside it otherwise. Returns the Draft's public id."""
    with transaction() as session:
        identity = identities.usable(session, by.person, handle)
        now = database_time(session)
        try:
            return write(session, by, identity, words, now).public_id
        except (StaleDraft, DraftEnded, NotFound, Unfit):  # unfit: a picture that is gone
            own = _left(lambda: variants_in(session, by, draft_of(session, by, identity, words), words))
            parts = variant.padded(text.draft_parts(list(words.parts)), [one.part for one in own])
            shown = _left(lambda: pictures_in(session, by, draft_of(session, by, identity, words), words))
            beside: dict[str, Any] = {"origin": DraftOrigin.SAVED_BESIDE, "shown": shown, "own": own, "reshares": words.reshares or None}
            return drafts.begin(session, by.person, identity, parts, (), now=now, **beside).public_id


def _left(what: Callable[[], list[Left]]) -> list[Left]:
    """What can be kept of the pictures or the variants; the words are kept whatever became of them."""
    try:
        return what()
    except (Unfit, NotFound):
        return []
