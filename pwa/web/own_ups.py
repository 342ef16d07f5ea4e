"""Owning up to a post that went out by mistake: one button, what becomes of it, and the draft that says so."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.decide_fates import Fates, decide_fates
from pwa.actions.edit_due import take_edit_back
from pwa.actions.own_up import own_up, read_back_again
from pwa.actions.repost_words import repost_words
from pwa.rules.identity import Kind
from pwa.rules.own_up import Fate, Why
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit, post_parts
from pwa.rules.truth import RecordSays
from pwa.store import own_ups, posts
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import limited, same_person, signed_in, step_up, usable
from pwa.web.own_up_views import drafted, facts_of, own_up_view
from pwa.web.pages import page, see_other
from pwa.web.record_words import says_the_record
from pwa.web.words import _, say

blueprint = Blueprint("own_ups", __name__)

WATCH_SECONDS = 2  # how often the page looks again while a network is asked


def _needs_finger(handle: str) -> bool:
    """Whether this voice has to be picked up first; nothing is said as anybody when no handle comes along."""
    if not handle:
        return False
    wanted = usable(handle)
    return wanted.kind == Kind.OFFICIAL and wanted.id != current.active().id


@blueprint.post("/posts/<public_id>/own-up")
@signed_in
def create(public_id: str) -> Response:
    """Stop what else is held, keep the record, and show what can be done. It may be repeated."""
    own_up(public_id, by=current.person())
    return see_other(_here(public_id))


@blueprint.get("/posts/<public_id>/own-up")
@signed_in
def show(public_id: str) -> Response:
    """What stands where, and what may become of it."""
    return _page(*_owned(public_id))


@blueprint.post("/posts/<public_id>/own-up/fates")
@limited("fates", 60, 10, by_session=True)
@step_up(Purpose.SPEAK_AS, target="to", when=_needs_finger)
def decide(public_id: str, proof: int | None) -> Response:
    """Leave, change or remove, channel by channel; and go on to the correction, if a voice was picked up for it."""
    chosen = {channel: Fate(fate) for channel, fate in _chosen() if fate in set(Fate)}
    return _decide(public_id, chosen, proof)


@blueprint.post("/posts/<public_id>/own-up/removal")
@limited("fates", 60, 10, by_session=True)
@step_up(Purpose.SPEAK_AS, target="to", when=_needs_finger)
def remove(public_id: str, proof: int | None) -> Response:
    """Remove it everywhere, and go on to the correction."""
    post, _identity = _owned(public_id)
    with reading() as session:
        everywhere = {channel.public_id: Fate.REMOVED for channel in posts.channels_of(session, [post])[post.id]}
    return _decide(public_id, everywhere, proof)


@blueprint.post("/posts/<public_id>/own-up/look")
@limited("read-backs", 20, 10, by_session=True)
@signed_in
def look(public_id: str) -> Response:
    """Ask the networks once more what stands there."""
    read_back_again(public_id, by=current.person())
    return see_other(_here(public_id))


@blueprint.post("/posts/<public_id>/own-up/words")
@signed_in
def repost(public_id: str) -> Response:
    """The words become a draft of one's own."""
    repost_words(current.caller(), public_id)
    own = current.identities()[0].name
    return see_other(_here(public_id), _("The words are a draft of %(name)s now. Nothing was sent.", name=own))


@blueprint.post("/edits/<public_id>/cancellation")
@signed_in
def take_back(public_id: str) -> Response:
    """A change that waits is not made."""
    post = take_edit_back(public_id, by=current.person())
    return see_other(_here(post))  # which says whether a network had been asked for it already


def _decide(public_id: str, chosen: dict[str, Fate], proof: int | None) -> Response:
    same_person()
    post, identity = _owned(public_id)
    to, typed = request.form.get("to", ""), request.form.getlist("part")
    try:
        words = post_parts(typed) if Fate.EDITED in chosen.values() else []
        fates = Fates(chosen, words, knows=request.form.get("knows") == "yes")
        draft = decide_fates(current.caller(), public_id, fates, say=_words(post, identity, chosen) if to else None, to=to, proof=proof)
    except Unfit as why:
        errors.note(422, "Unfit")
        return _page(post, identity, 422, chosen=chosen, typed=typed, problem=say(why.sentence))
    except RecordSays as why:
        errors.note(409, "RecordSays")
        return _page(post, identity, 409, chosen=chosen, typed=typed, problem=says_the_record(identity, why), knows=True)
    return see_other(f"/as/{identity.handle}/drafts/{draft}" if draft else _here(public_id))


def _words(post: Post, identity: Identity, chosen: dict[str, Fate]) -> str:
    with reading() as session:
        channels = posts.channels_of(session, [post])[post.id]
        fates = [chosen.get(channel.public_id, Fate.LEFT) for channel in channels]
        why = next((one for one in Why if one == request.form.get("why")), Why.ACCOUNT)
        return drafted(facts_of(session, post, identity, current.person(), fates, why), current.person())


def _chosen() -> list[tuple[str, str]]:
    """From fields named after their channels."""
    return [(name.removeprefix("fate-"), fate) for name, fate in request.form.items() if name.startswith("fate-")]


def _owned(public_id: str) -> tuple[Post, Identity]:
    with reading() as session:
        post, identity = posts.visible(session, current.person(), public_id)
        if own_ups.of(session, post) is None:
            raise NotFound
    return post, identity


def _page(
    post: Post,
    identity: Identity,
    status: int = 200,
    *,
    chosen: dict[str, Fate] | None = None,
    typed: list[str] | None = None,
    **more: Any,
) -> Response:
    with reading() as session:
        row = own_ups.of(session, post)
        if row is None:
            raise NotFound
        view = own_up_view(session, post, identity, row, current.person(), current.now())
    for place in view["places"]:
        for choice in place["choices"]:
            choice["checked"] = choice["fate"] == (chosen or {}).get(place["id"], Fate.LEFT)
    active = identity.id == current.active().id
    view["because"] = [one | {"checked": one["why"] == request.form.get("why", Why.ACCOUNT)} for one in view["because"]]
    shown = {"typed": typed or view["parts"], "active": active, "refresh_every": WATCH_SECONDS if view["moving"] else None}
    return page("own_ups/show.html", status, post=view, **shown, **({"problem": None, "knows": False} | more))


def _here(public_id: str) -> str:
    return f"/posts/{public_id}/own-up"
