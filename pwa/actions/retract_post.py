"""Asks the networks to remove what was sent; the ledger keeps it."""

from pwa.actions.unlearn_posts import remembered, unlearn_posts
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone
from pwa.store import deliveries, ledger, posts, wake
from pwa.store.moments import database_time
from pwa.store.tables import Person
from pwa.store.transaction import once_more, transaction


@once_more
def retract_post(public_id: str, *, by: Person) -> int:
    """What arrived is asked back, what is still on its way will be, and what has not left yet stays; asking twice asks once.

    Returns how many removals were asked for. Any speaker may. Raises NotFound, or AlreadyDone if it never left.
    """
    with transaction() as session:
        now = database_time(session)
        post, identity = posts.visible(session, by, public_id)
        if post.state != PostState.RELEASED:
            raise AlreadyDone
        learnt = remembered(session, identity, [post])
        first = deliveries.keep_back(session, post, by, now)
        unlearn_posts(session, learnt, [post])
        asked = sum(deliveries.ask_back(session, receipt, by, now) for receipt in deliveries.receipts_of(session, post))
        if first or asked:
            facts = {"post": public_id, "identity": identity.handle, "removals": asked}
            ledger.note(session, ledger.chain_of(session, identity), "retraction_asked", at=now, by=by, **facts)
            wake.ring_after(session, wake.ERRANDS)
    return asked
