"""Says of one reason of the second look that it is fine, after the hold."""

from pwa.rules.identity import Kind
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone, NotFound
from pwa.store import flags, ledger, posts
from pwa.store.moments import database_time
from pwa.store.tables import Person
from pwa.store.transaction import transaction


def wave_through(public_id: str, rule: str, *, by: Person) -> None:
    """Note it, for whoever held the Post and while it is held; it waits no shorter for it. Once more changes nothing.

    Raises NotFound or AlreadyDone.
    """
    with transaction() as session:
        post, identity = posts.visible(session, by, public_id)
        hold, holder = posts.holds_of(session, post)[-1]
        flag = flags.beside(session, hold, rule)
        if holder.id != by.id or flag is None:
            raise NotFound
        if post.state != PostState.HELD:
            raise AlreadyDone
        if not flags.wave_through(session, flag):
            return
        # What is private stands in the Person's own chain, and names the Post as no line of another chain does.
        own = flag.private and identity.kind == Kind.OFFICIAL
        chain = ledger.chain_of_person(by) if own else ledger.chain_of(session, identity, by)
        names = {"about" if own else "post": post.public_id, "rule": flag.rule}
        ledger.note(session, chain, "waved_through", at=database_time(session), by=by, **names)
