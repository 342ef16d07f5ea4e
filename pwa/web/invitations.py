"""Opening an invitation, as somebody who is here already or as somebody new, and waiting for a keeper's yes."""

from typing import Any

from flask import Blueprint, Response, request

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.come_back import come_back
from pwa.actions.join import join
from pwa.actions.open_way_back import open_way_back
from pwa.actions.raise_alarm import raise_alarm
from pwa.rules.refusals import LinkDead, NotAllowed, StepUpRefused
from pwa.rules.text import Unfit
from pwa.store.tables import Arrival, Invitation
from pwa.web import current, errors
from pwa.web.arrival_views import TAKEN, arrival_view, link_view, opened_here, readable
from pwa.web.guards import limited, public, visitor
from pwa.web.pages import first_passkey, page, see_other
from pwa.web.words import _, device, n_, say

blueprint = Blueprint("invitations", __name__)

SIGN_OUT_FIRST = n_("Somebody is signed in here, and needs no way back in. Sign out first, or open the link on the new phone.")


@blueprint.get("/join/<token>")
@public
def show(token: str) -> Response:
    """Who invites whom to what; for whoever opened it, what became of that. Looking uses nothing up: chat previews open links too."""
    invited, waits = readable(token)
    if isinstance(waits, Arrival):
        if not opened_here(waits):
            return page("invitations/taken.html", 410, token=token, problem=say(TAKEN))
        return page("invitations/waiting.html", **arrival_view(token, invited, waits))
    return page(_template(invited), **link_view(token, invited))


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
        _open(token, invited, board)
    except (Unfit, StepUpRefused, NotAllowed) as why:
        return errors.in_place(why, _template(invited), **link_view(token, invited), board=board)
    return see_other(f"/join/{token}")


@blueprint.post("/join/<token>/entry")
@limited("newcomers", 20, 60)
@visitor
def come_in(token: str) -> Response:
    """A member whom keepers let back in; their old sessions and passkeys end with this."""
    if current.signed_in():
        raise NotAllowed(SIGN_OUT_FIRST)
    current.remember_signed_in(come_back(current.visitor(), token))
    return see_other("/recovery-codes")


@blueprint.post("/join/<token>/alarm")
@limited("newcomers", 20, 60)
@public
def alarm(token: str) -> Response:
    """Somebody else opened it: whoever holds the link too can stop them, and every keeper hears of it."""
    raise_alarm(token)
    return see_other("/welcome", _("They were stopped, and every keeper was told. Ask for a new link."))


def _open(token: str, invited: Invitation, board: str) -> None:
    """By whoever is signed in here, or by a passkey that was made just now."""
    made: dict[str, Any] = {"rp": current.rp()}
    if current.signed_in():
        if invited.back_for is not None:
            raise NotAllowed(SIGN_OUT_FIRST)
        accept_invitation(current.caller(), token)
    elif invited.back_for is not None:
        named = _("New passkey, on %(device)s", device=device(current.visitor().device))
        open_way_back(current.visitor(), token, request.form.get("credential", ""), key_name=named, **made)
    else:
        join(current.visitor(), token, request.form.get("credential", ""), listing=board, key_name=first_passkey(), **made)


def _template(invited: Invitation) -> str:
    return "invitations/join.html" if invited.back_for is None else "invitations/back.html"
