"""The words of a post that stood under the wrong identity become a draft of the right one: one's own. Nothing is sent by itself."""

from pwa.rules.identity import Kind
from pwa.rules.post import DraftOrigin
from pwa.rules.refusals import AlreadyDone, NotFound
from pwa.store import drafts, identities, ledger, own_ups, pictures, posts, sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.transaction import once_more, transaction


@once_more
def repost_words(by: Caller, public_id: str) -> str:
    """Only whoever held it: the words are theirs. Returns the Draft's public id; the same one while it waits.

    Raises NotFound, or AlreadyDone for what nobody owned up to, what is their own identity's anyway, or words that were deleted.
    """
    with transaction() as session:
        sessions.living(session, by.session.id)
        now = database_time(session)
        post, identity = posts.visible(session, by.person, public_id)
        if post.person_id != by.person.id:
            raise NotFound
        if own_ups.of(session, post) is None or identity.kind != Kind.OFFICIAL or post.words_deleted_at is not None:
            raise AlreadyDone
        own = identities.personal(session, by.person)
        series, shown = posts.parts_of(session, [post])[post.id], pictures.of_posts(session, [post])[post.id]
        parts, reshares = [part.text for part in series], series[0].reshares
        waiting = drafts.open_of(session, by.person, own)
        kept = drafts.parts_of(session, waiting)
        for draft in waiting:
            if (draft.origin, draft.reshares, kept[draft.id]) == (DraftOrigin.MOVED, reshares, parts):
                return draft.public_id
        channels = [channel for channel in identities.channels(session, own) if not channel.emergency_only]
        draft = drafts.begin(session, by.person, own, parts, channels, origin=DraftOrigin.MOVED, now=now, shown=shown, reshares=reshares)
        ledger.note(session, ledger.chain_of_person(by.person), "words_moved_home", at=now, by=by.person, draft=draft.public_id)
        return draft.public_id
