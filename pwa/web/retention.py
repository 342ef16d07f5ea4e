"""How long the words of an identity's posts are kept, and deleting those of one post."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.delete_words import delete_words
from pwa.actions.set_retention import leave_no_words, set_retention
from pwa.rules.identity import Kind
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound
from pwa.rules.retention import days
from pwa.rules.step_up import Purpose
from pwa.store import identities, kept_words, posts
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import signed_in, step_up
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.retention_views import choices
from pwa.web.words import _

blueprint = Blueprint("retention", __name__)


@blueprint.get("/identities/<handle>/retention")
@signed_in
def show(handle: str) -> Response:
    """What is chosen now."""
    return page("identities/retention.html", **_shown(_kept(handle)))


@blueprint.post("/identities/<handle>/retention")
@step_up(Purpose.KEEP_WORDS, target="handle")
def choose(handle: str, proof: int) -> Response:
    """For good, or so many days; or, of one's own, no longer at all."""
    identity, typed = _kept(handle), request.form.get("keep", "")
    if typed == "nothing" and identity.kind == Kind.PERSONAL:
        leave_no_words(current.caller(), handle, proof=proof)
        said = _("Your drafts are gone. The words of what you posted as yourself until now go within the hour, a few at a time.")
        return see_other(f"/identities/{handle}/retention", said)
    try:
        chosen = days(typed)
    except ValueError:
        raise NotFound from None  # no page of ours sent this
    set_retention(current.caller(), handle, days=chosen, proof=proof)
    return see_other(f"/identities/{handle}/retention", _("Saved."))


@blueprint.get("/posts/<public_id>/words")
@signed_in
def ask(public_id: str) -> Response:
    """What deleting them does, and what it does not."""
    post, identity = _of_post(public_id)
    with reading() as session:
        if not kept_words.deletable(session, post):
            raise NotFound
    return page("posts/words.html", post=post.public_id, identity=identity_view(identity))


@blueprint.post("/posts/<public_id>/words")
@step_up(Purpose.DELETE_WORDS, target="public_id")
def delete(public_id: str, proof: int) -> Response:
    """For good."""
    post, identity = _of_post(public_id)
    try:
        delete_words(current.caller(), public_id, proof=proof)
    except (NotAllowed, AlreadyDone) as no:
        return errors.in_place(no, "posts/words.html", post=post.public_id, identity=identity_view(identity))
    return see_other(f"/posts/{public_id}", _("The words are deleted. The record says so, and is whole."))


def _kept(handle: str) -> Identity:
    with reading() as session:
        return identities.kept_by(session, current.person(), handle)


def _of_post(public_id: str) -> tuple[Post, Identity]:
    with reading() as session:
        post, identity = posts.visible(session, current.person(), public_id)
        identities.kept_by(session, current.person(), identity.handle)
    return post, identity


def _shown(identity: Identity) -> View:
    return {"identity": identity_view(identity), "choices": choices(), "chosen": str(identity.words_kept_days or "keep")}
