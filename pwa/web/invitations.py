"""Taking an invitation up: as somebody who is here already, or as somebody new."""

from flask import Blueprint, Response, request

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.join import join
from pwa.rules.refusals import LinkDead, NotAllowed, StepUpRefused
from pwa.rules.text import Unfit
from pwa.store import identities, people
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import limited, public, visitor
from pwa.web.pages import View, first_passkey, identity_view, moment, page, see_other
from pwa.web.words import _

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/join/<token>")
@public
def show(token: str) -> Response:
    """Who invites to what. Opening the link uses nothing up: chat previews open links too."""
    return page("invitations/join.html", **_context(token))


@blueprint.post("/join/<token>")
@limited("newcomers", 20, 60)
@visitor
def accept(token: str) -> Response:
    """The button: a grant for whoever is signed in, otherwise a Person, a passkey and a grant at once."""
    if current.signed_in():
        handle = accept_invitation(current.person(), token)
        current.reread()
        name = next(one.name for one in current.identities() if one.handle == handle)
        return see_other(
            "/switch",
            _("You can speak as %(name)s now. You are still %(active)s until you switch.", name=name, active=current.active().name),
        )
    form, context = request.form, _context(token)
    name, board = form.get("name", ""), form.get("board", "")
    try:
        called = {"name": name, "listing": board, "key_name": first_passkey()}
        opened = join(current.visitor(), token, form.get("credential", ""), rp=current.rp(), **called)
    except (Unfit, StepUpRefused, NotAllowed) as why:
        return errors.in_place(why, "invitations/join.html", **context, name=name, board=board)
    current.remember_signed_in(opened)
    return see_other("/recovery-codes")


def _context(token: str) -> View:
    with reading() as store:
        invited = identities.invitation(store, token)
        if invited is None:
            raise LinkDead
        identity = store.get_one(Identity, invited.identity_id)
        by = people.person(store, invited.made_by)
    until = moment(invited.expires_at)
    return {"token": token, "identity": identity_view(identity), "role": invited.role, "by": by.name, "until": until}
