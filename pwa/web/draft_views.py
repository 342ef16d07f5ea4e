"""What a page posts of a Draft, and the pages that answer when its words cannot be taken as they are: nothing typed is ever lost."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from pwa.actions.looked import Looked
from pwa.actions.save_draft import Words, draft_of, keep_words, pictures_in, save_draft
from pwa.rules import room, text, variant
from pwa.rules.channel import needs_reconnecting
from pwa.rules.emergency import is_closed
from pwa.rules.post import DraftOrigin
from pwa.rules.refusals import DraftEnded, NotFound, Refusal, StaleDraft
from pwa.rules.second_look import NO_ANSWERS
from pwa.rules.text import NOTICEBOARD_GRAPHEMES, PARTS_AT_MOST, Unfit
from pwa.rules.truth import RecordSays
from pwa.secrets import new_public_id, new_token
from pwa.store import drafts, identities, pictures, variants
from pwa.store.pictures import Shown
from pwa.store.tables import Channel, Draft, Identity
from pwa.store.transaction import Session, reading
from pwa.web import current, errors
from pwa.web.approval_views import before_hold
from pwa.web.channel_views import emergency_choices
from pwa.web.delivery_views import network_label
from pwa.web.election_views import banner
from pwa.web.own_up_lines import corrected_by
from pwa.web.pages import identity_view, moment, page, see_other
from pwa.web.picture_views import picture_fields, picture_view
from pwa.web.posted import posted
from pwa.web.prices import costs, price_fields, price_list
from pwa.web.record_words import says_the_record
from pwa.web.reshare_views import offered, preview
from pwa.web.second_looks import look_at, look_view, watches
from pwa.web.variant_views import boxes, goes, left_in, own_words, variant_fields
from pwa.web.words import _, n_, say

NO_RESHARE_THERE = n_("That link is not a post that can be reshared from here. Nothing was sent.")


def saved_first(identity: Identity, public_id: str, step: str) -> Response:
    """From a page without JavaScript: what was typed is saved, and then that page of its Draft is opened."""
    words = posted(public_id)
    try:
        save_draft(current.caller(), identity.handle, words)
    except (StaleDraft, DraftEnded, Unfit) as why:
        return unheld(identity, words, why)
    return see_other(f"/as/{identity.handle}/drafts/{public_id}/{step}")


def unheld(identity: Identity, words: Words, why: Refusal | Unfit) -> Response:
    """The answer when words could not be saved, moved or held: they are kept as a Draft, and the person goes on from there."""
    errors.note(422 if isinstance(why, Unfit) else 409, type(why).__name__)
    kept = keep(identity, words)
    current.reread()  # the lease may have run out since this request began
    if current.active().id != identity.id:
        said: dict[str, Any] = {"wanted": identity_view(identity), "parts": errors.posted_parts()}
        return page("switches/wrong.html", 409, **said, kept=kept is not None, draft_id=kept or words.draft)
    if isinstance(why, StaleDraft) and (both := _conflict(identity, words)):
        return both
    problem = says_the_record(identity, why) if isinstance(why, RecordSays) else say(why.sentence)
    if isinstance(why, DraftEnded) and kept:
        problem += " " + _("What you have here is kept as a new draft.")
    knows = isinstance(why, RecordSays)
    return composer_again(identity, words, kept, problem, 422 if isinstance(why, Unfit) else 409, knows=knows)


def keep(identity: Identity, words: Words) -> str | None:
    """The id of the Draft that holds these words now. None: there are no words, or none that can be stored."""
    if not words.pictures and not words.reshares and not words.variants and not any(part.strip() for part in words.parts):
        return None
    try:
        parts = text.draft_parts(list(words.parts))
    except Unfit:
        return None
    with reading() as session:  # posting the same words again keeps them once
        waiting = drafts.open_of(session, current.person(), identity)
        kept, own = drafts.parts_of(session, waiting), variants.of_drafts(session, waiting)
        said = sorted(variant_fields(left_in(session, identity, words)))
    for draft in waiting:
        if kept[draft.id] == parts and sorted(variant_fields(own[draft.id])) == said:
            return draft.public_id
    return keep_words(current.caller(), identity.handle, words)


def composer(identity: Identity, public_id: str | None = None, *, reshares: str = "") -> Response:
    """The composer with an open Draft, or a blank one whose first save will begin it. Raises NotFound or DraftEnded."""
    with reading() as session:
        channels = identities.channels(session, identity)
        if public_id is None:
            draft: dict[str, Any] = {"id": new_public_id(), "version": 0, "page_key": new_token(), "parts": [""], "saved": None}
            ticked = {channel.public_id for channel in channels if not channel.emergency_only}
            draft["reshare"] = preview(session, identity.id, reshares)
            if draft["reshare"] and all(channel.network != draft["reshare"]["on"] for channel in channels):
                draft["reshare"] = None
            unknown = bool(reshares) and not draft["reshare"]  # anybody can make a link: no word of it gets into a composer
            return _composer(identity, draft, channels, ticked, say(NO_RESHARE_THERE) if unknown else None)
        row = drafts.mine(session, current.person(), identity, public_id)
        draft = {"id": public_id, "version": row.version, "page_key": new_token(), "saved": moment(row.saved_at)}
        draft["reshare"] = preview(session, identity.id, row.reshares)
        draft |= {"undone": row.origin == DraftOrigin.UNDONE, "corrects": corrected_by(session, row)}
        draft["parts"] = drafts.parts_of(session, [row])[row.id] or [""]
        draft["pictures"] = [picture_view(one) for one in pictures.of_drafts(session, [row])[row.id]]
        ticked, own = _ticked(session, row, channels), variants.of_drafts(session, [row])[row.id]
        empty = ticked if request.args.get("differently") else ()
        draft |= {"own": own, "variants": boxes(own, draft["parts"], channels, empty)}
        return _composer(identity, draft, channels, ticked)


def composer_again(identity: Identity, words: Words, kept: str | None, problem: str, status: int, *, knows: bool = False) -> Response:
    """The composer with what was posted, the problem in one sentence, and the Draft that holds the words now, if any can."""
    draft = {"id": words.draft, "version": words.version, "page_key": words.page_key, "saved": None, "knows": knows}
    draft["answers"] = words.answers
    with reading() as session:
        draft["pictures"] = [picture_view(one) for one in _pictures_left(session, identity, words)]
        if kept:
            row = drafts.mine(session, current.person(), identity, kept)
            draft |= {"id": kept, "version": row.version, "saved": moment(row.saved_at)}
        resharing = words.reshares or (row.reshares if kept and words.reshares is None else None)
        draft["reshare"] = preview(session, identity.id, resharing)
        channels = identities.channels(session, identity)
        own = left_in(session, identity, words)
    parts = variant.padded(words.parts, [one.part for one in own])
    draft |= {"parts": parts, "own": own, "variants": boxes(own, parts, channels)}
    return _composer(identity, draft, channels, set(words.channels), problem, status)


def _pictures_left(session: Session, identity: Identity, words: Words) -> list[Shown]:
    try:
        return pictures_in(session, current.caller(), draft_of(session, current.caller(), identity, words), words)
    except (Unfit, NotFound):  # what was wrong with them may be the very problem
        return []


def _composer(
    identity: Identity, draft: dict[str, Any], channels: list[Channel], ticked: set[str], problem: str | None = None, status: int = 200
) -> Response:
    emergencies = emergency_choices(identity, channels)
    reshare: dict[str, Any] = draft.get("reshare") or {}
    draft["link"] = None if reshare else offered(channels, draft["parts"])
    choices = [
        {
            "id": one.public_id,
            "network": network_label(one.network),
            "handle": one.handle,
            "elsewhere": (elsewhere := bool(reshare) and one.network != reshare.get("on")),
            "checked": one.public_id in ticked and not elsewhere and not is_closed(one.emergency_only, one.open_until, current.now()),
            "trouble": needs_reconnecting(one.trouble_since, one.access_ends_at, current.now()),
            "limits": room.read(one.limits),
            "emergency": emergencies.get(one.id),
            "prices": price_fields(one.network),
        }
        for one in channels
    ]
    paid = {
        "costs": costs(goes(draft["parts"], draft.get("own", ()), [one for one in channels if one.public_id in ticked])),
        "price_list": price_list(one.network for one in channels),
    }
    there, answers = [one for one in channels if one.public_id in ticked], draft.get("answers", NO_ANSWERS)
    said = [one for one in draft.get("own", ()) if one.channel.public_id in ticked]
    alts = [one["alt"] for one in draft.get("pictures", ())]
    look = look_at(identity, Looked(draft["parts"], there, said, reshare.get("address"), draft=draft["id"], alts=alts))
    limits: dict[str, Any] = {"limit": NOTICEBOARD_GRAPHEMES, "parts_max": PARTS_AT_MOST, "look": look_view(look, answers)}
    limits["watches"] = watches(identity, draft["id"])
    limits |= before_hold(identity, look, answers) | {"election": banner(identity)}
    return page("drafts/composer.html", status, draft=draft, channels=choices, problem=problem, **limits, **paid)


def _ticked(session: Session, draft: Draft, channels: list[Channel]) -> set[str]:
    chosen = drafts.channels_of(session, draft)
    nobody_chose = not chosen and draft.origin == DraftOrigin.SAVED_BESIDE and draft.version == 1
    return {channel.public_id for channel in channels if channel.id in chosen or (nobody_chose and not channel.emergency_only)}


def _conflict(identity: Identity, words: Words) -> Response | None:
    """Both versions on one page. None: the Draft has ended meanwhile, so there is only one."""
    with reading() as session:
        row = drafts.find(session, current.person(), identity, words.draft)
        if row is None or row.ended_at is not None:
            return None
        other = drafts.parts_of(session, [row])[row.id] or [""]
        theirs, mine = pictures.of_drafts(session, [row])[row.id], _pictures_left(session, identity, words)
        their_own, my_own = variants.of_drafts(session, [row])[row.id], left_in(session, identity, words)
    draft = {"id": row.public_id, "version": row.version, "page_key": new_token()}
    said: dict[str, Any] = {
        "yours": list(words.parts),
        "theirs": other,
        "theirs_saved": moment(row.saved_at),
        "channels_chosen": list(words.channels),
        "your_own": own_words(my_own),
        "their_own": own_words(their_own),
    }
    known = {one.picture.id for one in mine}  # what both have stays where it is here; the other parts come after these
    added = [Shown(one.picture, one.part + len(words.parts), one.alt) for one in theirs if one.picture.id not in known]
    behind = variant_fields(their_own, behind=len(words.parts))
    said |= {
        "your_fields": [*picture_fields(mine), *variant_fields(my_own)],
        "their_fields": [*picture_fields(theirs), *variant_fields(their_own)],
        "all_fields": [*picture_fields([*mine, *added]), *variant_fields(my_own), *behind],
    }
    return page("drafts/conflict.html", 409, draft=draft, **said)
