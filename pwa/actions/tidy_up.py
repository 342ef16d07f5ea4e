"""Forgets what has served its purpose, now and then, and the words that are kept no longer."""

from pwa.actions.delete_old_words import delete_old_words
from pwa.actions.remind_keepers import remind_keepers
from pwa.store.tidy import tidy
from pwa.store.transaction import transaction

BATCHES = 40  # at one time: what there is more of goes an hour later, and nothing else has to wait for it


def tidy_up() -> None:
    """Needs nobody's leave. Only the deletion of words leaves a line: what else goes was nobody's record."""
    with transaction() as session:
        tidy(session)
    while remind_keepers():
        pass
    for _ in range(BATCHES):
        if not delete_old_words():
            return
