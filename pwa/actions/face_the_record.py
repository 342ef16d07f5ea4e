"""The truth check: words that say it was somebody else, while the record says who held the post that they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pwa.rules.own_up import RECENTLY
from pwa.rules.truth import RecordSays, claims
from pwa.store import identities, ledger, own_ups, posts
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Post
from pwa.store.transaction import Session, transaction


@dataclass(frozen=True)
class Known:
    """What somebody was told of before they held their words all the same: the Post, and what in the words says otherwise."""

    post: str
    claims: tuple[str, ...]


def face_the_record(
    session: Session, identity: Identity, texts: Sequence[str], now: datetime, *, corrects: int | None, knows: bool
) -> Known | None:
    """Inside the caller's transaction. None: these words say nothing of the kind, or of no post that was owned up to or taken down lately.

    Raises RecordSays unless whoever holds them `knows` what the record says.
    """
    if not (found := claims(texts)):
        return None
    post = session.get_one(Post, corrects) if corrects else own_ups.recent_admission(session, identity, now, RECENTLY)
    if post is None:
        return None
    if not knows:
        raise RecordSays(post.public_id, found)
    return Known(post.public_id, tuple(found))


def about_correction(session: Session, post: Post, knew: Known | None) -> dict[str, Any]:
    """What the line of a hold says of the post that it corrects, and of what its holder was told."""
    facts: dict[str, Any] = {"corrects": session.get_one(Post, post.corrects).public_id} if post.corrects else {}
    return facts | against_the_record(session, knew)


def against_the_record(session: Session, knew: Known | None) -> dict[str, Any]:
    """The words that somebody means although they were told what the record says."""
    if knew is None:
        return {}
    return {"held_against_the_record": {"about": knew.post, "words": [ledger.keep_text(session, one) for one in knew.claims]}}


def note_told(by: Caller, handle: str, said: RecordSays) -> None:
    """Somebody was shown what the record says; a line of its own, for nothing else happened."""
    with transaction() as session:
        identity, now = identities.usable(session, by.person, handle), database_time(session)
        post, _ = posts.visible(session, by.person, said.post)
        words = [ledger.keep_text(session, one) for one in said.claims]
        chain = ledger.chain_of(session, identity, by.person)
        ledger.note(session, chain, "shown_the_record", at=now, by=by.person, post=post.public_id, identity=identity.handle, words=words)
