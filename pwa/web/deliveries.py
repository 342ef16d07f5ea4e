"""A person's answers to a Delivery that cannot go on by itself."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.settle_delivery import settle_delivery
from pwa.rules.delivery import DeliveryState
from pwa.rules.refusals import AlreadyDone, LeaseOver, Stopped, WrongIdentity
from pwa.rules.settling import Answer
from pwa.rules.text import Unfit
from pwa.store import posts as post_store
from pwa.store import settling
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.delivery_views import settled_sentence
from pwa.web.guards import signed_in
from pwa.web.pages import page, see_other
from pwa.web.posts import receipt
from pwa.web.words import _, n_, say

blueprint = Blueprint("deliveries", __name__)

SAID = {
    Answer.THERE: n_("Noted: it is there."),
    Answer.AGAIN: n_("It goes out again now."),
    Answer.LEFT: n_("Left alone. Nothing more is tried."),
}
BY_NOW = {
    DeliveryState.DUE: n_("It is on its way."),
    DeliveryState.SENDING: n_("It is being sent at this moment."),
    DeliveryState.SENT: n_("It has arrived."),
    DeliveryState.REFUSED: n_("The network said no to it."),
    DeliveryState.UNSURE: n_("It is in doubt whether it arrived."),
    DeliveryState.PARKED: n_("It stopped, and asks."),
    DeliveryState.DROPPED: n_("It was left alone."),
}


@blueprint.post("/deliveries/<public_id>/settlement/there", defaults={"answer": Answer.THERE})
@blueprint.post("/deliveries/<public_id>/settlement/again", defaults={"answer": Answer.AGAIN})
@blueprint.post("/deliveries/<public_id>/settlement/left", defaults={"answer": Answer.LEFT})
@signed_in
def settle(public_id: str, answer: Answer) -> Response:
    """It is there, send it again, or leave it: for the question that stood on the page. It may be repeated."""
    try:
        post = settle_delivery(current.caller(), public_id, answer, asked=request.form.get("question", ""))
    except AlreadyDone:
        return _somebody_was_faster(public_id)
    except (WrongIdentity, LeaseOver):
        return _not_as_this(public_id)
    except (Unfit, Stopped) as why:
        errors.note(status := 422 if isinstance(why, Unfit) else 409, type(why).__name__)
        return receipt(*_post_of(public_id), status, say(why.sentence))
    return see_other(f"/posts/{post}", say(SAID[answer]))


def _somebody_was_faster(public_id: str) -> Response:
    """What happened instead, and where it stands by now."""
    errors.note(409, "AlreadyDone")
    with reading() as session:
        delivery, post_id = settling.one(session, public_id)
        post = post_store.visible(session, current.person(), post_id)[0]
        said = settling.of_posts(session, [post]).get(delivery.id, [])
    happened = settled_sentence(said[-1]) if said else _("Something happened to it since this page was opened.")
    title = _("Somebody was faster") if said else _("It has moved on")
    told = {"title": title, "happened": happened, "link": {"href": f"/posts/{post_id}", "text": _("See where it is")}}
    return page(
        "errors/show.html", 409, sent=_("What you pressed changed nothing."), next=say(BY_NOW[DeliveryState(delivery.state)]), **told
    )


def _not_as_this(public_id: str) -> Response:
    post, identity = _post_of(public_id)
    active = current.active().name
    problem = _("You are posting as %(active)s. Switch to %(name)s to send it. Nothing was sent.", active=active, name=identity.name)
    return receipt(post, identity, 409, problem)


def _post_of(public_id: str) -> tuple[Post, Identity]:
    with reading() as session:
        return post_store.visible(session, current.person(), settling.one(session, public_id)[1])
