"""Stop everything: what is held now in every voice this person may stop, and one press that keeps all of it from going out."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.save_draft import DRAFT_ID
from pwa.actions.stop_everything import Outcome, stop_everything
from pwa.store import held, people, posts
from pwa.store.held import Held
from pwa.store.transaction import Session, reading
from pwa.web import current
from pwa.web.guards import signed_in
from pwa.web.pages import clock_words, identity_view, page
from pwa.web.words import _

blueprint = Blueprint("stops", __name__)

AGAIN_SECONDS = 3  # how often the page looks again, while there is something to stop
SEEN_AT_MOST = 100


@blueprint.get("/stop")
@signed_in
def show() -> Response:
    """What is held now, in whatever voice; no step-up, and no identity need be active for it."""
    return _page(None)


@blueprint.post("/stop")
@signed_in
def create() -> Response:
    """Stop all of it, and say of each what became of it."""
    seen = [one for one in request.form.getlist("post") if DRAFT_ID.fullmatch(one)][:SEEN_AT_MOST]
    return _page(stop_everything(current.person(), seen=seen))


def _page(outcome: Outcome | None) -> Response:
    with reading() as session:
        waiting = _views(session, held.stoppable_by(session, current.person()))
        told = None
        if outcome:
            known = {view["id"]: view for view in _views(session, held.named(session, current.person(), _all(outcome)))}
            told = {name: [known[one] for one in ids if one in known] for name, ids in vars(outcome).items()}
    return page("stops/show.html", held=waiting, outcome=told, refresh_every=AGAIN_SECONDS if waiting else None)


def _all(outcome: Outcome) -> list[str]:
    return [*outcome.stopped, *outcome.left, *outcome.unanswered]


def _views(session: Session, those: Sequence[Held]) -> list[dict[str, Any]]:
    parts = posts.parts_of(session, [post for post, _ in those])
    names = people.names(session, {post.person_id for post, _ in those})
    return [
        {
            "id": post.public_id,
            "identity": identity_view(identity),
            "words": parts[post.id][0].text or _("A reshared post"),
            "more": len(parts[post.id]) - 1,
            "by": names.get(post.person_id, ""),
            "ring_ends_at": post.ring_ends_at.isoformat(),
            "left": clock_words(post.released_at) if post.released_at else None,
        }
        for post, identity in those
    ]
