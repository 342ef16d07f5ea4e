"""Stop everything: one press, and nothing leaves for an Organisation until its keepers let it go on. One's own is said separately."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.save_draft import DRAFT_ID
from pwa.actions.stop_everything import stop_everything
from pwa.actions.stop_own import Outcome, stop_own
from pwa.rules.refusals import NotFound
from pwa.store import held, people, posts, stops
from pwa.store.held import Held
from pwa.store.tables import Organisation
from pwa.store.transaction import Session, reading
from pwa.web import current
from pwa.web.guards import signed_in
from pwa.web.pages import View, identity_view, page
from pwa.web.posts import on_to
from pwa.web.stop_views import left_sentence, whole_view
from pwa.web.words import _, ngettext

blueprint = Blueprint("stops", __name__)

AGAIN_SECONDS = 3  # how often the page looks again, while there is something to stop or still on its way
SEEN_AT_MOST = 100
ALL = "all"


@blueprint.get("/stop")
@signed_in
def show() -> Response:
    """What is stopped, what is held now in whatever voice, and the way to stop it; no step-up, and no identity need be active for it."""
    return page("stops/show.html", **_context())


@blueprint.post("/stop")
@signed_in
def create() -> Response:
    """Stop what was chosen. It may be repeated. Without the motion that it takes, the second page asks."""
    chosen, own = _chosen(), request.form.get("own") == "yes"
    seen = [one for one in request.form.getlist("post") if DRAFT_ID.fullmatch(one)][:SEEN_AT_MOST]
    if chosen and request.form.get("armed") != "yes":
        fields = [(name, value) for name, value in request.form.items(multi=True) if name != "armed"]
        return page("stops/confirm.html", chosen=[one.name for one in chosen], fields=fields)
    if chosen:
        stop_everything(current.caller(), *(body.public_id for body in chosen), words=request.form.get("words", ""))
    said = _told(stop_own(current.person(), seen=seen)) if own or not chosen else []
    return on_to("/stop", *said)


def _chosen() -> list[Organisation]:
    """Those that were named, each once; all of them if nobody says which. Raises NotFound for one that is not theirs."""
    with reading() as session:
        theirs = {one.public_id: one for one in stops.of_person(session, current.person())}
    named = request.form.getlist("organisation")
    if ALL in named:
        return list(theirs.values())
    if not set(named) <= theirs.keys():
        raise NotFound
    return [one for public_id, one in theirs.items() if public_id in named]


def _context() -> View:
    with reading() as session:
        over = stops.over_voices(session, current.identities())
        standing = [whole_view(session, *one) for one in over.values()]
        those, number = held.stoppable_by(session, current.person(), SEEN_AT_MOST)
        waiting = _views(session, those)
        free = [one for one in stops.of_person(session, current.person()) if one.id not in over]
    moving = any(one["moving"] for view in standing for one in view["on_its_way"])
    body = current.active().organisation_id
    speaking = next((one.public_id for one in free if one.id == body), ALL)
    return {
        "standing": standing,
        "held": waiting,
        "number": number,
        "organisations": [{"id": one.public_id, "name": one.name} for one in free],
        "chosen": speaking,
        "refresh_every": AGAIN_SECONDS if waiting or moving else None,
    }


def _told(outcome: Outcome) -> list[str]:
    """What became of one's own, in sentences."""
    with reading() as session:
        left = _views(session, held.named(session, current.person(), outcome.left))
    told = [left_sentence(view["words"][:60], view["released_at"]) for view in left]
    if outcome.stopped:
        number = len(outcome.stopped)
        stopped = ngettext(
            "Your own post is stopped: it waits in your outbox.",
            "%(num)s of your own posts are stopped: they wait in your outbox.",
            number,
        )
        told.insert(0, stopped)
    if outcome.unanswered:
        told.append(_("%(number)s of your own could not be stopped just now. Press again.", number=len(outcome.unanswered)))
    return told


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
            "released_at": post.released_at,
        }
        for post, identity in those
    ]
