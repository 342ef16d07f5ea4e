"""The first Person's way in, by the link that only the operator saw."""

from flask import Blueprint, Response, request

from pwa.actions.set_up import set_up
from pwa.rules.refusals import LinkDead, NotAllowed, StepUpRefused
from pwa.rules.text import Unfit
from pwa.store import people
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import limited, public, visitor
from pwa.web.pages import first_passkey, page, see_other

blueprint = Blueprint("setups", __name__)


@blueprint.get("/setup/<token>")
@public
def new(token: str) -> Response:
    """The form. Opening the link uses nothing up: chat previews open links too."""
    with reading() as store:
        if not people.setup_link_stands(store, token):
            raise LinkDead
    return page("setup/new.html", token=token)


@blueprint.post("/setup/<token>")
@limited("newcomers", 20, 60)
@visitor
def create(token: str) -> Response:
    """Take the server over."""
    form = request.form
    name, board = form.get("name", ""), form.get("board", "")
    try:
        called = {"name": name, "listing": board, "key_name": first_passkey()}
        opened = set_up(current.visitor(), token, form.get("credential", ""), rp=current.rp(), **called)
    except (Unfit, StepUpRefused, NotAllowed) as why:
        return errors.in_place(why, "setup/new.html", token=token, name=name, board=board)
    current.remember_signed_in(opened)
    return see_other("/recovery-codes")
