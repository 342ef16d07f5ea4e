"""The undo: a Post that has not left never will, and its words are a Draft again."""

from typing import Any

from pwa.rules import variant
from pwa.rules.post import DraftOrigin, PostState
from pwa.rules.refusals import TooLate
from pwa.store import alerts, drafts, identities, ledger, people, pictures, posts, variants
from pwa.store.moments import database_time
from pwa.store.tables import Cancellation, Draft, Identity, Person, Post
from pwa.store.transaction import Session, transaction


def cancel_post(public_id: str, *, by: Person, way: str | None = None) -> Draft:
    """Stop a held or parked Post and give its words back to whoever held them; any speaker may, without a step-up.

    `way`: by what other way than the app's own pages. An undo may be repeated: the same Draft is returned.
    Raises NotFound, or TooLate once it is released.
    """
    with transaction() as session:
        now = database_time(session)
        post, identity = posts.visible(session, by, public_id)
        session.refresh(post, with_for_update=True)  # so that it cannot be held again between the two tries below
        for before in (PostState.HELD, PostState.PARKED):
            if posts.move(session, post.id, before, PostState.CANCELLED, parking_reason=None, parked_at=None):
                draft = _give_back(session, post, identity, by)
                session.add(Cancellation(post_id=post.id, person_id=by.id, at=now, draft_id=draft.id))
                facts = {"post": public_id, "identity": identity.handle, "was": before, "draft": draft.public_id}
                ledger.note(session, ledger.chain_of(session, identity, by), "undone", at=now, by=by, **facts, **_how(way))
                alerts.untrue(session, identity)
                return draft
        session.refresh(post)
        if post.state == PostState.RELEASED:
            raise TooLate(post.released_at)
        cancellation, _ = posts.cancellations_of(session, [post])[post.id]
        return session.get_one(Draft, cancellation.draft_id)


def _how(way: str | None) -> dict[str, str]:
    return {"way": way} if way else {}


def _give_back(session: Session, post: Post, identity: Identity, by: Person) -> Draft:
    holder = people.person(session, post.person_id)
    if holder.id != by.id and not identities.may_use(session, holder, identity):
        holder = by  # whoever held it can no longer open a draft here, and nothing a person wrote is lost
    series = posts.parts_of(session, [post])[post.id]
    parts, reshares = [part.text for part in series], series[0].reshares
    channels = posts.channels_of(session, [post])[post.id]
    shown = pictures.of_posts(session, [post])[post.id]
    own = [*variants.of_posts(session, [post])[post.id], *variants.left_by(session, post, to=holder)]
    parts = variant.padded(parts, [one.part for one in own])
    now = database_time(session)
    back: dict[str, Any] = {"origin": DraftOrigin.UNDONE, "shown": shown, "reshares": reshares, "own": own, "corrects": post.corrects}
    return drafts.begin(session, holder, identity, parts, channels, now=now, **back)
