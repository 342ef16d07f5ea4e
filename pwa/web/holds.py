"""Whether a hold arrived whose answer was lost."""

from flask import Blueprint
from werkzeug.wrappers import Response

from pwa.rules.refusals import NotFound
from pwa.store import posts
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import for_identity
from pwa.web.posts import on_to

blueprint = Blueprint("holds", __name__)


@blueprint.get("/as/<handle>/holds/<key>")
@for_identity
def find(handle: str, identity: Identity, key: str) -> Response:
    """To the Post that this Person's page held with this key, whatever has become of it since; 404: no such hold has arrived."""
    with reading() as session:
        post = posts.by_hold_key(session, current.person(), key)
    if post is None or post.identity_id != identity.id:
        raise NotFound
    return on_to(f"/posts/{post.public_id}")
