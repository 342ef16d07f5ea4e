"""The hold screen says that it is there, and good-bye: a window waits for a phone that vanished."""

from flask import Blueprint, Response

from pwa.actions.note_heartbeat import note_heartbeat
from pwa.web import current
from pwa.web.guards import signed_in

blueprint = Blueprint("heartbeats", __name__)


@blueprint.post("/posts/<public_id>/heartbeat")
@signed_in
def hear(public_id: str) -> Response:
    """Still there."""
    note_heartbeat(current.caller(), public_id, leaving=not current.settings().lost_signal_seconds)
    return Response(status=204)


@blueprint.delete("/posts/<public_id>/heartbeat")
@signed_in
def leave(public_id: str) -> Response:
    """The page was hidden or closed: by a person, so nobody waits."""
    note_heartbeat(current.caller(), public_id, leaving=True)
    return Response(status=204)
