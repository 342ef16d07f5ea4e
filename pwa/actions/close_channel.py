"""Closes a Channel for emergencies before its end. That is the safe direction: it takes no finger."""

from pwa.actions.mark_channel import facts_of, official_channel
from pwa.store import emergencies, ledger
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Identity
from pwa.store.transaction import transaction


def close_channel(by: Caller, public_id: str) -> Identity:
    """Closing what is closed does no harm. What is held for it now is stopped there when it would leave. Raises NotFound."""
    with transaction() as session:
        now = database_time(session)
        channel, identity = official_channel(session, by.person, public_id)
        if emergencies.close(session, channel):
            chain = ledger.chain_of(session, identity)
            ledger.note(session, chain, "channel_closed", at=now, by=by.person, **facts_of(by, channel, identity))
        return identity
