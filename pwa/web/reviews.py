"""The quarterly review: a keeper says of each who may speak whether that is still wanted. One tap each."""

from flask import Blueprint, Response

from pwa.actions.keep_grant import keep_grant
from pwa.store import identities
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import for_official, signed_in
from pwa.web.pages import page, see_other
from pwa.web.review_views import review_view
from pwa.web.words import _

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/identities/<handle>/review")
@for_official
def show(handle: str, identity: Identity) -> Response:
    """For keepers: everybody who may speak, whoever waits for an answer first."""
    with reading() as session:
        identities.kept_by(session, current.person(), handle)
        return page("reviews/show.html", **review_view(session, identity, current.person()))


@blueprint.post("/grants/<public_id>/keeping")
@signed_in
def keep(public_id: str) -> Response:
    """Still wanted. It takes no finger: it gives nothing that was not there before."""
    identity, person = keep_grant(current.person(), public_id)
    return see_other(f"/identities/{identity.handle}/review", _("%(person)s stays.", person=person.name))
