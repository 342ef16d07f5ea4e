"""Tells every keeper, on each of their phones and once a week, that nobody has said for long who is still to speak."""

from datetime import datetime, timedelta

from pwa.actions.tell_keepers import tell_keepers
from pwa.rules.words import Sentence, n_
from pwa.store import grants
from pwa.store.moments import database_time
from pwa.store.tables import Identity
from pwa.store.transaction import reading, transaction

AT_ONCE = 100
AGAIN_AFTER = timedelta(days=7)
TOLD = n_("For more than four months nobody has said who is still to speak as %(name)s. Open Identities, %(name)s, Review, and answer.")


def remind_keepers() -> int:
    """Returns of how many Identities somebody was told."""
    with reading() as session:
        now = database_time(session)
        unanswered = grants.unanswered(session, now - AGAIN_AFTER, AT_ONCE)
    return sum(_remind(identity, now - AGAIN_AFTER) for identity in unanswered)


def _remind(identity: Identity, again: datetime) -> bool:
    with transaction() as session:
        now = database_time(session)
        if not grants.remind(session, identity, again, now):
            return False  # another courier was first
        tell_keepers(session, identity, Sentence(TOLD, name=identity.name), now)
        return True
