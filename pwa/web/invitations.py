"""Opening an invitation, as somebody who is here already or as somebody new, and waiting for a keeper's yes."""

from flask import Blueprint, Response, request

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.join import join
from pwa.actions.raise_alarm import raise_alarm
from pwa.rules.refusals import LinkDead, NotAllowed, StepUpRefused
from pwa.rules.text import Unfit
from pwa.store.tables import Arrival
from pwa.web import current, errors
from pwa.web.arrival_views import TAKEN, arrival_view, link_view, opened_here, readable
from pwa.web.guards import limited, public, visitor
from pwa.web.pages import first_passkey, page, see_other
from pwa.web.words import _, say

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/join/<token>")
@public
def show(token: str) -> Response:
    """Who invites whom to what; for whoever opened it, what became of that. Looking uses nothing up: chat previews open links too."""
    invited, waits = readable(token)
    if isinstance(waits, Arrival):
        if not opened_here(waits):
            return page("invitations/taken.html", 410, token=token, problem=say(TAKEN))
        return page("invitations/waiting.html", **arrival_view(token, invited, waits))
    return page("invitations/join.html", **link_view(token, invited))


@blueprint.post("/join/<token>")
@limited("newcomers", 20, 60)
@visitor
def accept(token: str) -> Response:
    """The button: whoever presses it first waits, and nobody else can open the link any more."""
    invited, waits = readable(token)
    if waits is not None:
        raise LinkDead(TAKEN)
    board = request.form.get("board", "")
    try:
        if current.signed_in():
            accept_invitation(current.caller(), token)
        else:
            rp, key_name = current.rp(), first_passkey()
            join(current.visitor(), token, request.form.get("credential", ""), listing=board, rp=rp, key_name=key_name)
    except (Unfit, StepUpRefused, NotAllowed) as why:
        return errors.in_place(why, "invitations/join.html", **link_view(token, invited), board=board)
    return see_other(f"/join/{token}")


@blueprint.post("/join/<token>/alarm")
@limited("newcomers", 20, 60)
@public
def alarm(token: str) -> Response:
    """Somebody else opened it: whoever holds the link too can stop them, and every keeper hears of it."""
    raise_alarm(token)
    return see_other("/welcome", _("They were stopped, and every keeper was told. Ask for a new link."))
