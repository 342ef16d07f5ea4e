"""What came back from a network, and the question about it: is this the one?"""

from flask import Blueprint, Response, request

from pwa.actions.connect_channel import connect_channel, refuse_account
from pwa.actions.finish_connection import journey_shown
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.channel_views import journey_view
from pwa.web.guards import signed_in, step_up
from pwa.web.pages import View, page, see_other
from pwa.web.words import _

blueprint = Blueprint("journeys", __name__)


@blueprint.get("/journeys/<public_id>")
@signed_in
def show(public_id: str) -> Response:
    """The account, as its network shows it."""
    return page("journeys/show.html", **_context(public_id))


@blueprint.post("/journeys/<public_id>/channel")
@step_up(Purpose.CONNECT_CHANNEL, target="public_id")
def connect(public_id: str, proof: int) -> Response:
    """Yes, this is the one."""
    shown, account, ways, folder = _context(public_id), request.form.get("account", ""), current.ways(), current.settings().data
    try:
        channel, identity = connect_channel(current.caller(), public_id, account, proof=proof, ways=ways, folder=folder)
    except NotAllowed as no:
        return errors.in_place(no, "journeys/show.html", **shown)
    said = _("%(account)s is connected: %(name)s can post there from now on.", account=channel.handle, name=identity.name)
    return see_other(f"/identities/{identity.handle}/channels", said)


@blueprint.post("/journeys/<public_id>/refusal")
@signed_in
def refuse(public_id: str) -> Response:
    """No, it is somebody else's."""
    identity = refuse_account(current.caller(), public_id, folder=current.settings().data)
    said = _("Nothing was connected. Sign out over there before you try again, so that it asks who you are.")
    return see_other(f"/identities/{identity.handle}/channels", said)


def _context(public_id: str) -> View:
    with reading() as session:
        journey, identity, accounts = journey_shown(session, current.caller(), public_id, current.settings().data)
        return journey_view(session, journey, identity, accounts, current.person())
