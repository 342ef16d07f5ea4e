"""Deletes the words of what is older than its keeper wants them kept, a few posts at a time."""

from pwa.actions.delete_words import delete_and_note
from pwa.store import kept_words
from pwa.store.moments import database_time
from pwa.store.transaction import reading, transaction

AT_ONCE = 50  # posts in one transaction: SQLite has one writer, and holds wait for it


def delete_old_words() -> int:
    """How many posts lost theirs; 0: there is nothing left to do."""
    with reading() as session:  # first: most of the time there is nothing, and asking holds nobody up
        if not kept_words.old(session, database_time(session), 1):
            return 0
    with transaction() as session:
        now = database_time(session)
        found = kept_words.old(session, now, AT_ONCE)
        return sum(delete_and_note(session, one.post, one.identity, one.why, now, by=None) for one in found)
