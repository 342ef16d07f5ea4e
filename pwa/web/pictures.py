"""Pictures for those who may see them: whoever brought one, and whoever may use the identity it was held as."""

from flask import Blueprint, Response

from pwa.store import board, pictures
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import public, signed_in
from pwa.web.picture_views import answer

blueprint = Blueprint("pictures", __name__)

EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, no-cache",
}  # asked again, so that a retraction is seen
FOREVER = "public, max-age=31536000, immutable"  # another crest has another address


@blueprint.get("/pictures/<public_id>")
@signed_in
def show(public_id: str) -> Response:
    """A picture as it goes out."""
    with reading() as session:
        return answer(session, pictures.visible(session, current.person(), public_id), small=False)


@blueprint.get("/pictures/<public_id>/small")
@signed_in
def small(public_id: str) -> Response:
    """Its thumbnail."""
    with reading() as session:
        return answer(session, pictures.visible(session, current.person(), public_id), small=True)


@blueprint.get("/board/<handle>/pictures/<public_id>")
@public
def on_board(handle: str, public_id: str) -> Response:
    """A picture that stands on a noticeboard, for as long as it does."""
    with reading() as session:
        board.board(session, handle)
        shown = answer(session, pictures.on_board(session, handle, public_id), small=False)
    shown.headers.update(EVERYWHERE)
    return shown


@blueprint.get("/crests/<public_id>")
@public
def crest(public_id: str) -> Response:
    """What stands for an identity, wherever it speaks."""
    with reading() as session:
        shown = answer(session, pictures.crest(session, public_id), small=False)
    shown.headers["Cache-Control"] = FOREVER
    return shown
