"""What other pages say of owning up: the button on a post, and what a draft corrects."""

from typing import Any

from pwa.rules.post import PostState
from pwa.store import own_ups, people
from pwa.store.tables import Draft, Person, Post
from pwa.store.transaction import Session
from pwa.web.pages import moment
from pwa.web.words import _


def own_up_line(session: Session, post: Post, reader: Person) -> dict[str, Any] | None:
    """The button, or who pressed it; and which post this one corrects. None: there is nothing to own up to."""
    if post.state != PostState.RELEASED:
        return None
    known = own_ups.of(session, post)
    corrects = session.get_one(Post, post.corrects).public_id if post.corrects else None
    if known is None and not own_ups.stood(session, post):
        return {"corrects": corrects} if corrects else None
    said = None
    if known:
        said = _("%(person)s owned up to this at %(time)s.", person=people.person(session, known.person_id).name, time=_at(known.at))
    return {"mine": post.person_id == reader.id, "said": said, "can": True, "corrects": corrects}


def corrected_by(session: Session, draft: Draft) -> dict[str, str] | None:
    """The post that these words own up to."""
    if draft.corrects is None:
        return None
    post = session.get_one(Post, draft.corrects)
    words = _("These words correct the post that left at %(time)s.", time=_at(post.released_at or post.held_at))
    return {"href": f"/posts/{post.public_id}/own-up", "words": words}


def _at(at: Any) -> str:
    return str((moment(at) or {})["words"])
