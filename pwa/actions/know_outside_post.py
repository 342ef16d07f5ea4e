"""A keeper says of a post that was made somewhere else that it is known: one of them made it there."""

from pwa.store import ledger, outside
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def know_outside_post(by: Caller, public_id: str) -> str:
    """Returns the handle of its Identity. Saying it twice says it once. Raises NotFound for whoever keeps it not."""
    with transaction() as session:
        now = database_time(session)
        post, channel, identity = outside.one(session, by.person, public_id)
        if outside.say_known(session, post, by.person, now):
            facts = {"post": post.public_id, "identity": identity.handle, "network": channel.network}
            facts |= {"handle": channel.handle, "address": post.url}
            ledger.note(session, ledger.chain_of(session, identity), "outside_post_known", at=now, by=by.person, **facts)
        return identity.handle
