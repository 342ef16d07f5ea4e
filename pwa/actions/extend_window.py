"""Moves the end of an undo window whose phone lost its signal: an Undo may have been pressed that nobody has heard."""

from datetime import datetime, timedelta

from pwa.actions.park_overrun import park_overrun
from pwa.store import grants, ledger, lost_signal
from pwa.store.ledger import Note
from pwa.store.moments import database_time
from pwa.store.transaction import transaction

AT_ONCE = 100


def extend_window(seconds: int) -> int:
    """Returns how many Posts wait `seconds` longer, each once a hold; call again while it is a full batch of AT_ONCE.

    With 0 seconds they are let go, and nothing is said: the next release takes them.
    """
    with transaction() as session:
        now = database_time(session)
        lost = lost_signal.extend_lost(session, timedelta(seconds=seconds), now, AT_ONCE)
        if lost and seconds:
            voices = ledger.chains_of(session, {post.identity_id for post in lost})
            ledger.note_all(session, [_line(post, *voices[post.identity_id], now) for post in lost])
            park_overrun(session, grants.overrunning(session, [post.public_id for post in lost]), now)
        return len(lost)


def _line(post: lost_signal.Extended, handle: str, chain: str, now: datetime) -> Note:
    times = {"was_due": post.was_due.isoformat(), "due": post.due_at.isoformat()}
    return Note(chain, "extended", now, {"post": post.public_id, "identity": handle, **times})
