"""Words that are too long, proposed as the parts of a series: a person takes them, mends them, or leaves it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, chain

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.save_draft import save_draft
from pwa.rules import room
from pwa.rules.refusals import DraftEnded, StaleDraft
from pwa.rules.split import Fits, split
from pwa.rules.text import NOTICEBOARD_GRAPHEMES, Unfit, graphemes
from pwa.secrets import new_token
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.delivery_views import network_label
from pwa.web.draft_views import saved_first, unheld
from pwa.web.guards import as_identity, for_identity
from pwa.web.pages import page
from pwa.web.posted import posted
from pwa.web.whole_drafts import whole
from pwa.web.words import listed, say

blueprint = Blueprint("splits", __name__)


@blueprint.post("/as/<handle>/drafts/<public_id>/split")
@for_identity
def ask(handle: str, identity: Identity, public_id: str) -> Response:
    """From a page without JavaScript: what was typed is saved first."""
    return saved_first(identity, public_id, "split")


@blueprint.get("/as/<handle>/drafts/<public_id>/split")
@as_identity
def propose(handle: str, identity: Identity, public_id: str) -> Response:
    """The parts that these words could be. Nothing is changed."""
    numbered = request.args.get("numbered") == "yes"
    with reading() as session:
        draft = whole(session, identity, public_id)
    alone = [one for one in draft.channels if (limits := room.read(one.limits)) and not limits.series]
    others = [one for one in draft.channels if one not in alone]
    problem, cut = None, [[part] for part in draft.parts]
    if others or not alone:
        try:
            cut = split(draft.parts, _fits(others), numbered=numbered)
        except Unfit as why:
            problem = say(why.sentence)
    parts, firsts = list(chain.from_iterable(cut)), [1, *(1 + so_far for so_far in accumulate(map(len, cut)))]
    return page(
        "drafts/split.html",
        draft={"id": public_id, "version": draft.row.version, "page_key": new_token()},
        parts=parts if len(parts) > len(draft.parts) else [],
        fields=[field for field in draft.fields((), lambda part: firsts[min(part, len(cut)) - 1]) if field[0] != "part"],
        firsts=firsts[:-1],
        numbered=numbered,
        problem=problem,
        fit=listed(list(dict.fromkeys(network_label(one.network) for one in others))),
        alone=[{"id": one.public_id, "network": network_label(one.network)} for one in alone],
        channels=[one.public_id for one in draft.channels],
        varied=bool(draft.own),
    )


@blueprint.post("/as/<handle>/drafts/<public_id>/parts")
@for_identity
def take(handle: str, identity: Identity, public_id: str) -> Response:
    """The parts as the person wants them, and the way back to what it was."""
    words, without = posted(public_id), set(request.form.getlist("without"))
    words = replace(words, channels=[one for one in words.channels if one not in without])
    try:
        with reading() as session:
            before = whole(session, identity, public_id)
        if "part" not in request.form:  # nothing is divided, places are left out
            words = replace(words, parts=before.parts)
        version, _saved_at = save_draft(current.caller(), handle, words)
    except (StaleDraft, DraftEnded, Unfit) as why:
        return unheld(identity, words, why)
    fields = [*before.fields(before.parts), *(("channel", one.public_id) for one in before.channels)]
    draft = {"id": public_id, "version": version, "page_key": new_token()}
    return page("drafts/divided.html", draft=draft, fields=fields, many=len(words.parts))


def _fits(channels: Sequence[Channel]) -> Fits:
    """Whether words fit everywhere they are to go."""
    limits = [found for one in channels if (found := room.read(one.limits))]

    def fits(words: str) -> bool:
        return graphemes(words) <= NOTICEBOARD_GRAPHEMES and not any(room.over(words, one) for one in limits)

    return fits
