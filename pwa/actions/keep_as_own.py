"""Words under an official identity whose writer may no longer speak as it: they become a Draft of the person's own."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pwa.actions.save_draft import Words, write
from pwa.rules.post import DraftEnd, DraftOrigin
from pwa.rules.refusals import DraftEnded, StaleDraft
from pwa.rules.text import Unfit
from pwa.secrets import PUBLIC_ID_BYTES, new_public_id
from pwa.store import drafts, identities, ledger, pictures, sessions, variants
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Draft, Identity, Person
from pwa.store.transaction import Session, once_more, transaction

Moved = tuple[Draft, Draft]  # what it was, and what it is now


@once_more
def keep_as_own(by: Caller, handle: str, words: Words) -> tuple[str, str]:
    """From a page that was open when the right ended. Returns what they cannot speak as now, and the Draft; one page makes one.

    Raises NotFound for whoever never had the right.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)
        identity, now = identities.lost_by(session, by.person, handle), database_time(session)
        own = identities.personal(session, by.person)
        return identity.name, _kept(session, by, own, words, now).public_id


def bring_home(session: Session, writer: Person, identity: Identity, now: datetime) -> list[Moved]:
    """Inside the caller's transaction: every open Draft of theirs under this Identity, for it has no page there any more."""
    own, moved = identities.personal(session, writer), list[Moved]()
    waiting = drafts.open_of(session, writer, identity)
    parts, shown, others = drafts.parts_of(session, waiting), pictures.of_drafts(session, waiting), variants.of_drafts(session, waiting)
    for old in waiting:
        said = _behind(parts[old.id], [one.text for one in others[old.id]])
        if any(said) or shown[old.id] or old.reshares:
            home = home_of(old.public_id)
            public_id = home if drafts.anybodys(session, home) is None else new_public_id()
            carried: dict[str, Any] = {"origin": DraftOrigin.MOVED, "shown": shown[old.id], "reshares": old.reshares}
            moved.append((old, drafts.begin(session, writer, own, said, (), now=now, public_id=public_id, **carried)))
        drafts.end(session, old, DraftEnd.MOVED, now)
    return moved


def note_home(session: Session, writer: Person, moved: Sequence[Moved], by: Person | None, now: datetime) -> None:
    """Their lines, in the writer's own chain."""
    for old, new in moved:
        facts = {"draft": new.public_id, "from_draft": old.public_id}
        ledger.note(session, ledger.chain_of_person(writer), "draft_moved", at=now, by=by, **facts)


def home_of(draft: str) -> str:
    """The name of the Draft that another becomes: a page that is still open finds it by that, and nobody guesses it."""
    return base64.b32encode(hashlib.sha256(f"a draft of one's own {draft}".encode()).digest()[:PUBLIC_ID_BYTES]).decode().lower()


def _kept(session: Session, by: Caller, own: Identity, words: Words, now: datetime) -> Draft:
    home = home_of(words.draft)
    there = drafts.anybodys(session, home)
    parts = _behind(words.parts, [one.text for one in words.variants or ()])
    mine = replace(words, draft=home, version=0, parts=parts, channels=(), variants=(), origin=DraftOrigin.MOVED)
    if there is not None:  # this page's own, or as it came home; what was changed since stays beside it
        mine = replace(mine, version=there.version if there.page_key == words.page_key else 1)
    try:
        return write(session, by, own, mine, now)
    except (StaleDraft, DraftEnded):
        return write(session, by, own, replace(mine, draft=new_public_id(), version=0), now)
    except Unfit:  # a picture that is gone
        return write(session, by, own, replace(mine, pictures=()), now)


def _behind(parts: Sequence[str], others: Sequence[str]) -> list[str]:
    """What was for one channel alone stands behind the rest: those channels are not theirs."""
    return [*parts, *(text for text in others if text.strip())]
