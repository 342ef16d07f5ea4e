"""The other half for a parked official Post: it is undone, and its words are held as the person's own voice."""

from pwa.actions.cancel_post import cancel_post
from pwa.actions.hold_post import hold_post
from pwa.actions.save_draft import Words
from pwa.rules.post import PostState
from pwa.rules.refusals import AlreadyDone
from pwa.rules.second_look import Answers
from pwa.store import drafts, identities, posts
from pwa.store.sessions import Caller
from pwa.store.tables import Post
from pwa.store.transaction import reading

AS_IT_CAME_BACK = 1  # the version of a Draft that nobody has written in since: only what the page of the Post shows is held


def hold_as_oneself(by: Caller, public_id: str, *, hold_key: str) -> Post:
    """Whatever stops it on the way, the words are a Draft, and nothing was sent. The same key again is the same Post.

    Raises NotFound, AlreadyDone for what is no longer parked or is a colleague's, StaleDraft once its words were changed, or what a hold
    raises.
    """
    with reading() as session:
        if already := posts.by_hold_key(session, by.person, hold_key):
            return already
        post, identity = posts.visible(session, by.person, public_id)
        own = identities.personal(session, by.person)
    if post.person_id != by.person.id or post.state not in (PostState.PARKED, PostState.CANCELLED):
        raise AlreadyDone
    draft = cancel_post(public_id, by=by.person)
    with reading() as session:
        parts = drafts.parts_of(session, [draft])[draft.id]
    words = Words(draft.public_id, AS_IT_CAME_BACK, hold_key, parts, (), answers=Answers(chosen=own.handle))
    return hold_post(by, identity.handle, words)
