"""The Outbox: what an identity holds and what has just left it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from pwa.rules.identity import Kind
from pwa.rules.post import PostState
from pwa.store import posts
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import for_identity, signed_in
from pwa.web.offers import offer
from pwa.web.outbox_views import outbox_views
from pwa.web.outside_posts import outside_views
from pwa.web.pages import identity_view, page, see_other
from pwa.web.review_views import reminder

blueprint = Blueprint("outbox", __name__)

AT_MOST = 50  # of what is over; what waits is always shown
WATCH_SECONDS = 3  # how often the page looks again while something is on its way
COURIER = timedelta(milliseconds=500)  # after due_at, so that the page that looks finds it gone


@blueprint.get("/as/<handle>/outbox")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """It needs the Grant only, whatever identity is active: stopping is nobody's privilege."""
    with reading() as session:
        rows = posts.outbox(session, identity, AT_MOST)
        views = outbox_views(session, identity, rows, current.now())
        asks = reminder(session, identity)
        strange = outside_views(session, identity) if identity.kind == Kind.OFFICIAL else []
    elsewhere = None if identity.id == current.active().id else identity_view(identity)
    again = WATCH_SECONDS if any(view["moving"] for view in views) else None
    needing = sum(view["needs_person"] for view in views) + bool(asks and asks["loud"])
    told: dict[str, Any] = {"refresh_at": _next_change(rows), "refresh_every": again, "outbox_of": elsewhere, "reminder": asks}
    return page("outbox/show.html", posts=views, outside=strange, needing=needing, offer=offer(identity), **told)


@blueprint.get("/outbox")
@signed_in
def active() -> Response:
    """To the outbox of whoever this session speaks as."""
    return see_other(f"/as/{current.active().handle}/outbox")


def _next_change(rows: list[Post]) -> str | None:
    due = min((post.due_at for post in rows if post.state == PostState.HELD), default=None)
    return (due + COURIER).isoformat() if due else None
