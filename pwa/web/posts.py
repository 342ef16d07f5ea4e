"""Holding a Post, its page, and everything that can still be done with it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from pwa.actions.cancel_post import cancel_post
from pwa.actions.hold_as_oneself import hold_as_oneself
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.retract_post import retract_post
from pwa.actions.send_now import send_now
from pwa.rules.approval import ApprovalState
from pwa.rules.post import PostState
from pwa.rules.refusals import DraftEnded, LeaseOver, NotFound, StaleDraft, Stopped, TooLate, WrongIdentity
from pwa.rules.second_look import NO_ANSWERS, Answers, SecondLook
from pwa.rules.text import Unfit
from pwa.rules.truth import RecordSays
from pwa.secrets import new_token
from pwa.store import people, posts
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current, errors, notification_stops
from pwa.web.approval_views import before_hold
from pwa.web.confirmations import confirm_again, confirm_words
from pwa.web.draft_views import keep, unheld
from pwa.web.guards import for_identity, same_person, signed_in
from pwa.web.hold_views import parked_reason
from pwa.web.offers import offer
from pwa.web.pages import clock_words, page, see_other
from pwa.web.post_views import held_view, receipt_view
from pwa.web.posted import goes_down, is_armed, own_id, page_key, posted, posted_answers
from pwa.web.record_words import says_the_record
from pwa.web.second_looks import look_at_again, look_view
from pwa.web.series import overdue
from pwa.web.words import _, n_, say

blueprint = Blueprint("posts", __name__)

NOWHERE = n_("Choose at least one place for it to go. Nothing was sent.")
NOT_KEPT = (WrongIdentity, LeaseOver, Stopped, StaleDraft, DraftEnded, Unfit, RecordSays, SecondLook)
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
        if not is_armed(identity) and not goes_down(identity, words.answers) and not _held_already(words.page_key):
            return confirm_words(identity, words)
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
    if post.state != PostState.HELD or (overdue(post.due_at, current.now()) and post.approval != ApprovalState.ASKED):
        return receipt(post, identity)
    with reading() as session:
        view = held_view(session, post, identity)
    if post.approval:
        return page(
            "posts/waits.html",
            post=view,
            refresh_every=ASKING_SECONDS if view["waits"]["mine"] and view["waits"]["asked"] else WATCH_SECONDS,
        )
    return page("posts/hold.html", post=view)


@blueprint.post("/posts/<public_id>/cancellation")
@signed_in
def cancel(public_id: str) -> Response:
    """Undo. It may be repeated. A notification's Stop is one too."""
    way, (post, identity), active = notification_stops.way(), _visible(public_id), current.active()
    with reading() as session:  # before it is undone: afterwards a store that goes away must not let us say that nothing was changed
        holder = current.person() if post.person_id == current.person().id else people.person(session, post.person_id)
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
    return on_to(f"/posts/{public_id}")


@blueprint.post("/posts/<public_id>/holds")
@signed_in
def hold_once_more(public_id: str) -> Response:
    """Hold a parked Post again, with every guard of a first hold."""
    same_person()
    post, identity = _visible(public_id)
    key = page_key()
    try:
        if goes_down(identity, posted_answers()):
            return see_other(f"/posts/{hold_as_oneself(current.caller(), public_id, hold_key=key).public_id}")
        if not is_armed(identity) and not _held_already(key):
            return confirm_again(post, identity, key)
        hold_again(current.caller(), public_id, hold_key=key, knows=request.form.get("knows") == "yes", answers=posted_answers())
    except (WrongIdentity, LeaseOver):
        active = current.active().name
        problem = _(
            "You are posting as %(active)s. Switch to %(name)s to hold it again. Nothing was sent.", active=active, name=identity.name
        )
        return receipt(_visible(public_id)[0], identity, 409, problem)
    except (Unfit, Stopped, SecondLook) as why:
        errors.note(status := 422 if isinstance(why, Unfit) else 409, type(why).__name__)
        now = _visible(public_id)[0]  # on its way down it may have been undone
        return receipt(now, identity, status, say(why.sentence), answers=posted_answers())
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


def receipt(
    post: Post,
    identity: Identity,
    status: int = 200,
    problem: str | None = None,
    *,
    knows: bool = False,
    answers: Answers = NO_ANSWERS,
) -> Response:
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
    waits: dict[str, Any] = {}
    if parked:
        look = look_at_again(identity, post)
        waits = before_hold(identity, look, answers) | {"look": look_view(look, answers)}
    return page("posts/show.html", status, post=view, parked=parked, offer=offer(identity), refresh_every=every, **waits)


def on_to(path: str, *said: str) -> Response:
    """`see_other`, or the same for a script that waits for the whole answer: a page cut in half proves nothing."""
    answer = see_other(path, *said)
    return jsonify(page=path, said=" ".join(said)) if errors.wants_json() else answer


def _visible(public_id: str) -> tuple[Post, Identity]:
    with reading() as session:
        return posts.visible(session, current.person(), public_id)


def _held_already(key: str) -> bool:
    with reading() as session:
        return posts.by_hold_key(session, current.person(), key) is not None


def _too_late(public_id: str, late: TooLate) -> Response:
    if errors.wants_json() and not notification_stops.way():
        raise late
    errors.note(409, "TooLate")
    happened = _("Too late: it had already left")
    if late.released_at:
        happened = _("Too late: it left at %(time)s", time=clock_words(late.released_at))
    why, next_step = _("It left before this arrived, so it could not be stopped any more."), _("On its page you can take it down again.")
    return errors.tell(409, happened, why, next_step=next_step, link={"href": f"/posts/{public_id}", "text": _("See where it is")})
