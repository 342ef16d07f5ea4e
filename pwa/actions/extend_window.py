"""Moves the end of an undo window whose phone lost its signal: an Undo may have been pressed that nobody has heard."""

from datetime import timedelta

from pwa.store import ledger, posts
from pwa.store.ledger import Note
from pwa.store.moments import database_time
from pwa.store.transaction import transaction

AT_ONCE = 100


def extend_window(seconds: int) -> int:
    """Returns how many Posts wait `seconds` longer, each once a hold; call again while it is a full batch of AT_ONCE.

    With 0 seconds they are let go: the next release takes them.
    """
    with transaction() as session:
        now = database_time(session)
        lost = posts.extend_lost(session, timedelta(seconds=seconds), now, AT_ONCE)
        voices = ledger.chains_of(session, {post.identity_id for post, _ in lost})
        notes = []
        for post, was_due in lost:
            handle, chain = voices[post.identity_id]
            times = {"was_due": was_due.isoformat(), "due": post.due_at.isoformat()}
            notes.append(Note(chain, "extended", now, {"post": post.public_id, "identity": handle, **times}))
        if notes:
            ledger.note_all(session, notes)
        return len(lost)
