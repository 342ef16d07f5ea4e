"""The page on which somebody owns up: what stands where, what can become of it, and what the networks say of that."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from pwa.networks.contract import Editing
from pwa.networks.facebook_page import FacebookPage
from pwa.networks.mastodon import Mastodon
from pwa.rules import own_up
from pwa.rules.delivery import TOO_LATE, DeliveryState
from pwa.rules.identity import GRACE_SECONDS, Kind
from pwa.rules.own_up import BECAUSE, Answer, Facts, Fate, Occasion, Why
from pwa.rules.post import PostState
from pwa.store import deliveries, own_ups, people, posts
from pwa.store.own_ups import Stood
from pwa.store.tables import Channel, Edit, Identity, OwnUp, Person, Post, ReadBack, Retraction
from pwa.store.transaction import Session
from pwa.web.delivery_views import channel_view, network_label, words_at
from pwa.web.pages import clock_words, identity_view
from pwa.web.post_views import told
from pwa.web.words import _, n_, say
from pwa.web.words import told as told_words

EDITS = {one.name for one in (Mastodon, FacebookPage) if issubclass(one, Editing)}
LABELS = {Fate.LEFT: n_("Leave it and say so"), Fate.EDITED: n_("Change the words"), Fate.REMOVED: n_("Remove it")}
UNDER_WAY = (DeliveryState.DUE, DeliveryState.SENDING)
Told = tuple[str, str]  # the tone, and a sentence


def own_up_view(session: Session, post: Post, identity: Identity, row: OwnUp, reader: Person, now: datetime) -> dict[str, Any]:
    """All that the page shows; what was chosen before is laid over it by whoever asks."""
    stood = own_ups.stood(session, post)
    receipts = [one.receipt.id for one in stood]
    read_backs, edits = own_ups.read_backs_of(session, receipts), own_ups.edits_of(session, receipts)
    removals = {receipt.id: back for _d, _c, receipt, back in deliveries.of_posts(session, [post])[post.id] if receipt and back}
    there = [list(those) for _channel, those in groupby(stood, key=lambda one: one.channel.id)]
    second = own_ups.asks_a_second_person(session, identity, now, now + timedelta(seconds=identity.window_seconds + GRACE_SECONDS))
    places = [_place(those[0].channel, those, read_backs, edits, removals, now, second=second) for those in there]
    facts = facts_of(session, post, identity, reader, [Fate.LEFT])
    stopped = [one for one in posts.outbox(session, identity, 0) if one.parking_reason == "owned_up"]
    return {
        "id": post.public_id,
        "identity": identity_view(identity),
        **told(session, post),
        "left": clock_words(post.released_at or post.held_at),
        "by": people.person(session, row.person_id).name,
        "at": words_at(row.at),
        "stopped": len(stopped),
        "places": places,
        "choices": any(place["choices"] for place in places),
        "parts": _typed(session, post, stood, edits),
        "edits": any(not choice["off"] for place in places for choice in place["choices"] if choice["fate"] == Fate.EDITED),
        "draft": drafted(facts, reader),
        "because": [{"why": why, "words": say(BECAUSE[why])} for why in Why] if identity.kind == Kind.OFFICIAL else [],
        "correction": _correction(session, post, identity, reader),
        "own_words": post.person_id == reader.id and identity.kind == Kind.OFFICIAL and post.words_deleted_at is None,
        "moving": any(place["moving"] for place in places),
    }


def _typed(session: Session, post: Post, stood: Sequence[Stood], edits: Mapping[int, Edit]) -> list[str]:
    """The words as they are, and where a change of them came too late, as they were to be: nobody types them twice."""
    late = {one.delivery.position: edits[one.receipt.id] for one in stood if one.receipt.id in edits}
    wanted = {part: json.loads(edit.payload)["text"] for part, edit in late.items() if edit.reason == TOO_LATE}
    return [wanted.get(part.position, part.text) for part in posts.parts_of(session, [post])[post.id]]


def facts_of(session: Session, post: Post, identity: Identity, reader: Person, fates: Sequence[Fate], why: Why = Why.ACCOUNT) -> Facts:
    """What a correction is drafted from."""
    reshare = bool(posts.parts_of(session, [post])[post.id][0].reshares)
    official, mine = identity.kind == Kind.OFFICIAL, post.person_id == reader.id
    latest = own_ups.is_latest(session, post)
    return Facts(name=identity.name, official=official, mine=mine, reshare=reshare, latest=latest, fates=fates, why=why)


def drafted(facts: Facts, reader: Person) -> str:
    """The words, in the language of whoever owns up, with their name under them."""
    return " ".join([*(say(sentence) for sentence in own_up.correction(facts)), reader.name])


def _place(
    channel: Channel,
    stood: Sequence[Stood],
    read_backs: Mapping[tuple[int, str], ReadBack],
    edits: Mapping[int, Edit],
    removals: Mapping[int, Retraction],
    now: datetime,
    *,
    second: bool,
) -> dict[str, Any]:
    """One channel: what is so there, in sentences, and what may still become of it."""
    network = network_label(channel.network)
    before = [read_backs.get((one.receipt.id, Occasion.BEFORE)) for one in stood]
    asked = [(removals[one.receipt.id], read_backs.get((one.receipt.id, Occasion.REMOVED))) for one in stood if one.receipt.id in removals]
    changed = [edits[one.receipt.id] for one in stood if one.receipt.id in edits]
    copying = any(one is not None and one.state in UNDER_WAY for one in before)
    lines = [_kept(network, [one for one in before if one])]
    lines += [_edit(network, edit, now) for edit in changed]
    lines += [_removal(network, asked, copying=copying)] if asked else []
    open_edit = any(edit.state in UNDER_WAY for edit in changed)
    removing = any(back.state in UNDER_WAY or (read is not None and read.state in UNDER_WAY) for back, read in asked)
    return channel_view(channel) | {
        "id": channel.public_id,
        "address": stood[0].receipt.url,
        "lines": [{"tone": tone, "words": words} for tone, words in lines],
        "undo": [edit.public_id for edit in changed if edit.state == DeliveryState.DUE and edit.attempts == 0],
        "choices": []
        if sum(back.state != DeliveryState.REFUSED and not _shown_still(read) for back, read in asked) == len(stood)
        else _choices(channel, stood, open_edit=open_edit, second=second),
        "moving": copying or open_edit or removing,
    }


def _choices(channel: Channel, stood: Sequence[Stood], *, open_edit: bool, second: bool) -> list[dict[str, Any]]:
    shown, bare = [], all(own_ups.is_bare(one.rendering) for one in stood)
    no = _no_edit(channel, bare=bare, second=second)
    for fate in Fate:
        off = fate is Fate.EDITED and (bool(no) or open_edit)
        why = no if off and no else own_up.cannot_undo(fate, channel.network)
        shown.append({"fate": fate, "label": say(LABELS[fate]), "words": say(why), "off": off, "checked": fate is Fate.LEFT})
    return shown


def _no_edit(channel: Channel, *, bare: bool, second: bool) -> str:
    """Why its words cannot be changed there; empty where they can."""
    if channel.network not in EDITS:
        return own_up.no_edit(channel.network)
    return own_up.NO_WORDS if bare else own_up.SECOND_PERSON if second else ""


def _kept(network: str, before: Sequence[ReadBack]) -> Told:
    """What the network showed before anything was changed."""
    if not before:
        return "quiet", _("What was sent is kept.")
    if any(one.state in UNDER_WAY for one in before):
        return "wait", _("What was sent is kept. %(network)s is asked what it shows.", network=network)
    at = words_at(max(one.answered_at for one in before if one.answered_at))
    answers = {one.answer for one in before}
    if Answer.UNKNOWN in answers:
        return "quiet", _("What was sent is kept. %(network)s did not say what it shows, asked at %(time)s.", network=network, time=at)
    if Answer.GONE in answers:
        return "quiet", _("What was sent is kept. %(network)s says that it is not there, asked at %(time)s.", network=network, time=at)
    return "quiet", _("Kept for the record: what was sent, and what %(network)s showed at %(time)s.", network=network, time=at)


def _edit(network: str, edit: Edit, now: datetime) -> Told:
    match edit.state:
        case DeliveryState.DUE if edit.attempts == 0 and edit.due_at > now:
            return "wait", _("It is changed at %(time)s.", time=clock_words(edit.due_at))
        case DeliveryState.SENT:
            at = words_at(edit.settled_at or edit.due_at)
            return "good", _("%(network)s shows the new words, checked at %(time)s.", network=network, time=at)
        case DeliveryState.REFUSED:
            return "bad", _("%(network)s did not change it: %(reason)s", network=network, reason=told_words(edit.reason or ""))
        case DeliveryState.DROPPED:
            if edit.reason == TOO_LATE:
                return "bad", _late(network, edit)
            if edit.attempts:  # it may have been made, and the answer was lost
                return "bad", _(
                    "The change was taken back after %(network)s had been asked for it. Look at what it shows.", network=network
                )
            return "quiet", _("The change was taken back. Nothing was changed.")
    return "wait", _("It is being changed.")


def _late(network: str, edit: Edit) -> str:
    if edit.attempts:
        return _(
            "More than 15 minutes late, so it is not tried any more. %(network)s had been asked for it before. Look at what it shows.",
            network=network,
        )
    return _("More than 15 minutes late, so %(network)s was not asked to change it. Choose below whether it still should.", network=network)


def _removal(network: str, asked: Sequence[tuple[Retraction, ReadBack | None]], *, copying: bool) -> Told:
    """Gone is what the network says when it is asked, and not that it took the removal."""
    states, reads = {back.state for back, _read in asked}, [read for _back, read in asked if read]
    if DeliveryState.REFUSED in states:
        why = next(told_words(back.reason or "") for back, _read in asked if back.state == DeliveryState.REFUSED)
        return "bad", _("%(network)s did not take it down: %(reason)s Take it down over there.", network=network, reason=why)
    if states & set(UNDER_WAY):
        return "wait", _("It is removed as soon as its copy is kept.") if copying else _("It is being removed.")
    answers, at = {read.answer for read in reads}, _latest(reads)
    if any(read.state in UNDER_WAY for read in reads) or not reads:
        if Answer.STANDS in answers:
            said = _("%(network)s took the removal and still showed it at %(time)s. It is asked again.", network=network, time=at)
            return "wait", said
        return "wait", _("%(network)s took the removal. It is asked whether it is gone.", network=network)
    about = {"network": network, "time": at}
    if answers == {Answer.GONE}:
        return "good", _("%(network)s says that it is gone, checked at %(time)s.", network=network, time=at)
    if Answer.STANDS in answers:
        said = _("%(network)s still shows it, checked at %(time)s. Ask for the removal once more, or remove it over there.", **about)
        return "bad", said
    return "bad", _("%(network)s took the removal and does not say whether it is gone, asked at %(time)s.", network=network, time=at)


def _shown_still(read: ReadBack | None) -> bool:
    """It took the removal, and says that the thing stands there all the same."""
    return read is not None and read.state not in UNDER_WAY and read.answer == Answer.STANDS


def _latest(reads: Sequence[ReadBack]) -> str:
    times = [read.answered_at for read in reads if read.answered_at]
    return words_at(max(times)) if times else ""


def _went_out(session: Session, correction: Post) -> str:
    states = {way[0].state for way in deliveries.of_posts(session, [correction])[correction.id]}
    if states - {DeliveryState.SENT}:
        return _("The correction has left. Look whether it arrived everywhere.")
    return _("The correction went out.")


def _correction(session: Session, post: Post, identity: Identity, reader: Person) -> dict[str, Any] | None:
    """Where it stands: a post that was held, or a draft that waits."""
    if held := own_ups.correction_of(session, post):
        said = {
            PostState.HELD: _("The correction is held and has not gone out yet."),
            PostState.PARKED: _("The correction is parked. It waits until somebody holds it again."),
        }.get(PostState(held.state), _went_out(session, held))
        return {"href": f"/posts/{held.public_id}", "words": said}
    if draft := own_ups.draft_of(session, post, reader):
        href = f"/as/{identity.handle}/drafts/{draft.public_id}"
        return {"href": href, "words": _("The correction waits as a draft. Nothing of it was sent.")}
    return None
