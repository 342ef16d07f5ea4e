"""A channel that is for emergencies only: the mark, opening it with a reason and an end, and closing it early."""

from flask import Blueprint, Response, request

from pwa.actions.close_channel import close_channel
from pwa.actions.mark_channel import mark_channel, official_channel
from pwa.actions.open_channel import open_channel
from pwa.rules.emergency import OpenFor, open_for, why_open
from pwa.rules.reason import WHY_AT_MOST
from pwa.rules.refusals import AlreadyDone
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.channel_views import card, names_on
from pwa.web.guards import signed_in, step_up
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.words import _, n_, say

blueprint = Blueprint("emergencies", __name__)

ENDS = {
    OpenFor.HOUR: n_("For an hour"),
    OpenFor.FOUR_HOURS: n_("For four hours"),
    OpenFor.MIDNIGHT: n_("Until midnight"),
    OpenFor.DAY: n_("For a day"),
    OpenFor.WEEK: n_("For seven days"),
}


@blueprint.get("/channels/<public_id>/emergency")
@signed_in
def show(public_id: str) -> Response:
    """What it means, and what can be done now."""
    return page("channels/emergency.html", **_context(public_id))


@blueprint.post("/channels/<public_id>/emergency")
@step_up(Purpose.MARK_CHANNEL, target="public_id")
def mark(public_id: str, proof: int) -> Response:
    """Emergency only, or no longer."""
    shown, only = _context(public_id), request.form.get("only") == "yes"
    mark_channel(current.caller(), public_id, emergency_only=only, proof=proof)
    account = shown["channel"]["handle"]
    said = _("%(account)s is for emergencies only now, and closed.", account=account)
    return _back(shown, said if only else _("%(account)s is open like every other channel now.", account=account))


@blueprint.post("/channels/<public_id>/opening")
@step_up(Purpose.OPEN_CHANNEL, target="public_id")
def open_it(public_id: str, proof: int) -> Response:
    """With a reason and an end."""
    shown, typed = _context(public_id), {name: request.form.get(name, "") for name in ("why", "end")}
    try:
        why, chosen = why_open(typed["why"]), open_for(typed["end"])
        open_channel(current.caller(), public_id, why=why, chosen=chosen, zone=current.settings().zone, proof=proof)
    except (Unfit, AlreadyDone) as no:
        return errors.in_place(no, "channels/emergency.html", **shown | {"typed": typed})
    account = shown["channel"]["handle"]
    return _back(shown, _("%(account)s is open, and closes by itself. Everybody who may post there has been told.", account=account))


@blueprint.post("/channels/<public_id>/closing")
@signed_in
def close(public_id: str) -> Response:
    """Before its end; it takes no finger."""
    shown = _context(public_id)
    close_channel(current.caller(), public_id)
    return _back(shown, _("%(account)s is closed.", account=shown["channel"]["handle"]))


def _back(shown: View, said: str) -> Response:
    return see_other(f"/identities/{shown['identity']['handle']}/channels", said)


def _context(public_id: str) -> View:
    with reading() as session:
        channel, identity = official_channel(session, current.person(), public_id)
        return {
            "identity": identity_view(identity),
            "channel": card(channel, names_on(session, [channel])),
            "ends": {choice: say(words) for choice, words in ENDS.items()},
            "why_at_most": WHY_AT_MOST,
            "typed": {},
        }
