"""Deletes the words of one Post for good, and leaves the record whole: the digests stay, and a line says so."""

from datetime import datetime

from pwa.actions.unlearn_posts import remembered, unlearn_posts
from pwa.actions.verify_step_up import use_proof
from pwa.rules.refusals import AlreadyDone, NotAllowed
from pwa.rules.retention import VERB, Why
from pwa.rules.step_up import Purpose
from pwa.rules.words import n_
from pwa.store import identities, kept_words, ledger, posts, step_ups
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Person, Post
from pwa.store.transaction import Session, transaction

MOVES_STILL = n_("It is not settled yet what becomes of this post, so its words are still needed. Nothing was deleted.")


def delete_words(by: Caller, public_id: str, *, proof: int) -> None:
    """By a keeper of its identity, or the person whose own voice it is. Raises NotFound, AlreadyDone, NotAllowed or StepUpRefused."""
    with transaction() as session:
        now = database_time(session)
        use_proof(step_ups.use(session, proof, by.session, Purpose.DELETE_WORDS, public_id, now))
        post, identity = posts.visible(session, by.person, public_id)
        identities.kept_by(session, by.person, identity.handle)
        if post.words_deleted_at is not None:
            raise AlreadyDone
        learnt = remembered(session, identity, [post])
        if not delete_and_note(session, post, identity, Why.ASKED, now, by=by.person):
            raise NotAllowed(MOVES_STILL)
        unlearn_posts(session, learnt, [post])


def delete_and_note(session: Session, post: Post, identity: Identity, why: Why, now: datetime, *, by: Person | None) -> bool:
    """With the line about it, inside the caller's transaction, which also unlearns it. False: it is not to be deleted now."""
    chain = ledger.chain_of(session, identity)
    texts = kept_words.delete_of(session, post, chain, now)
    if texts is None:
        return False
    facts = {"post": post.public_id, "identity": identity.handle, "texts": texts, "because": why}
    ledger.note(session, chain, VERB, at=now, by=by, **facts)
    return True
