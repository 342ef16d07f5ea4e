"""Whose voice this session speaks with: upward with a finger or a face, downward with one tap."""

from flask import Blueprint, Response

from pwa.actions.switch_identity import switch_identity
from pwa.rules.step_up import Purpose
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import limited, signed_in, step_up, upward
from pwa.web.pages import page, see_other
from pwa.web.roster_views import coming_views

blueprint = Blueprint("switches", __name__)


@blueprint.get("/switch")
@signed_in
def show() -> Response:
    """The sheet as a page of its own."""
    with reading() as session:
        coming = coming_views(session, current.person())
    return page("switches/show.html", coming=coming)


@blueprint.post("/switch/<handle>")
@limited("switch", 60, 10, by_session=True)
@step_up(Purpose.SPEAK_AS, target="handle", when=upward)
def create(handle: str, proof: int | None) -> Response:
    """Speak as this identity from now on, and go to its composer."""
    switch_identity(current.caller(), handle, proof=proof)
    return see_other(f"/as/{handle}/")
