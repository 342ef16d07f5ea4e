"""Deletes a Draft, and puts a deleted one back."""

from pwa.rules.post import DraftEnd
from pwa.rules.refusals import NotFound
from pwa.store import drafts, identities
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def delete_draft(by: Caller, handle: str, public_id: str) -> None:
    """Its words stay until it is put back or tidied away. Raises NotFound or DraftEnded."""
    with transaction() as session:
        identity = identities.usable(session, by.person, handle)
        drafts.end(session, drafts.mine(session, by.person, identity, public_id), DraftEnd.DELETED, database_time(session))


def restore_draft(by: Caller, handle: str, public_id: str) -> None:
    """Undo a deletion; doing it twice is no harm. Raises NotFound when it was never deleted."""
    with transaction() as session:
        identity = identities.usable(session, by.person, handle)
        draft = drafts.find(session, by.person, identity, public_id)
        if draft is None or (draft.ended_at is not None and not drafts.put_back(session, draft, database_time(session))):
            raise NotFound
