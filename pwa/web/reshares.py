"""A link in somebody's words becomes a reshare, once its network has said whose post that is; and a reshare becomes a link again."""

from dataclasses import replace

from flask import Blueprint, request
from werkzeug.wrappers import Response

from pwa.actions.look_at_original import look_at_original
from pwa.actions.networks import for_looking
from pwa.actions.save_draft import Words, draft_of, reshare_in, save_draft
from pwa.networks.contract import Target
from pwa.rules.refusals import DraftEnded, StaleDraft, WrongIdentity
from pwa.rules.reshare import with_link, without_link
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence, n_, read
from pwa.store import identities
from pwa.store.identities import NOTICEBOARD
from pwa.store.tables import Identity
from pwa.store.transaction import reading
from pwa.web import current
from pwa.web.draft_views import NO_RESHARE_THERE, unheld
from pwa.web.guards import for_identity, limited
from pwa.web.pages import see_other
from pwa.web.posted import posted
from pwa.web.reshare_views import known, preview

blueprint = Blueprint("reshares", __name__)

STAYS = n_("%(why)s Nothing was sent. Its link stays in the words.")
NOT_SAVED = (StaleDraft, DraftEnded, Unfit, WrongIdentity)


@blueprint.post("/as/<handle>/drafts/<public_id>/reshare")
@limited("reshares", 60, 60, by_session=True)
@for_identity
def begin(handle: str, identity: Identity, public_id: str) -> Response:
    """Take a link of these words as a reshare, or look at it once more. Its network is asked first; the words are kept whatever it says."""
    words, link = posted(public_id), request.form.get("link", "")
    try:
        _is_active(identity)
        target = known(link)
        if target is None:
            raise Unfit(NO_RESHARE_THERE)
        seen = _look(identity, target, again=words.reshares == target.address)
        save_draft(current.caller(), handle, _instead(words, identity, seen, link))
    except NOT_SAVED as why:
        return unheld(identity, words, why)
    return see_other(f"/as/{handle}/drafts/{public_id}")


@blueprint.post("/as/<handle>/drafts/<public_id>/link")
@for_identity
def end(handle: str, identity: Identity, public_id: str) -> Response:
    """Its link among the words instead, which go wherever links go."""
    words = posted(public_id)
    try:
        with reading() as session:
            address = reshare_in(draft_of(session, current.caller(), identity, words), words)
        first, *others = words.parts
        plain = replace(words, reshares="", parts=[with_link(first, address or ""), *others])
        save_draft(current.caller(), handle, plain)
    except NOT_SAVED as why:
        return unheld(identity, words, why)
    return see_other(f"/as/{handle}/drafts/{public_id}")


def _is_active(identity: Identity) -> None:
    if identity.id != current.active().id:
        raise WrongIdentity(identity.name, current.active().name)


def _look(identity: Identity, target: Target, *, again: bool) -> Target:
    """By the address that always means what was seen. Raises Unfit for what is not there; where it is a reshare, its page says so."""
    if target.network == NOTICEBOARD:
        with reading() as session:
            stands = preview(session, identity.id, target.address)
        if not stands or stands["gone"]:
            raise Unfit(NO_RESHARE_THERE)
        return target
    chosen = current.settings()
    seen = look_at_original(current.caller(), identity.handle, target, networks=for_looking(chosen), folder=chosen.data)
    if seen.gone and not again:
        raise Unfit(Sentence(STAYS, why=Sentence(read(seen.trouble or "-")[0])))
    return replace(target, address=seen.address)


def _instead(words: Words, identity: Identity, target: Target, link: str) -> Words:
    """The words without the link, for the channels of its network alone."""
    with reading() as session:
        there = [one.public_id for one in identities.channels(session, identity) if one.network == target.network]
    ticked = [one for one in words.channels if one in there]
    return replace(words, reshares=target.address, parts=[without_link(part, link) for part in words.parts], channels=ticked or there)
