"""What a session was told about its person's passkeys and sessions, and has read."""

from flask import Blueprint, Response

from pwa.actions.dismiss_notice import dismiss_notice
from pwa.web import current
from pwa.web.guards import signed_in
from pwa.web.pages import back, see_other

blueprint = Blueprint("notices", __name__)


@blueprint.post("/notices/<public_id>/dismissal")
@signed_in
def dismiss(public_id: str) -> Response:
    """Put it away, and stay where one was."""
    dismiss_notice(current.caller(), public_id)
    return see_other(back())
