"""What this server says of itself to those who ask before they let somebody in through it."""

from flask import Blueprint, Response, json
from werkzeug.exceptions import NotFound

from pwa.actions.ways_in import bluesky_client
from pwa.web import current
from pwa.web.guards import public

blueprint = Blueprint("clients", __name__)


@blueprint.get("/oauth-client-metadata.json")
@public
def bluesky() -> Response:
    """Read by Bluesky servers; its address is our name there. Nobody can look at a server that has no public address."""
    if (metadata := bluesky_client(current.settings()).metadata()) is None:
        raise NotFound
    return Response(json.dumps(metadata), mimetype="application/json")
