"""What stands for the words that Channels were held: short digests, by which the same words are found again. They go with the words."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, delete, insert
from sqlalchemy import select as row_of
from sqlmodel import Session, col, select

from pwa.rules.double import Said, digest_of, is_short
from pwa.rules.post import PostState
from pwa.store.identities import grant_stands
from pwa.store.many import any_of, texts
from pwa.store.tables import Channel, Fingerprint, Grant, Identity, Person, Post

AT_MOST = 50  # the latest; one of them is enough


def keep(session: Session, post: Post, said: Iterable[tuple[int, str]]) -> None:
    """The words that each Channel, by its number, was held for this Post."""
    rows = {(channel, digest) for channel, words in said if (digest := digest_of(words))}
    if rows:
        told = [{"post_id": post.id, "channel_id": channel, "digest": digest} for channel, digest in sorted(rows)]
        session.connection().execute(_kept(), told)


def of_words(session: Session, reader: Person, digests: Collection[str], *, but: Post | None = None) -> list[Said]:
    """Where the same words were held before, as one of this Person's voices and not undone, the latest first.

    What nobody but another person may know is not among it: another's personal voice, an organisation that they have no grant of.
    """
    if not digests:
        return []
    given = {"digests": sorted(digests), "reader": reader.id, "but": but.id if but else 0, "at_most": AT_MOST}
    return [Said(*row) for row in session.connection().execute(_same_words(), given)]


def forget(session: Session, post: Post) -> None:
    """Somebody who has the words could see that these were they."""
    session.exec(delete(Fingerprint).where(col(Fingerprint.post_id) == post.id))


def saying(identity: Identity, said: Iterable[tuple[Channel, str]]) -> Sequence[Said]:
    """What is about to be held, in the same shape."""
    whose = (identity.id, identity.name, identity.kind, identity.organisation_id)
    pairs = list(said)
    known = {words: (digest_of(words), is_short(words)) for words in dict.fromkeys(words for _, words in pairs)}
    told = ((one, *known[words]) for one, words in pairs)
    return [Said(digest, one.id, one.network, *whose, short=short) for one, digest, short in told if digest]


@cache
def _kept() -> Insert:
    return insert(Fingerprint)


@cache
def _same_words() -> Any:
    granted = select(Grant.identity_id).where(col(Grant.person_id) == bindparam("reader"), *grant_stands())
    theirs = (col(Identity.person_id) == bindparam("reader")) | col(Identity.id).in_(granted)
    columns = (Fingerprint.digest, Fingerprint.channel_id, Channel.network, Identity.id, Identity.name, Identity.kind)
    rows: Any = row_of(*(col(one) for one in (*columns, Identity.organisation_id, Post.held_at))).select_from(Fingerprint)
    rows = rows.join(Post, col(Post.id) == col(Fingerprint.post_id)).join(Channel, col(Channel.id) == col(Fingerprint.channel_id))
    rows = rows.join(Identity, col(Identity.id) == col(Post.identity_id))
    same: Any = any_of(col(Fingerprint.digest), row_of(texts("digests").c.value))
    stands = (col(Post.state) != PostState.CANCELLED, col(Post.id) != bindparam("but"))
    return rows.where(same, theirs, *stands).order_by(col(Post.held_at).desc()).limit(bindparam("at_most"))
