"""The start of every passkey ceremony: what the phone is asked, for one purpose and one target."""

from flask import Blueprint, Response, jsonify, request

from pwa.actions.make_challenge import make_challenge
from pwa.rules import text
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store.tables import SessionRow
from pwa.web import current, errors
from pwa.web.guards import TARGET_CHARACTERS, limited, public

blueprint = Blueprint("challenges", __name__)

NEWCOMERS = {Purpose.SET_UP, Purpose.JOIN}
VISITORS = NEWCOMERS | {Purpose.COME_BACK, Purpose.SIGN_IN}


@blueprint.post("/challenges")
@limited("challenges", 60, 1)
@public
def make() -> Response:
    """Options for the browser. The challenge binds to the session that may ask for it; which one follows from the purpose."""
    purpose, target = request.form.get("purpose", ""), request.form.get("target", "")
    if purpose not in {one.value for one in Purpose} or len(target) > TARGET_CHARACTERS:
        raise NotFound
    asked = Purpose(purpose)
    row = _row(asked)
    if row is None:
        return errors.signed_out()
    name = text.name(request.form.get("name", "")) if asked in NEWCOMERS else ""
    return jsonify(publicKey=make_challenge(row, asked, target, name=name, rp=current.rp()))


def _row(purpose: Purpose) -> SessionRow | None:
    if purpose in VISITORS:
        return current.visitor()
    if purpose == Purpose.RECOVER:
        by = current.recovering()
        return by.session if by else None
    return current.row() if current.signed_in() else None
