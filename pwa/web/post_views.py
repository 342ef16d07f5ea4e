"""What the pages of a Post say of it: pictures of rows, made with a number of queries that does not grow with the posts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pwa.networks.noticeboard import Noticeboard
from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import Kind
from pwa.rules.post import ParkingReason, PostState, Word, word
from pwa.store import deliveries, drafts, people, posts
from pwa.store.tables import Channel, Delivery, Hold, Identity, Parking, Passkey, Person, Post, Receipt, Retraction, StepUp
from pwa.store.transaction import Session
from pwa.web.pages import clock_words, identity_view, moment, window_words

Way = tuple[Delivery, Channel, Receipt | None, Retraction | None]
LABELS = {Noticeboard.name: Noticeboard.label}
TONES = {
    Word.HELD: "wait",
    Word.GOING_OUT: "wait",
    Word.SENT: "good",
    Word.PARTLY_SENT: "bad",
    Word.NOT_SENT: "bad",
    Word.NOT_SURE: "bad",
    Word.UNDONE: "quiet",
    Word.PARKED: "wait",
}
OUTCOMES = {
    Word.GOING_OUT: "It left at {left} and is on its way.",
    Word.SENT: "It left at {left} and arrived.",
    Word.PARTLY_SENT: "It left at {left}, and not all of it arrived. Below is what became of it.",
    Word.NOT_SENT: "It was to leave at {left}, and nothing arrived. Below is why.",
    Word.NOT_SURE: "It left at {left}, and nobody could tell yet whether it arrived. It is not sent a second time.",
}
WHY_PARKED = {
    ParkingReason.KEPT: "{who} kept it from going out.",
    ParkingReason.LATE: "It was more than 15 minutes late, so it asks instead of going out by itself.",
    ParkingReason.GRANT_ENDED: "Whoever held it may no longer speak as this identity.",
    ParkingReason.STOPPED: "Everything of the organisation was stopped.",
    ParkingReason.APPROVAL_LOST: "An approval was taken back.",
    ParkingReason.RESTORED: "The records came back from an older copy, so it may have left before. It asks first.",
}


def network_label(network: str) -> str:
    """A network's name as people read it."""
    return LABELS.get(network, network.replace("_", " ").capitalize())


def channel_view(channel: Channel) -> dict[str, Any]:
    """One place, as the pages name it."""
    return {"network": network_label(channel.network), "handle": channel.handle, "word": "", "address": None}


def held_view(session: Session, post: Post, identity: Identity) -> dict[str, Any]:
    """What the hold screen shows."""
    hold, holder = posts.holds_of(session, post)[-1]
    times = {"ring_ends_at": post.ring_ends_at.isoformat(), "due_at": post.due_at.isoformat(), "goes_words": clock_words(post.due_at)}
    return {
        "id": post.public_id,
        "identity": identity_view(identity),
        "parts": words_of(session, post),
        "channels": [channel_view(channel) for channel in posts.channels_of(session, [post])[post.id]],
        "by": holder.name,
        "hold": {"window_seconds": hold.window_seconds, "key": hold.hold_key, **times},
        "can_send_now": identity.kind == Kind.PERSONAL,
    }


def receipt_view(session: Session, post: Post, identity: Identity, reader: Person) -> dict[str, Any]:
    """What the page of a Post shows: who, as whom, on what, how verified, and where it is now."""
    ways = deliveries.of_posts(session, [post])[post.id]
    verdict = word(PostState(post.state), _states(ways))
    taken_down = _taken_down(ways)
    return {
        "id": post.public_id,
        "identity": identity_view(identity),
        "state": post.state,
        "word": verdict,
        "tone": TONES[verdict],
        "sentence": _sentence(session, post, verdict),
        "parts": words_of(session, post),
        "deliveries": [_delivery(channel_ways) for channel_ways in _by_channel(ways)],
        "holds": _holds(session, post, identity),
        "retracted": moment(taken_down),
        "moving": verdict in (Word.GOING_OUT, Word.NOT_SURE) or (taken_down is None and any(retraction for *_, retraction in ways)),
        "draft_href": _draft_href(session, post, identity, reader),
    }


def can_retract(session: Session, post: Post) -> bool:
    """Whether something of it stands on a network and nobody has asked for it back."""
    return any(delivery.state == DeliveryState.SENT and retraction is None for delivery, _, _, retraction in _ways(session, post))


def outbox_views(session: Session, identity: Identity, rows: Sequence[Post]) -> list[dict[str, Any]]:
    """One picture for each Post of an outbox; five queries whatever their number."""
    parts, ways, channels = posts.parts_of(session, rows), deliveries.of_posts(session, rows), posts.channels_of(session, rows)
    undone = posts.cancellations_of(session, rows)
    names = people.names(session, {post.person_id for post in rows}) if identity.kind == Kind.OFFICIAL else {}
    shown = []
    for post in rows:
        verdict = word(PostState(post.state), _states(ways[post.id]))
        held = post.state == PostState.HELD
        waiting = held or post.state == PostState.PARKED
        cancellation = undone.get(post.id)
        who_undid = cancellation[1].name if cancellation else ""
        times = {"ring_ends_at": post.ring_ends_at.isoformat(), "due_at": post.due_at.isoformat()}
        view = {
            "id": post.public_id,
            "word": verdict,
            "tone": TONES[verdict],
            "at": moment(post.released_at or (cancellation[0].at if cancellation else None) or post.parked_at or post.held_at),
            "sentence": _outbox_sentence(post, verdict, who_undid, taken_down=_taken_down(ways[post.id]) is not None),
            "parts": [part.text for part in parts[post.id]],
            "by": names.get(post.person_id),
            "deliveries": [_delivery(one) for one in _by_channel(ways[post.id])] or [channel_view(one) for one in channels[post.id]],
            "held": times if held else None,
            "can_undo": waiting,
            "can_park": held,
            "parked": post.state == PostState.PARKED,
        }
        shown.append(view)
    return shown


def parked_reason(session: Session, post: Post) -> str:
    """Why it stopped, in a sentence."""
    parkings = posts.parkings_of(session, post)
    return _why(parkings[-1], people.names(session, _who_parked(parkings))) if parkings else ""


def words_of(session: Session, post: Post) -> list[str]:
    """The parts as they will appear."""
    return [part.text for part in posts.parts_of(session, [post])[post.id]]


def _ways(session: Session, post: Post) -> list[Way]:
    return deliveries.of_posts(session, [post])[post.id]


def _states(ways: Sequence[Way]) -> list[DeliveryState]:
    return [DeliveryState(delivery.state) for delivery, _, _, _ in ways]


def _by_channel(ways: Sequence[Way]) -> list[list[Way]]:
    found: dict[int, list[Way]] = {}
    for one in ways:
        found.setdefault(one[1].id, []).append(one)
    return list(found.values())


def _delivery(ways: list[Way]) -> dict[str, Any]:
    """Where the whole series stands on one channel."""
    verdict = word(PostState.RELEASED, _states(ways))
    receipts = [receipt for _, _, receipt, _ in ways if receipt]
    reasons = [delivery.reason for delivery, _, _, _ in ways if delivery.reason and delivery.state != DeliveryState.SENT]
    asked_back = any(retraction for _, _, _, retraction in ways)
    down = _taken_down(ways) is not None
    return channel_view(ways[0][1]) | {
        "word": "Taken down" if down else verdict,
        "tone": "quiet" if down else TONES[verdict],
        "at": moment(receipts[-1].at) if receipts else None,
        "address": receipts[0].url if receipts else None,
        "sentence": reasons[0] if reasons else "It is being taken down." if asked_back and not down else None,
    }


def _taken_down(ways: Sequence[Way]) -> datetime | None:
    """When the last of what had arrived was asked back, once the networks have removed all of it."""
    back = [retraction for _, _, receipt, retraction in ways if receipt]
    done = [retraction.asked_at for retraction in back if retraction and retraction.state == DeliveryState.SENT]
    return max(done) if done and len(done) == len(back) else None


def _sentence(session: Session, post: Post, verdict: Word) -> str:
    if verdict == Word.HELD:
        return f"Nothing has gone out yet. It goes out at {clock_words(post.due_at)}."
    if verdict == Word.PARKED:
        return "Nothing has gone out. It waits until somebody holds it again or undoes it."
    if verdict == Word.UNDONE:
        cancellation, who = posts.cancellations_of(session, [post])[post.id]
        holder = people.person(session, post.person_id).name
        return f"{who.name} undid it at {clock_words(cancellation.at)}. Nothing went out, and the words went back to {holder}'s drafts."
    return OUTCOMES[verdict].format(left=clock_words(post.released_at or post.due_at))


def _outbox_sentence(post: Post, verdict: Word, who_undid: str, *, taken_down: bool) -> str | None:
    if taken_down:
        return "It was taken down again."
    if verdict == Word.UNDONE:
        return f"{who_undid} undid it. Nothing went out."
    if verdict == Word.PARKED:
        return "Nothing has gone out. It waits for somebody to hold it again."
    return "Nothing has gone out yet." if verdict == Word.HELD else None


def _holds(session: Session, post: Post, identity: Identity) -> list[dict[str, Any]]:
    holds, proofs, parkings = posts.holds_of(session, post), posts.proofs_of(session, post), posts.parkings_of(session, post)
    names = people.names(session, _who_parked(parkings))
    ends = [_why(parking, names) for parking in parkings[: len(holds)]]
    if len(ends) < len(holds):
        ends.append("Still in its window." if post.state == PostState.HELD else _left(session, post))
    return [
        {
            "number": number,
            "by": who.name,
            "at": moment(hold.held_at),
            "device": hold.device,
            "verified": _verified(hold, *proofs[hold.id]),
            "window_words": window_words(hold.window_seconds),
            "outcome": outcome,
        }
        for number, ((hold, who), outcome) in enumerate(zip(holds, ends, strict=True), 1)
    ]


def _left(session: Session, post: Post) -> str:
    if post.released_at:
        return f"It left at {clock_words(post.released_at)}."
    cancellation, who = posts.cancellations_of(session, [post])[post.id]
    return f"{who.name} undid it at {clock_words(cancellation.at)}."


def _verified(hold: Hold, proof: StepUp | None, key: Passkey | None) -> str:
    named = f" with the passkey “{key.name}”" if key else ""
    return f"By finger, face or PIN at {clock_words(proof.verified_at)}{named}" if proof else f"Signed in{named}"


def _why(parking: Parking, names: dict[int, str]) -> str:
    return WHY_PARKED[ParkingReason(parking.reason)].format(who=names.get(parking.person_id or 0, "Somebody"))


def _who_parked(parkings: Sequence[Parking]) -> set[int]:
    return {parking.person_id for parking in parkings if parking.person_id}


def _draft_href(session: Session, post: Post, identity: Identity, reader: Person) -> str | None:
    if post.state != PostState.CANCELLED or post.person_id != reader.id:
        return None
    cancellation, _ = posts.cancellations_of(session, [post])[post.id]
    waiting = {draft.id: draft.public_id for draft in drafts.open_of(session, reader, identity)}
    return f"/as/{identity.handle}/drafts/{waiting[cancellation.draft_id]}" if cancellation.draft_id in waiting else None
