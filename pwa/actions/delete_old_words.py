"""Deletes the words of what is older than its keeper wants them kept, a few posts at a time."""

from datetime import datetime
from itertools import groupby

from pwa.actions.delete_words import delete_and_note
from pwa.actions.unlearn_posts import remembered, unlearn_posts
from pwa.store import kept_words
from pwa.store.kept_words import Old
from pwa.store.moments import database_time
from pwa.store.transaction import Session, reading, transaction

AT_ONCE = 50  # posts in one transaction: SQLite has one writer, and holds wait for it


def delete_old_words() -> int:
    """How many posts lost theirs; 0: there is nothing left to do."""
    with reading() as session:  # first: most of the time there is nothing, and asking holds nobody up
        if not kept_words.old(session, database_time(session), 1):
            return 0
    with transaction() as session:
        now = database_time(session)
        found = kept_words.old(session, now, AT_ONCE)
        many = 0
        for _, theirs in groupby(found, key=lambda one: one.identity.id):  # they come one voice after the other
            many += _delete(session, list(theirs), now)
        return many


def _delete(session: Session, found: list[Old], now: datetime) -> int:
    identity = found[0].identity
    learnt = remembered(session, identity, [one.post for one in found])
    gone = [one.post for one in found if delete_and_note(session, one.post, identity, one.why, now, by=None)]
    unlearn_posts(session, learnt, gone)
    return len(gone)
