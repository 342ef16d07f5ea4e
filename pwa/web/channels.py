"""Where an identity's posts appear: the list, the way to a network and back, connecting again, disconnecting."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

from pwa.actions.account_picture import way_to_pictures
from pwa.actions.begin_connection import Begun, begin_connection, begin_reconnection
from pwa.actions.disconnect_channel import disconnect_channel
from pwa.actions.finish_connection import finish_connection
from pwa.networks.sign_in import CAME_FROM, RETURN, Away, Form
from pwa.rules.refusals import JourneyOver, NotAllowed, NotFound, Refusal
from pwa.rules.step_up import Purpose
from pwa.store import channels as channel_store
from pwa.store import identities
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.channel_views import away_view, form_view, leaving_view, list_view
from pwa.web.guards import for_identity, limited, public, signed_in, step_up
from pwa.web.pages import View, page, see_other
from pwa.web.words import _, ngettext, say

blueprint = Blueprint("channels", __name__)

ANSWER_FIELDS = 12  # of what a network sends along
ANSWER_CHARACTERS = 4096


@blueprint.get("/identities/<handle>/channels")
@for_identity
def show(handle: str, identity: Identity) -> Response:
    """Whoever speaks as an identity sees where; its keepers can change it."""
    return page("channels/list.html", **_context(identity))


@blueprint.post("/identities/<handle>/channels")
@limited("connecting", 30, 60, by_session=True)
@for_identity
def begin(handle: str, identity: Identity) -> Response:
    """To a network. It answers with a page that holds a link: a form may not lead to another site, redirected or not."""
    network, home, here = request.form.get("network", ""), request.form.get("home", ""), request.form.get("by") == "form"
    try:
        begun = begin_connection(current.caller(), handle, network, home, here=here, ways=current.ways(), back=_back(), folder=_folder())
    except NotAllowed as no:
        return errors.in_place(no, "channels/list.html", **_context(identity), typed=home, tried=network)
    return _next(begun, network, identity)


@blueprint.post("/channels/<public_id>/reconnection")
@limited("connecting", 30, 60, by_session=True)
@signed_in
def reconnect(public_id: str) -> Response:
    """The same way again, to the account that it was."""
    with reading() as session:
        channel, identity = channel_store.kept_by(session, current.person(), public_id)
    try:
        begun = begin_reconnection(current.caller(), public_id, ways=current.ways(), back=_back(), folder=_folder())
    except NotAllowed as no:
        return errors.in_place(no, "channels/list.html", **_context(identity))
    return _next(begun, channel.network, identity, again=channel)


@blueprint.get("/channels/return")
@blueprint.get("/channels/return/<server>")
@public
def arrive(server: str = "") -> Response:
    """Back from a network. It burns the state and asks the network who that was; nothing is connected by it.

    `server`: the one whose way back this is, where a network has many.
    """
    if request.method != "GET":
        raise NotFound
    answer = {name: value[:ANSWER_CHARACTERS] for name, value in list(request.args.items())[:ANSWER_FIELDS]}
    answer[CAME_FROM] = server
    by = current.caller() if current.signed_in() else None
    try:
        journey = finish_connection(by, answer.pop("state", ""), answer, **_with_what())
    except (JourneyOver, NotAllowed) as no:
        return _not_connected(no)
    return see_other(f"/journeys/{journey}")


@blueprint.post("/channels/return")
@limited("app-passwords", 20, 60, by_session=True)
@signed_in
def enter() -> Response:
    """What a network wants to know on a page of ours. A mistake in it begins the same journey anew."""
    answer = {name: value[:ANSWER_CHARACTERS] for name, value in list(request.form.items())[:ANSWER_FIELDS]}
    state, network, handle, channel_id = (answer.pop(name, "") for name in ("state", "network", "identity", "channel"))
    try:
        journey = finish_connection(current.caller(), state, answer, **_with_what())
    except NotAllowed as no:
        identity, begun = _once_more(network, handle, channel_id)
        if not isinstance(begun.step, Form):
            return _not_connected(no)
        shown = form_view(begun.step, begun.state, network, identity, channel_id=channel_id, typed=answer)
        return errors.in_place(no, "channels/form.html", **shown)
    except JourneyOver as over:
        return _not_connected(over)
    return see_other(f"/journeys/{journey}")


@blueprint.get("/channels/<public_id>/disconnection")
@signed_in
def leaving(public_id: str) -> Response:
    """What disconnecting means, before it is done."""
    return page("channels/disconnect.html", **_leaving(public_id))


@blueprint.post("/channels/<public_id>/disconnection")
@step_up(Purpose.DISCONNECT_CHANNEL, target="public_id")
def disconnect(public_id: str, proof: int) -> Response:
    """Here, and there as far as the network lets us."""
    shown = _leaving(public_id)
    identity, parked, left = disconnect_channel(current.caller(), public_id, proof=proof, ways=current.ways(), folder=_folder())
    said = [_("%(account)s is disconnected. Nothing goes there any more.", account=shown["channel"]["handle"])]
    if parked:
        said.append(ngettext("%(num)s held post is parked.", "%(num)s held posts are parked.", parked))
    return see_other(f"/identities/{identity.handle}/channels", *said, *([say(left)] if left else []))


def _next(begun: Begun, network: str, identity: Identity, *, again: Channel | None = None) -> Response:
    account, channel_id = (again.handle, again.public_id) if again else ("", "")
    if isinstance(begun.step, Away):
        return page("channels/leave.html", **away_view(begun.step, identity, again=account))
    shown = form_view(begun.step, begun.state, network, identity, channel_id=channel_id, typed={"handle": account})
    return page("channels/form.html", **shown)


def _once_more(network: str, handle: str, channel_id: str) -> tuple[Identity, Begun]:
    caller = current.caller()
    with reading() as session:
        if not channel_id:
            identity = identities.kept_by(session, caller.person, handle)
        else:
            _channel, identity = channel_store.kept_by(session, caller.person, channel_id)
    if channel_id:
        return identity, begin_reconnection(caller, channel_id, ways=current.ways(), back=_back(), folder=_folder())
    return identity, begin_connection(caller, handle, network, "", here=True, ways=current.ways(), back=_back(), folder=_folder())


def _not_connected(no: Refusal) -> Response:
    errors.note(errors.REFUSALS[type(no)][0], type(no).__name__, reason=getattr(no, "reason", None))
    link = {"href": "/identities", "text": _("Identities")} if current.signed_in() else {"href": "/welcome", "text": _("Sign in")}
    return errors.tell(errors.REFUSALS[type(no)][0], _("Not connected"), say(no.sentence), link=link)


def _context(identity: Identity) -> View:
    with reading() as session:
        return list_view(session, identity, current.person(), current.ways())


def _leaving(public_id: str) -> View:
    with reading() as session:
        channel, identity = channel_store.kept_by(session, current.person(), public_id)
        if channel.credentials is None:
            raise NotFound
        return leaving_view(session, channel, identity)


def _back() -> str:
    return f"{current.settings().url}{RETURN}"


def _folder() -> Path:
    return current.settings().data


def _with_what() -> dict[str, Any]:
    pictures = way_to_pictures(loopback=current.settings().outbound_loopback)
    return {"ways": current.ways(), "folder": _folder(), "pictures": pictures}
