"""What pages say of words that are kept for a time only, or were lawfully deleted."""

from typing import Any

from pwa.rules.retention import CHOICES
from pwa.store import identities, kept_words
from pwa.store.tables import Identity, Person, Post
from pwa.store.transaction import Session
from pwa.web.pages import moment
from pwa.web.words import _, n_

DAYS = {None: n_("For good"), 90: n_("For 90 days"), 365: n_("For a year"), 730: n_("For two years"), 2555: n_("For seven years")}


def retention(session: Session, post: Post, identity: Identity, reader: Person) -> dict[str, Any]:
    """Of the page of a Post: when its words went and what is left of them, and whether this reader may delete them."""
    gone = None
    if post.words_deleted_at is not None:
        gone = {"at": moment(post.words_deleted_at), "digests": kept_words.rendering_digests(session, post)}
    return {
        "words_deleted": gone,
        "can_delete_words": gone is None and identities.may_keep(session, reader, identity) and kept_words.deletable(session, post),
    }


def words_gone(post: Post) -> list[str]:
    """The sentence in an outbox, when there are none any more."""
    at = moment(post.words_deleted_at)
    return [_("The words were lawfully deleted at %(time)s.", time=at["words"])] if at else []


def choices() -> dict[str, str]:
    """What a form offers, by what it sends."""
    return {str(days or "keep"): _(DAYS[days]) for days in CHOICES}
