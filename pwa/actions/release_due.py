"""Releases what is due: the moment a Post leaves the hold, irreversible."""

from pwa.store import errands, ledger, posts, wake
from pwa.store.ledger import Note
from pwa.store.transaction import transaction

AT_ONCE = 250


def release_due() -> int:
    """Returns how many Posts were released, AT_ONCE at most; while it returns any, more may be due.

    Posts that are due at one moment share one transaction: however many they are, each waits for one commit only.
    """
    with transaction() as session:
        released = posts.release_due(session, AT_ONCE)  # first of all: each statement before it would make it later
        if not released:
            return 0
        errands.make_due(session, [post.id for post in released], released[-1].released_at)
        voices = ledger.chains_of(session, {post.identity_id for post in released})
        notes = []
        for post in released:
            handle, chain = voices[post.identity_id]
            facts = {"post": post.public_id, "identity": handle, "due": post.due_at.isoformat()}
            notes.append(Note(chain, "released", post.released_at, facts))
        ledger.note_all(session, notes)
        wake.ring_after(session, wake.ERRANDS)  # other couriers hear it too: this one may be dead before its own hands do
        return len(released)
