"""What the pages say of Deliveries: where each part stands, what a person may answer, and who answered what."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pwa.networks.noticeboard import Noticeboard
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import LATE_AFTER, PostState, Word, word
from pwa.rules.settling import Answer, question
from pwa.store.settling import Settled
from pwa.store.tables import Channel, Delivery, Retraction
from pwa.web.pages import clock_words, moment
from pwa.web.series import Series, Way, overdue, taken_down_at

SOON = timedelta(minutes=2)  # what is nearer than this is told to the second
LABELS = {Noticeboard.name: Noticeboard.label}
PLACES = {Noticeboard.name: "/board/{handle}"}  # where a person can look for it
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
BUTTONS = {
    DeliveryState.UNSURE: {Answer.THERE: "It is there", Answer.AGAIN: "It is not there, send it again", Answer.LEFT: "Leave it"},
    DeliveryState.PARKED: {Answer.AGAIN: "Send it now", Answer.LEFT: "Leave it"},
    DeliveryState.REFUSED: {Answer.AGAIN: "Try again", Answer.LEFT: "Leave it"},
}
ADVICE = {
    DeliveryState.UNSURE: "Look there, then say what you found.",
    DeliveryState.PARKED: "Send it now, or leave it.",
    DeliveryState.REFUSED: "Try again, or leave it.",
}
SENT_AGAIN = {
    DeliveryState.UNSURE: "{who} said at {at} that it was not there, and sent it again.",
    DeliveryState.PARKED: "{who} sent it at {at}.",
    DeliveryState.REFUSED: "{who} tried again at {at}.",
}
THERE = "{who} said at {at} that it is there. Its address is not known here, so it can only be taken down over there."
LEFT = "Left alone by {who} at {at}."
LEFT_IN_DOUBT = "Left alone by {who} at {at}. Nobody knows whether it arrived."


def network_label(network: str) -> str:
    """A network's name as people read it."""
    return LABELS.get(network, network.replace("_", " ").capitalize())


def channel_view(channel: Channel) -> dict[str, Any]:
    """One place, as the pages name it."""
    return {"network": network_label(channel.network), "handle": channel.handle, "word": "", "address": None}


def series_view(series: Series, *, may_send: bool) -> dict[str, Any]:
    """Where a series stands on one channel, part by part. `may_send`: the reader speaks as its identity now."""
    receipts = [receipt for _, _, receipt, _ in series.ways if receipt]
    down = taken_down_at(series.ways) is not None
    return channel_view(series.channel) | {
        "word": "Taken down" if down else series.word,
        "tone": "quiet" if down else TONES[series.word],
        "at": moment(receipts[-1].at) if receipts else None,
        "address": receipts[0].url if receipts else None,
        "trouble": trouble(series),
        "parts": [_part(series, way) for way in series.ways],
        "ask": _ask(series, series.first, may_send=may_send) if series.first and series.answers else None,
    }


def outbox_line(series: Series) -> str | None:
    """What is wrong, and what to do next. None: nothing is."""
    said = trouble(series)
    asks = said is not None and series.first is not None and series.needs_person
    return f"{said} {ADVICE[DeliveryState(series.first.state)]}" if asks and series.first else said


def trouble(series: Series) -> str | None:
    """Why it has not gone further, in a sentence or two."""
    said = _trouble(series, series.first) if series.first else None
    return f"{_standing(series)} {said}" if said and len(series.ways) > 1 else said


def overdue_sentence(due_at: datetime, now: datetime) -> str:
    """What is true of a thing whose time has passed without a courier."""
    then = "It goes out when it runs again, or asks after 15 minutes."
    if now - due_at > LATE_AFTER:
        then = "It is too late now to go out by itself: it asks when the courier runs again."
    return f"It should have left at {words_at(due_at)} and has not. The courier may be down; nothing is lost. {then}"


def settled_sentence(one: Settled) -> str:
    """Who answered what, and when."""
    sentence = {Answer.THERE: THERE, Answer.LEFT: LEFT_IN_DOUBT if one.was is DeliveryState.UNSURE else LEFT}.get(one.answer)
    return (sentence or SENT_AGAIN[one.was]).format(who=one.by, at=words_at(one.at))


def words_at(at: datetime) -> str:
    """A time in words: 14:03, yesterday 14:03."""
    return str((moment(at) or {})["words"])


def _trouble(series: Series, first: Delivery) -> str | None:
    network = network_label(series.channel.network)
    match first.state:
        case DeliveryState.UNSURE if first.look_at is not None:
            return f"{network} did not say whether it arrived. {_looking(first.look_at, series.now)}"
        case DeliveryState.UNSURE:
            return f"{network} did not say whether it arrived, and looking for it settled nothing."
        case DeliveryState.REFUSED:
            return f"{network} said no: {first.reason or 'it gave no reason.'}"
        case DeliveryState.PARKED:
            return first.reason or "It stopped, and nobody wrote down why."
        case DeliveryState.DROPPED:
            said = series.said_of(first)
            return settled_sentence(said[-1]) if said else None
        case DeliveryState.SENDING if first.lease_until and overdue(first.lease_until, series.now):
            return "The courier stopped while it was sending. When one runs again, it looks first: nothing is sent twice."
        case DeliveryState.DUE if first.try_at > series.now:
            return f"{network} asked to wait until {_soon(first.try_at, series.now)}."
        case DeliveryState.DUE if overdue(first.try_at, series.now):
            return overdue_sentence(first.try_at, series.now)
    return None


def _looking(look_at: datetime, now: datetime) -> str:
    if overdue(look_at, now):
        return f"The next look was to be at {words_at(look_at)}; it comes when the courier runs again."
    return f"We are looking; next look at {_soon(max(look_at, now), now)}."


def _standing(series: Series) -> str:
    """Which parts of a series are out: Part 1 is out, parts 2 and 3 are not out."""
    out, doubt, rest = list[int](), list[int](), list[int]()
    for (delivery, *_), state in zip(series.ways, series.states, strict=True):
        (out if state is DeliveryState.SENT else doubt if state is DeliveryState.UNSURE else rest).append(delivery.position)
    told = [f"{_parts(out)} out"] if out else []
    told += [f"{_parts(rest)} not out"] if rest else []
    told += [f"{_parts(doubt)} in doubt"] if doubt else []
    sentence = ", ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _parts(positions: Sequence[int]) -> str:
    """Some parts that stand side by side, and the verb behind them."""
    if len(positions) == 1:
        return f"part {positions[0]} is"
    return f"parts {positions[0]} {'and' if len(positions) == 2 else 'to'} {positions[-1]} are"


def _part(series: Series, way: Way) -> dict[str, Any]:
    delivery, _, receipt, retraction = way
    first = series.first
    behind = first is not None and first.state != DeliveryState.DROPPED and first.position < delivery.position
    told = word(PostState.RELEASED, [series.known(delivery)])
    down = retraction is not None and retraction.state == DeliveryState.SENT
    return {
        "number": delivery.position,
        "word": "Taken down" if down else f"Waits for part {first.position}" if behind and first else told,
        "tone": "quiet" if down or behind else TONES[told],
        "at": moment(receipt.at) if receipt else None,
        "address": receipt.url if receipt else None,
        "notes": [note for note in (_tried(delivery), *_settled(series, delivery), _taking_down(series, retraction)) if note],
    }


def _tried(delivery: Delivery) -> str | None:
    if delivery.started_at is None:
        return None
    at = clock_words(delivery.started_at)
    return f"Tried once, at {at}." if delivery.attempts == 1 else f"Tried {delivery.attempts} times, the last at {at}."


def _settled(series: Series, delivery: Delivery) -> list[str]:
    told_above = delivery is series.first and delivery.state == DeliveryState.DROPPED  # by `trouble`
    said = series.said_of(delivery)
    return [settled_sentence(one) for one in (said[:-1] if told_above else said)]


def _taking_down(series: Series, retraction: Retraction | None) -> str | None:
    if retraction is None or retraction.state == DeliveryState.SENT:
        return None
    if retraction.state == DeliveryState.REFUSED:
        return f"{network_label(series.channel.network)} did not take it down: {retraction.reason} Take it down over there."
    return "It is being taken down."


def _ask(series: Series, first: Delivery, *, may_send: bool) -> dict[str, Any]:
    state, can_send = DeliveryState(first.state), Answer.AGAIN in series.answers
    behind = len(series.ways) > first.position
    hints = ["Sent again, it goes on with the parts after it, in order."] if can_send and behind else []
    if series.looking:
        hints.append("If it is not there, you can send it again once the last look is over.")
    place = PLACES.get(series.channel.network) if state is DeliveryState.UNSURE else None
    offers = [answer for answer in series.answers if may_send or answer is not Answer.AGAIN]
    return {
        "id": first.public_id,
        "question": question(state, first.attempts, len(series.said_of(first))),
        "advice": ADVICE[state] if series.needs_person else None,
        "hints": hints,
        "look": place.format(handle=series.channel.handle) if place else None,
        "answers": [{"answer": answer, "label": BUTTONS[state][answer]} for answer in offers],
        "switch": can_send and not may_send,
        "take_down": len(series.ways) > 1 and any(receipt and not retraction for _, _, receipt, retraction in series.ways),
    }


def _soon(at: datetime, now: datetime) -> str:
    return clock_words(at) if abs(at - now) < SOON else words_at(at)
