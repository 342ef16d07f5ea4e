"""The composer, its autosave, and the Drafts page."""

from functools import wraps
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from pwa.actions.delete_draft import delete_draft, restore_draft
from pwa.actions.move_draft import move_draft
from pwa.actions.save_draft import Words, save_draft
from pwa.rules.post import DraftOrigin
from pwa.rules.refusals import DraftEnded, LeaseOver, StaleDraft, WrongIdentity
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import drafts, held, identities, pictures, variants
from pwa.store.leases import IDLE
from pwa.store.pictures import Shown
from pwa.store.tables import Draft, Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.draft_views import composer, unheld
from pwa.web.guards import View, as_identity, for_identity, same_person, signed_in, step_up, upward, usable
from pwa.web.pages import moment, page, see_other
from pwa.web.picture_views import picture_view
from pwa.web.posted import posted
from pwa.web.prices import cheaper
from pwa.web.reshare_views import offered
from pwa.web.words import _, n_, say

blueprint = Blueprint("drafts", __name__)

ORIGINS = {
    DraftOrigin.MOVED: n_("moved here"),
    DraftOrigin.UNDONE: n_("undone before it left"),
    DraftOrigin.SAVED_BESIDE: n_("kept beside another version"),
    DraftOrigin.SCRAP: n_("from a scrap"),
    DraftOrigin.SHARED: n_("shared here"),
    DraftOrigin.CORRECTION: n_("a correction"),
}
FIRST_WORDS = 140


@blueprint.get("/as/<handle>/")
@as_identity
def compose(handle: str, identity: Identity) -> Response:
    """Go on with the latest Draft that has words, or begin a blank one; `?reshare=` begins one with a post to reshare."""
    fresh = request.args.get("new") or request.args.get("reshare")
    return composer(identity, None if fresh else _latest(identity), reshares=request.args.get("reshare", ""))


@blueprint.get("/as/<handle>/drafts/<public_id>")
@as_identity
def open_draft(handle: str, identity: Identity, public_id: str) -> Response:
    """The composer with one Draft."""
    return composer(identity, public_id)


@blueprint.put("/as/<handle>/drafts/<public_id>")
@for_identity
def save(handle: str, identity: Identity, public_id: str) -> tuple[Response, int]:
    """Autosave. It needs only the Session and the Grant, so that a lease's end never costs a word."""
    try:
        words = posted(public_id)
        version, saved_at = save_draft(current.caller(), handle, words)
    except StaleDraft as stale:
        return jsonify(error=say(stale.sentence), version=stale.version), 409
    except DraftEnded as ended:
        return jsonify(error=say(ended.sentence), ended_as=ended.ended_as), 410
    lease = current.lease()
    timer = {"idle_ends_at": (lease.active_at + IDLE).isoformat()} if lease else {}
    return jsonify(version=version, saved_at=saved_at.isoformat(), **timer, **_link_in(words, identity)), 200


@blueprint.post("/as/<handle>/drafts/<public_id>/words")
@for_identity
def keep(handle: str, identity: Identity, public_id: str) -> Response:
    """Save without JavaScript, and the choice between two versions."""
    words = posted(public_id)
    if request.form.get("unlinked"):
        words = cheaper(identity, words)
    try:
        save_draft(current.caller(), handle, words)
    except (StaleDraft, DraftEnded, Unfit) as why:
        return unheld(identity, words, why)
    asked = "?differently=yes" if request.form.get("differently") else ""  # boxes for every channel, for who has no script
    return see_other(f"/as/{handle}/drafts/{public_id}{asked}", _("Saved."))


def _saved_first(view: View) -> View:
    """A refused finger, or another active identity, costs no word: what was typed is saved before anything else is asked."""

    @wraps(view)
    def guarded(*, handle: str, public_id: str) -> ResponseReturnValue:
        if not current.signed_in():
            return view(handle=handle, public_id=public_id)
        same_person()
        identity, words = usable(handle), posted(public_id)
        try:
            save_draft(current.caller(), handle, words)
            if identity.id != current.active().id:
                raise WrongIdentity(identity.name, current.active().name)
            return view(handle=handle, public_id=public_id)
        except (WrongIdentity, LeaseOver, StaleDraft, DraftEnded, Unfit) as why:
            return unheld(identity, words, why)

    return guarded


@blueprint.post("/as/<handle>/drafts/<public_id>/move")
@_saved_first
@step_up(Purpose.SPEAK_AS, target="to", when=upward)
def move(handle: str, public_id: str, proof: int | None) -> Response:
    """Move the words to another identity; upward that is a switch that carries them."""
    words, target = posted(public_id), usable(request.form.get("to", ""))
    moved = move_draft(current.caller(), handle, words, to=target.handle, proof=proof)
    return see_other(
        f"/as/{target.handle}/drafts/{moved}", _("Moved. These words are %(name)s's draft now. Nothing was sent.", name=target.name)
    )


@blueprint.get("/as/<handle>/drafts")
@as_identity
def show(handle: str, identity: Identity) -> Response:
    """A Person's open Drafts under this identity, and how many wait under the others."""
    with reading() as session:
        rows = drafts.open_of(session, current.person(), identity)
        parts, shown = drafts.parts_of(session, rows), pictures.of_drafts(session, rows)
        counts = drafts.counts(session, current.person())
    others = [one for one in current.identities() if one.id != identity.id and one.id in counts]
    elsewhere = [{"name": one.name, "handle": one.handle, "count": counts[one.id]} for one in others]
    return page("drafts/list.html", drafts=[_view(row, parts[row.id], shown[row.id]) for row in rows], elsewhere=elsewhere)


@blueprint.get("/waiting")
@signed_in
def waiting() -> Response:
    """What only this phone has: its own scripts fill the page, and no server sees it before a person has put it somewhere.

    What is shared into the app leads here, also from a running countdown, whose Undo comes along.
    """
    with reading() as session:
        counting = held.countdown_of(session, current.row())
        voice = session.get_one(Identity, counting.identity_id) if counting else None
    return page("waiting/show.html", counting=counting, voice_counting=voice)


@blueprint.post("/as/<handle>/drafts/<public_id>/deletion")
@as_identity
def delete(handle: str, identity: Identity, public_id: str) -> Response:
    """Delete, with a way back."""
    with reading() as session:
        row = drafts.mine(session, current.person(), identity, public_id)
        parts, shown = drafts.parts_of(session, [row])[row.id], pictures.of_drafts(session, [row])[row.id]
    delete_draft(current.caller(), handle, public_id)
    return page("drafts/deleted.html", draft=_view(row, parts, shown))


@blueprint.post("/as/<handle>/drafts/<public_id>/restoration")
@as_identity
def restore(handle: str, identity: Identity, public_id: str) -> Response:
    """Put a deleted Draft back."""
    restore_draft(current.caller(), handle, public_id)
    return see_other(f"/as/{handle}/drafts/{public_id}", _("It is back."))


def _link_in(words: Words, identity: Identity) -> dict[str, str]:
    """A link among them that could be a reshare."""
    if words.reshares or "://" not in "".join(words.parts):
        return {}
    with reading() as session:
        return offered(identities.channels(session, identity), words.parts) or {}


def _latest(identity: Identity) -> str | None:
    with reading() as session:
        rows = drafts.open_of(session, current.person(), identity)
        if not rows:
            return None
        parts, shown = drafts.parts_of(session, rows), pictures.of_drafts(session, rows)
        own = variants.of_drafts(session, rows)
    full = (row for row in rows if row.reshares or shown[row.id] or own[row.id] or any(part.strip() for part in parts[row.id]))
    return next((row.public_id for row in full), None)


def _view(draft: Draft, parts: list[str], shown: list[Shown]) -> dict[str, Any]:
    words = next((" ".join(part.split()) for part in parts if part.strip()), "")
    return {
        "id": draft.public_id,
        "first_words": words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rstrip()}…",
        "parts_count": len(parts),
        "pictures": [picture_view(one) for one in shown],
        "reshares": bool(draft.reshares),
        "saved": moment(draft.saved_at),
        "origin_words": say(ORIGINS.get(DraftOrigin(draft.origin), "")),
    }
