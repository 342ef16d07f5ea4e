"""Send now: a person gives up what is left of their own window. Never for an official identity."""

from pwa.rules.identity import Kind
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone, NotAllowed
from pwa.rules.words import Sentence
from pwa.store import ledger, posts, wake
from pwa.store.moments import database_time
from pwa.store.tables import Person
from pwa.store.transaction import transaction


def send_now(public_id: str, *, by: Person) -> None:
    """The Post becomes due at once; the courier releases it. Raises NotFound, NotAllowed or AlreadyDone."""
    with transaction() as session:
        now = database_time(session)
        post, identity = posts.visible(session, by, public_id)
        if identity.kind != Kind.PERSONAL:
            raise NotAllowed(Sentence("What goes out as %(name)s waits its whole window. Nothing was changed.", name=identity.name))
        if not posts.bring_forward(session, post.id, now):
            session.refresh(post)
            if post.state == PostState.RELEASED:
                return
            raise AlreadyDone
        ledger.note(session, ledger.chain_of(session, identity), "sent_now", at=now, by=by, post=public_id, identity=identity.handle)
        wake.ring_after(session, wake.HOLDS)
