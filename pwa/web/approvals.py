"""A colleague's yes or no to what is held: the page that shows exactly what would go out, and the two answers."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.approve_post import answerable, approve_post
from pwa.actions.refuse_post import refuse_post
from pwa.actions.withdraw_approval import withdraw_approval
from pwa.rules.approval import why_not
from pwa.rules.reason import WHY_AT_MOST
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound, TooLate
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import posts
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.approval_views import meant
from pwa.web.guards import signed_in, step_up
from pwa.web.pages import View, clock_words, page, see_other
from pwa.web.post_views import held_view
from pwa.web.posts import on_to
from pwa.web.words import _

blueprint = Blueprint("approvals", __name__)


@blueprint.get("/posts/<public_id>/approval")
@signed_in
def show(public_id: str) -> Response:
    """Whoever held it, or comes too late to answer, is shown the post itself."""
    try:
        return page("approvals/show.html", **_context(public_id))
    except (AlreadyDone, NotAllowed):
        return see_other(f"/posts/{public_id}")


@blueprint.post("/approvals/<meant>")
@step_up(Purpose.APPROVE, target="meant")
def give(meant: str, proof: int) -> Response:
    """Yes: to this payload of this post."""
    public_id = meant.partition(".")[0]
    with reading() as session:
        posts.visible(session, current.person(), public_id)  # a refusal of what is not theirs must not tell that it is there
    post = approve_post(current.caller(), public_id, meant=meant, proof=proof)
    said = _("You said yes. It leaves at %(time)s; until then you can take that back.", time=clock_words(post.due_at))
    return see_other(f"/posts/{public_id}", said)


@blueprint.post("/posts/<public_id>/refusal")
@signed_in
def refuse(public_id: str) -> Response:
    """No, and why. It takes no finger."""
    typed = request.form.get("reason", "")
    try:
        refuse_post(public_id, by=current.person(), reason=why_not(typed))
    except Unfit as why:
        return errors.in_place(why, "approvals/show.html", **_context(public_id), typed=typed)
    return see_other(f"/posts/{public_id}", _("You said no. It is parked, and whoever held it reads why."))


@blueprint.post("/posts/<public_id>/withdrawal")
@signed_in
def withdraw(public_id: str) -> Response:
    """Take one's own yes back while nothing has left."""
    try:
        withdraw_approval(public_id, by=current.person())
    except TooLate as late:
        if late.released_at is None:
            raise NotFound from late
        return on_to(f"/posts/{public_id}", _("Too late: it left at %(time)s.", time=clock_words(late.released_at)))
    return on_to(f"/posts/{public_id}", _("You took your yes back. It is parked, and has not gone out."))


def _context(public_id: str) -> View:
    with reading() as session:
        post, identity, approval = answerable(session, current.person(), public_id)
        return {"post": held_view(session, post, identity), "meant": meant(post, approval), "why_at_most": WHY_AT_MOST}
