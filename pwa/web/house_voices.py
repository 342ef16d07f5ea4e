"""The house voice of an official identity: a page for whoever speaks as it, and a form for its keepers."""

from datetime import timedelta

from flask import Blueprint, Response, request

from pwa.actions.edit_house_voice import edit_house_voice
from pwa.rules.house_voice import RULES
from pwa.rules.house_words import Wishes, listed
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.rules.voice_habits import HOUSE, habits
from pwa.store import house_voices, identities, learning
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current, errors
from pwa.web.guards import for_official, step_up, usable_official
from pwa.web.house_voice_views import DAYS, figures_words, groups, learnt_words
from pwa.web.pages import View, identity_view, page, see_other
from pwa.web.words import _

blueprint = Blueprint("house_voices", __name__)


@blueprint.get("/identities/<handle>/voice")
@for_official
def show(handle: str, identity: Identity) -> Response:
    """What is looked at now, and for its keepers how often it was right."""
    return page("identities/voice.html", **_context(identity))


@blueprint.post("/identities/<handle>/voice")
@step_up(Purpose.EDIT_IDENTITY, target="handle")
def edit(handle: str, proof: int) -> Response:
    """By a keeper; from the next hold on."""
    identity = usable_official(handle)
    try:
        edit_house_voice(current.caller(), handle, wishes=_posted(), proof=proof)
    except Unfit as problem:
        return errors.in_place(problem, "identities/voice.html", **_context(identity) | {"values": _values()})
    return see_other(f"/identities/{handle}/voice", _("Saved. It holds from the next post on."))


def _posted() -> Wishes:
    """What the form says. Raises Unfit."""
    off = frozenset(RULES) - {rule for rule in RULES if rule.value in request.form.getlist("rule")}
    return Wishes(off, listed(request.form.get("flagged", "")), listed(request.form.get("passing", "")))


def _values() -> View:
    """What was typed, as it was typed."""
    return {"on": request.form.getlist("rule")} | {name: request.form.get(name, "") for name in ("flagged", "passing")}


def _context(identity: Identity) -> View:
    since = current.now() - timedelta(days=DAYS)
    with reading() as session:
        wishes = house_voices.wishes_of(session, identity)
        keeps = identities.may_keep(session, current.person(), identity)
        known = habits(learning.kept_of(session, HOUSE, [identity.id]).get(identity.id, b""))
        right = house_voices.how_right(session, identity, since) if keeps else {}
        private = house_voices.private_reasons(session, identity, since) if keeps else 0
    return {
        "identity": identity_view(identity),
        "is_keeper": keeps,
        "learnt": learnt_words(identity, known),
        "groups": groups(right),
        "figures": figures_words(right, private) if keeps else None,
        "values": {
            "on": [rule.value for rule in RULES if rule not in wishes.off],
            "flagged": "\n".join(wishes.flagged),
            "passing": "\n".join(wishes.passing),
        },
    }
