"""How a Draft will look on each network it goes to: what leads somewhere, what is cut short, and what stays text."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from pwa.actions.count_try import count_try
from pwa.actions.look_up_handles import look_up_handles
from pwa.networks import showing
from pwa.rules import room
from pwa.rules.refusals import TooManyTries
from pwa.rules.shown import Stretch
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.draft_views import saved_first
from pwa.web.guards import as_identity, for_identity
from pwa.web.look_views import notes
from pwa.web.pages import page
from pwa.web.variant_views import goes
from pwa.web.whole_drafts import Whole, whole
from pwa.web.words import _

blueprint = Blueprint("looks", __name__)

LOOKS_AT_MOST, LOOKS_WITHIN = 60, timedelta(minutes=10)  # of one session, with names to look up; more than a person types


@blueprint.post("/as/<handle>/drafts/<public_id>/look")
@for_identity
def ask(handle: str, identity: Identity, public_id: str) -> Response:
    """From a page without JavaScript: what was typed is saved first."""
    return saved_first(identity, public_id, "look")


@blueprint.get("/as/<handle>/drafts/<public_id>/look")
@as_identity
def show(handle: str, identity: Identity, public_id: str) -> Response:
    """Network by network. Nothing that was typed is fetched; only a Bluesky server is asked whose its names are."""
    with reading() as session:
        draft = whole(session, identity, public_id)
    return page("drafts/look.html", draft={"id": public_id}, looks=[_look(draft, channel) for channel in draft.channels])


def _look(draft: Whole, channel: Channel) -> dict[str, Any]:
    parts = [part.strip() for part in goes(draft.parts, draft.own, [channel])[0][1]]
    shown = [showing.shown(channel.network, part, channel.home) for part in parts]
    every = [one for stretches in shown for one in stretches]
    known = _known(channel, every)
    nobody = {name for name, found in known.items() if not found} if known is not None else set()
    limits = room.read(channel.limits)
    return {
        "network": network_label(channel.network),
        "handle": channel.handle,
        "parts": [
            {"stretches": showing.without(stretches, nobody), "room": _room(part, limits)}
            for part, stretches in zip(parts, shown, strict=True)
            if part
        ],
        "pictures": len(draft.shown),
        "notes": notes(channel.network, every, known, series=len(parts) > 1, limits=limits, pictured=bool(draft.shown)),
    }


def _known(channel: Channel, stretches: Sequence[Stretch]) -> Mapping[str, bool] | None:
    """Whose its names are; None where nobody has to be asked. A name that could not be looked up now is missing."""
    names = showing.named(channel.network, stretches)
    if not names:
        return None
    try:
        count_try(f"look:{current.row().public_id}", at_most=LOOKS_AT_MOST, window=LOOKS_WITHIN)
        return look_up_handles(names, channel, current.settings())
    except TooManyTries:
        return {}


def _room(part: str, limits: room.Limits | None) -> str:
    if limits is None:
        return ""
    return _("%(count)s of %(most)s", count=room.COUNTS[limits.unit](part), most=limits.text)
