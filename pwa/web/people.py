"""Who may speak as an official identity: the list of them, invitations, and the end of a grant."""

from flask import Blueprint, Response, request

from pwa.actions.confirm_passkey import confirm_passkey
from pwa.actions.end_grant import end_grant
from pwa.actions.invite import invite
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import identities
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.guards import for_identity, step_up, usable
from pwa.web.identity_views import role_words
from pwa.web.pages import identity_view, moment, page, see_other
from pwa.web.people_views import people_view
from pwa.web.words import _

blueprint = Blueprint("people", __name__)


@blueprint.get("/identities/<handle>/people")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """Who may speak, in which role, since when; for keepers, what waits for their yes as well."""
    if identity.kind != Kind.OFFICIAL:
        raise NotFound  # a personal voice is one person's
    with reading() as session:
        return page("people/show.html", **people_view(session, identity, current.person()))


@blueprint.post("/identities/<handle>/invitations")
@step_up(Purpose.INVITE, target="handle")
def make_invitation(handle: str, proof: int) -> Response:
    """The link of an invitation, shown this once."""
    role = request.form.get("role", "")
    token, until = invite(current.caller(), handle, role=role, proof=proof)
    link = f"{current.settings().url}/join/{token}"
    return page("invitations/made.html", identity=identity_view(usable(handle)), role=role_words(role), link=link, until=moment(until))


@blueprint.post("/grants/<public_id>/end")
@step_up(Purpose.END_GRANT, target="public_id")
def end(public_id: str, proof: int) -> Response:
    """End what somebody may do, or leave."""
    handle = end_grant(current.caller(), public_id, proof=proof)
    return see_other(_people_or_list(handle), _("Ended. What they still held is parked."))


@blueprint.post("/passkeys/<public_id>/confirmation")
@step_up(Purpose.CONFIRM_PASSKEY, target="public_id")
def confirm(public_id: str, proof: int) -> Response:
    """A keeper's yes to a passkey that was made in a recovery."""
    handle = confirm_passkey(current.caller(), public_id, proof=proof)
    return see_other(_people_or_list(handle), _("Confirmed. They can speak officially with it again."))


def _people_or_list(handle: str) -> str:
    """The people of an identity, for as long as one may speak as it."""
    with reading() as session:
        still = any(one.handle == handle for one in identities.usable_by(session, current.person()))
    return f"/identities/{handle}/people" if still else "/identities"
