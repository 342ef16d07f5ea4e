"""Holding a Post, its page, and everything that can still be done with it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from pwa.actions.cancel_post import cancel_post
from pwa.actions.fit_reshare import fit_reshare
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.may_go_there import may_go_there
from pwa.actions.retract_post import retract_post
from pwa.actions.save_draft import Words, draft_of, pictures_in, reshare_in, save_draft, variants_in
from pwa.actions.say_on import say_on
from pwa.actions.send_now import send_now
from pwa.rules import text
from pwa.rules.identity import Kind
from pwa.rules.post import PostState
from pwa.rules.refusals import DraftEnded, LeaseOver, NotFound, StaleDraft, TooLate, WrongIdentity
from pwa.rules.text import Unfit
from pwa.rules.truth import RecordSays
from pwa.secrets import new_token
from pwa.store import identities, people, posts
from pwa.store.tables import Channel, Identity, Post
from pwa.store.transaction import reading
from pwa.web import current, errors, notification_stops
from pwa.web.delivery_views import channel_view
from pwa.web.draft_views import keep, own_id, page_key, posted, unheld
from pwa.web.guards import for_identity, same_person, signed_in
from pwa.web.offers import offer
from pwa.web.pages import clock_words, identity_view, page, see_other, window_words
from pwa.web.picture_views import by_part, picture_fields
from pwa.web.post_views import held_view, parked_reason, receipt_view, told
from pwa.web.prices import costs
from pwa.web.record_words import says_the_record
from pwa.web.reshare_views import preview
from pwa.web.series import overdue
from pwa.web.variant_views import goes, said_where, variant_fields
from pwa.web.words import _, n_, say

blueprint = Blueprint("posts", __name__)

NOWHERE = n_("Choose at least one place for it to go. Nothing was sent.")
NOT_KEPT = (WrongIdentity, LeaseOver, StaleDraft, DraftEnded, Unfit, RecordSays)
# How often the page of a post looks again: at first, for most networks answer at once, then while it is on its way.
AT_FIRST_SECONDS, JUST_LEFT = 1, timedelta(seconds=15)
WATCH_SECONDS, ASKING_SECONDS = 3, 15  # the second while it asks: somebody else may answer


@blueprint.post("/as/<handle>/posts")
@for_identity
def hold(handle: str, identity: Identity) -> Response:
    """Hold the words as the identity of the URL; whatever refuses them, they stay a Draft."""
    asked = request.form.get("draft", "")
    words = posted(own_id(asked))
    if words.draft != asked:  # no page of ours sent this, and still somebody wrote it
        keep(identity, words)
        raise NotFound
    try:
        if not _armed(identity) and not _held_already(words.page_key):
            return _confirm_words(identity, words)
        post = hold_post(current.caller(), handle, words)
    except NOT_KEPT as why:
        if errors.wants_json():  # the page then sends its form, and that answer is the one a person reads
            raise
        return unheld(identity, words, why)
    except NotFound:
        keep(identity, words)
        raise
    return on_to(f"/posts/{post.public_id}")


@blueprint.get("/posts/<public_id>")
@signed_in
def show(public_id: str) -> Response:
    """The hold screen while it is held, its receipt from then on. It needs the Grant only, whatever identity is active.

    Without a courier a countdown that has run out is a promise nobody keeps: then its page says so, with the same Undo.
    """
    post, identity = _visible(public_id)
    if post.state != PostState.HELD or overdue(post.due_at, current.now()):
        return receipt(post, identity)
    with reading() as session:
        return page("posts/hold.html", post=held_view(session, post, identity))


@blueprint.post("/posts/<public_id>/cancellation")
@signed_in
def cancel(public_id: str) -> Response:
    """Undo. It may be repeated. A notification's Stop is one too."""
    way, (post, identity), active = notification_stops.way(), _visible(public_id), current.active()
    with reading() as session:  # before it is undone: afterwards a store that goes away must not let us say that nothing was changed
        holder = people.person(session, post.person_id)
    try:
        draft = cancel_post(public_id, by=current.person(), way=way)
    except TooLate as late:
        return _too_late(public_id, late)
    if way:
        return notification_stops.stopped(identity, holder)
    if draft.person_id != current.person().id:
        return on_to(f"/posts/{public_id}", _("Undone. The words went back to %(person)s's drafts.", person=holder.name))
    if identity.id != active.id or draft.ended_at is not None:
        return on_to(f"/posts/{public_id}", _("Undone. The words went back to your drafts as %(name)s.", name=identity.name))
    return on_to(f"/as/{identity.handle}/drafts/{draft.public_id}", _("Undone. It is back in your drafts."))


@blueprint.post("/posts/<public_id>/parking")
@signed_in
def park(public_id: str) -> Response:
    """Keep holding."""
    try:
        keep_holding(public_id, by=current.person())
    except TooLate as late:
        return _too_late(public_id, late)
    return see_other(f"/posts/{public_id}")


@blueprint.post("/posts/<public_id>/holds")
@signed_in
def hold_once_more(public_id: str) -> Response:
    """Hold a parked Post again, with every guard of a first hold."""
    same_person()
    post, identity = _visible(public_id)
    key = page_key()
    try:
        if not _armed(identity) and not _held_already(key):
            return _confirm_again(post, identity, key)
        hold_again(current.caller(), public_id, hold_key=key, knows=request.form.get("knows") == "yes")
    except (WrongIdentity, LeaseOver):
        active = current.active().name
        problem = _(
            "You are posting as %(active)s. Switch to %(name)s to hold it again. Nothing was sent.", active=active, name=identity.name
        )
        return receipt(post, identity, 409, problem)
    except Unfit as why:
        errors.note(422, "Unfit")
        return receipt(post, identity, 422, say(why.sentence))
    except RecordSays as why:
        return receipt(post, identity, 409, says_the_record(identity, why), knows=True)
    return see_other(f"/posts/{public_id}")


@blueprint.post("/posts/<public_id>/release")
@signed_in
def release(public_id: str) -> Response:
    """Send now; a personal voice only."""
    send_now(public_id, by=current.person())
    return see_other(f"/posts/{public_id}")


@blueprint.post("/posts/<public_id>/retraction")
@signed_in
def retract(public_id: str) -> Response:
    """Take down what was sent."""
    retract_post(public_id, by=current.person())
    return see_other(f"/posts/{public_id}")


def receipt(post: Post, identity: Identity, status: int = 200, problem: str | None = None, *, knows: bool = False) -> Response:
    """The page of a Post that is not in its window; `problem`: what just went wrong, in its first sentence."""
    active = identity.id == current.active().id
    with reading() as session:
        view = receipt_view(session, post, identity, current.person(), current.now(), active=active)
        why = parked_reason(session, post) if post.state == PostState.PARKED else ""
    if problem:
        view["sentence"] = problem
    parked = {"reason": why, "page_key": new_token(), "can_hold": active, "knows": knows} if post.state == PostState.PARKED else None
    soon = post.released_at is not None and current.now() - post.released_at < JUST_LEFT
    every = (AT_FIRST_SECONDS if soon else WATCH_SECONDS) if view["moving"] else ASKING_SECONDS if view["asks"] else None
    words = {"window_words": window_words(identity.window_seconds), "refresh_every": every}
    return page("posts/show.html", status, post=view, parked=parked, offer=offer(identity), **words)


def on_to(path: str, *said: str) -> Response:
    """`see_other`, or the same for a script that waits for the whole answer: a page cut in half proves nothing."""
    answer = see_other(path, *said)
    return jsonify(page=path, said=" ".join(said)) if errors.wants_json() else answer


def _visible(public_id: str) -> tuple[Post, Identity]:
    with reading() as session:
        return posts.visible(session, current.person(), public_id)


def _armed(identity: Identity) -> bool:
    """An official voice takes a motion of its own, or the second page; a personal one takes a tap."""
    return identity.kind == Kind.PERSONAL or request.form.get("armed") == "yes"


def _held_already(key: str) -> bool:
    with reading() as session:
        return posts.by_hold_key(session, current.person(), key) is not None


def _confirm_words(identity: Identity, words: Words) -> Response:
    if identity.id != current.active().id:
        raise WrongIdentity(identity.name, current.active().name)
    with reading() as session:
        draft = draft_of(session, current.caller(), identity, words)
        reshare = preview(session, identity.id, reshares := reshare_in(draft, words))
        chosen = identities.chosen(session, identity, words.channels)
        shown = pictures_in(session, current.caller(), draft, words)
        own = variants_in(session, current.caller(), draft, words)
    parts = text.post_parts(list(words.parts), pictured={one.part for one in shown} | ({1} if reshares else set()))
    if not chosen:
        raise Unfit(NOWHERE)
    may_go_there(chosen, current.now())
    with reading() as session:
        fit_reshare(session, identity, reshares, say_on(chosen, parts, own), chosen, shown)
    version = save_draft(current.caller(), identity.handle, words)[0]
    fields = [("person", current.person().public_id), ("draft", words.draft), ("version", str(version)), ("page_key", words.page_key)]
    fields += [("part", part) for part in words.parts] + [("channel", channel.public_id) for channel in chosen]
    fields += picture_fields(shown) + [("variants", "yes"), *variant_fields(own)] + ([("reshares", reshares)] if reshares else [])
    fields += [("knows", "yes")] if words.knows else []
    here, said = f"/as/{identity.handle}", [one for one in own if one.channel.public_id in words.channels]
    seen = {"parts": said_where(parts, said, chosen), "shown": by_part(shown, len(parts)), "reshare": reshare}
    return _confirm(identity, chosen, goes(parts, own, chosen), fields, action=f"{here}/posts", back=f"{here}/drafts/{words.draft}", **seen)


def _confirm_again(post: Post, identity: Identity, key: str) -> Response:
    if identity.id != current.active().id:
        raise WrongIdentity(identity.name, current.active().name)
    with reading() as session:
        said, channels = told(session, post), posts.channels_of(session, [post])[post.id]
    here = f"/posts/{post.public_id}"
    fields = [("person", current.person().public_id), ("page_key", key), ("knows", request.form.get("knows", ""))]
    seen = {"parts": said["said"], "shown": said["pictures"], "reshare": said["reshare"]}
    return _confirm(identity, channels, said["goes"], fields, action=f"{here}/holds", back=here, **seen)


def _confirm(
    identity: Identity, there: Sequence[Channel], said: Sequence[tuple[str, list[str]]], fields: Sequence[tuple[str, str]], **seen: Any
) -> Response:
    view, window = identity_view(identity), window_words(identity.window_seconds)
    places = [channel_view(channel) for channel in there]
    return page("posts/confirm.html", identity=view, channels=places, costs=costs(said), fields=fields, window_words=window, **seen)


def _too_late(public_id: str, late: TooLate) -> Response:
    if errors.wants_json() and not notification_stops.way():
        raise late
    errors.note(409, "TooLate")
    happened = _("Too late: it had already left")
    if late.released_at:
        happened = _("Too late: it left at %(time)s", time=clock_words(late.released_at))
    why, next_step = _("It left before this arrived, so it could not be stopped any more."), _("On its page you can take it down again.")
    return errors.tell(409, happened, why, next_step=next_step, link={"href": f"/posts/{public_id}", "text": _("See where it is")})
