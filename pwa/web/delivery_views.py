"""What the pages say of Deliveries: where each part stands, what a person may answer, and who answered what."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pwa.networks.bluesky import Bluesky
from pwa.networks.facebook_page import FacebookPage
from pwa.networks.mastodon import Mastodon
from pwa.networks.noticeboard import Noticeboard
from pwa.networks.x import X
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import LATE_AFTER, PostState, Word, word
from pwa.rules.settling import Answer, question
from pwa.store.settling import Settled
from pwa.store.tables import Channel, Delivery, Retraction
from pwa.web.pages import clock_words, moment
from pwa.web.series import Series, Way, overdue, taken_down_at
from pwa.web.words import _, n_, ngettext, say, told

SOON = timedelta(minutes=2)  # what is nearer than this is told to the second
LABELS: dict[str, str] = {one.name: one.label for one in (Noticeboard, Mastodon, Bluesky, X, FacebookPage)}
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
    DeliveryState.UNSURE: {
        Answer.THERE: n_("It is there"),
        Answer.AGAIN: n_("It is not there, send it again"),
        Answer.LEFT: n_("Leave it"),
    },
    DeliveryState.PARKED: {Answer.AGAIN: n_("Send it now"), Answer.LEFT: n_("Leave it")},
    DeliveryState.REFUSED: {Answer.AGAIN: n_("Try again"), Answer.LEFT: n_("Leave it")},
}
ADVICE = {
    DeliveryState.UNSURE: n_("Look there, then say what you found."),
    DeliveryState.PARKED: n_("Send it now, or leave it."),
    DeliveryState.REFUSED: n_("Try again, or leave it."),
}
SENT_AGAIN = {
    DeliveryState.UNSURE: n_("%(who)s said at %(at)s that it was not there, and sent it again."),
    DeliveryState.PARKED: n_("%(who)s sent it at %(at)s."),
    DeliveryState.REFUSED: n_("%(who)s tried again at %(at)s."),
}
THERE = n_("%(who)s said at %(at)s that it is there. Its address is not known here, so it can only be taken down over there.")
LEFT = n_("Left alone by %(who)s at %(at)s.")
STANDING = {  # one part, two, or more of them
    "out": (
        n_("part %(first)s is out"),
        n_("parts %(first)s and %(last)s are out"),
        n_("parts %(first)s to %(last)s are out"),
    ),
    "not out": (
        n_("part %(first)s is not out"),
        n_("parts %(first)s and %(last)s are not out"),
        n_("parts %(first)s to %(last)s are not out"),
    ),
    "in doubt": (
        n_("part %(first)s is in doubt"),
        n_("parts %(first)s and %(last)s are in doubt"),
        n_("parts %(first)s to %(last)s are in doubt"),
    ),
}
LEFT_IN_DOUBT = n_("Left alone by %(who)s at %(at)s. Nobody knows whether it arrived.")


def network_label(network: str) -> str:
    """A network's name as people read it."""
    return say(LABELS.get(network, network.replace("_", " ").capitalize()))


def channel_view(channel: Channel) -> dict[str, Any]:
    """One place, as the pages name it."""
    return {"network": network_label(channel.network), "handle": channel.handle, "word": "", "address": None}


def series_view(series: Series, *, may_send: bool) -> dict[str, Any]:
    """Where a series stands on one channel, part by part. `may_send`: the reader speaks as its identity now."""
    receipts = [receipt for _, _, receipt, _ in series.ways if receipt]
    down = taken_down_at(series.ways) is not None
    return channel_view(series.channel) | {
        "word": _("Taken down") if down else say(series.word),
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
    return f"{said} {say(ADVICE[DeliveryState(series.first.state)])}" if asks and series.first else said


def trouble(series: Series) -> str | None:
    """Why it has not gone further, in a sentence or two."""
    said = _trouble(series, series.first) if series.first else None
    return f"{_standing(series)} {said}" if said and len(series.ways) > 1 else said


def overdue_sentence(due_at: datetime, now: datetime) -> str:
    """What is true of a thing whose time has passed without a courier."""
    then = _("It goes out when it runs again, or asks after 15 minutes.")
    if now - due_at > LATE_AFTER:
        then = _("It is too late now to go out by itself: it asks when the courier runs again.")
    late = _("It should have left at %(time)s and has not. The courier may be down; nothing is lost.", time=words_at(due_at))
    return f"{late} {then}"


def settled_sentence(one: Settled) -> str:
    """Who answered what, and when."""
    sentence = {Answer.THERE: THERE, Answer.LEFT: LEFT_IN_DOUBT if one.was is DeliveryState.UNSURE else LEFT}.get(one.answer)
    return _(sentence or SENT_AGAIN[one.was], who=one.by, at=words_at(one.at))


def words_at(at: datetime) -> str:
    """A time in words: 14:03, 14:03 yesterday."""
    return str((moment(at) or {})["words"])


def _trouble(series: Series, first: Delivery) -> str | None:
    network = network_label(series.channel.network)
    match first.state:
        case DeliveryState.UNSURE if first.look_at is not None:
            said = _("%(network)s did not say whether it arrived.", network=network)
            return f"{said} {_looking(first.look_at, series.now)}"
        case DeliveryState.UNSURE:
            return _("%(network)s did not say whether it arrived, and looking for it settled nothing.", network=network)
        case DeliveryState.REFUSED:
            why = told(first.reason) if first.reason else _("it gave no reason.")
            return _("%(network)s said no: %(reason)s", network=network, reason=why)
        case DeliveryState.PARKED:
            return told(first.reason) if first.reason else _("It stopped, and nobody wrote down why.")
        case DeliveryState.DROPPED:
            answers = series.said_of(first)
            return settled_sentence(answers[-1]) if answers else None
        case DeliveryState.SENDING if first.lease_until and overdue(first.lease_until, series.now):
            return _("The courier stopped while it was sending. When one runs again, it looks first: nothing is sent twice.")
        case DeliveryState.DUE if first.try_at > series.now:
            return _("%(network)s asked to wait until %(time)s.", network=network, time=_soon(first.try_at, series.now))
        case DeliveryState.DUE if overdue(first.try_at, series.now):
            return overdue_sentence(first.try_at, series.now)
    return None


def _looking(look_at: datetime, now: datetime) -> str:
    if overdue(look_at, now):
        return _("The next look was to be at %(time)s; it comes when the courier runs again.", time=words_at(look_at))
    return _("We are looking; next look at %(time)s.", time=_soon(max(look_at, now), now))


def _standing(series: Series) -> str:
    """Which parts of a series are out: Part 1 is out, parts 2 and 3 are not out."""
    places: dict[str, list[int]] = {"out": [], "not out": [], "in doubt": []}
    for way, state in zip(series.ways, series.states, strict=True):
        where = {DeliveryState.SENT: "out", DeliveryState.UNSURE: "in doubt"}.get(state, "not out")
        places[where].append(way[0].position)
    sentence = ", ".join(_parts(where, positions) for where, positions in places.items() if positions)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _parts(where: str, positions: Sequence[int]) -> str:
    """Some parts that stand side by side, and where they are."""
    return _(STANDING[where][min(len(positions), 3) - 1], first=positions[0], last=positions[-1])


def _part(series: Series, way: Way) -> dict[str, Any]:
    delivery, receipt, retraction = way[0], way[2], way[3]
    first = series.first
    behind = first is not None and first.state != DeliveryState.DROPPED and first.position < delivery.position
    known = word(PostState.RELEASED, [series.known(delivery)])
    down = retraction is not None and retraction.state == DeliveryState.SENT
    return {
        "number": delivery.position,
        "word": _("Taken down") if down else _("Waits for part %(number)s", number=first.position) if behind and first else say(known),
        "tone": "quiet" if down or behind else TONES[known],
        "at": moment(receipt.at) if receipt else None,
        "address": receipt.url if receipt else None,
        "notes": [note for note in (_tried(delivery), *_settled(series, delivery), _taking_down(series, retraction)) if note],
    }


def _tried(delivery: Delivery) -> str | None:
    if delivery.started_at is None:
        return None
    at = clock_words(delivery.started_at)
    if delivery.attempts == 1:
        return _("Tried once, at %(time)s.", time=at)
    return ngettext("Tried %(num)s time, the last at %(time)s.", "Tried %(num)s times, the last at %(time)s.", delivery.attempts, time=at)


def _settled(series: Series, delivery: Delivery) -> list[str]:
    told_above = delivery is series.first and delivery.state == DeliveryState.DROPPED  # by `trouble`
    said = series.said_of(delivery)
    return [settled_sentence(one) for one in (said[:-1] if told_above else said)]


def _taking_down(series: Series, retraction: Retraction | None) -> str | None:
    if retraction is None or retraction.state == DeliveryState.SENT:
        return None
    if retraction.state == DeliveryState.REFUSED:
        network, why = network_label(series.channel.network), told(retraction.reason or "")
        return _("%(network)s did not take it down: %(reason)s Take it down over there.", network=network, reason=why)
    return _("It is being taken down.")


def _ask(series: Series, first: Delivery, *, may_send: bool) -> dict[str, Any]:
    state, can_send = DeliveryState(first.state), Answer.AGAIN in series.answers
    behind = len(series.ways) > first.position
    hints = [_("Sent again, it goes on with the parts after it, in order.")] if can_send and behind else []
    if series.looking:
        hints.append(_("If it is not there, you can send it again once the last look is over."))
    place = PLACES.get(series.channel.network) if state is DeliveryState.UNSURE else None
    offers = [answer for answer in series.answers if may_send or answer is not Answer.AGAIN]
    return {
        "id": first.public_id,
        "question": question(state, first.attempts, len(series.said_of(first))),
        "advice": say(ADVICE[state]) if series.needs_person else None,
        "hints": hints,
        "look": place.format(handle=series.channel.handle) if place else None,
        "answers": [{"answer": answer, "label": say(BUTTONS[state][answer])} for answer in offers],
        "switch": can_send and not may_send,
        "take_down": len(series.ways) > 1 and any(receipt and not retraction for _, _, receipt, retraction in series.ways),
    }


def _soon(at: datetime, now: datetime) -> str:
    return clock_words(at) if abs(at - now) < SOON else words_at(at)
