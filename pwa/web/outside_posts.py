"""Posts on an official identity's channels that never came from here: shown to its keepers, with the evidence."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from pwa.actions.know_outside_post import know_outside_post
from pwa.store import outside
from pwa.store.tables import Identity
from pwa.store.transaction import Session
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.guards import signed_in
from pwa.web.pages import moment, see_other
from pwa.web.words import _

blueprint = Blueprint("outside_posts", __name__)


@blueprint.post("/outside-posts/<public_id>/known")
@signed_in
def know(public_id: str) -> Response:
    """A keeper's word that one of them made it there."""
    handle = know_outside_post(current.caller(), public_id)
    return see_other(f"/as/{handle}/outbox", _("Noted: you know of it."))


def outside_views(session: Session, identity: Identity) -> list[dict[str, Any]]:
    """What a keeper of this identity has to look at; nothing for anybody else."""
    return [
        {
            "id": post.public_id,
            "network": network_label(channel.network),
            "handle": channel.handle,
            "words": post.text,
            "address": post.url if post.url.startswith(("https://", "http://")) else None,
            "at": moment(post.posted_at),
        }
        for post, channel in outside.of_kept(session, current.person(), identity)
    ]
