"""Being told on this phone: one subscription for this Session, and its end."""

from flask import Blueprint, Response, jsonify, request

from pwa.actions.subscribe import subscribe, unsubscribe
from pwa.web import current
from pwa.web.guards import limited, signed_in
from pwa.web.pages import see_other
from pwa.web.words import _, language

blueprint = Blueprint("subscriptions", __name__)


@blueprint.post("/subscription")
@limited("subscription", 30, 10, by_session=True)
@signed_in
def create() -> Response:
    """What the browser's push service gave, from a page or from the worker."""
    given = {name: request.form.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    chosen = current.settings()
    subscribe(current.caller(), **given, language=language(), folder=chosen.data, loopback=chosen.outbound_loopback)
    return jsonify(body=_("This phone is told from now on. You can turn it off under Sessions."))


@blueprint.post("/subscription/end")
@signed_in
def end() -> Response:
    """This phone is told no more, however often it is pressed."""
    unsubscribe(current.caller())
    return see_other("/sessions", _("This phone gets no notifications any more."))
