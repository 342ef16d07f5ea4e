"""What pages say of variants: the boxes of a composer, the fields of a form, and which words of a post go where."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from flask import request

from pwa.actions.save_draft import Words, variants_in
from pwa.rules.refusals import NotFound
from pwa.rules.text import Unfit
from pwa.rules.variant import Variant
from pwa.store import drafts, variants
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import Session
from pwa.store.variants import Own
from pwa.web import current
from pwa.web.delivery_views import network_label

FIELD = re.compile(r"variant-([a-z2-7]{16})-([0-9]{1,2})")  # of which channel, for which part


def posted_variants() -> list[Variant] | None:
    """What the boxes hold; None when the page says nothing of them."""
    if "variants" not in request.form:
        return None
    said = [(FIELD.fullmatch(name), words) for name, words in request.form.items(multi=True)]
    return [Variant(found[1], int(found[2]), words) for found, words in said if found and words.strip()]


def field_name(channel: Channel, part: int) -> str:
    """Of the box in which it stands."""
    return f"variant-{channel.public_id}-{part}"


def variant_fields(own: Sequence[Own], *, behind: int = 0) -> list[tuple[str, str]]:
    """What a form says of them, as the composer's does; `behind` so many other parts."""
    return [(field_name(one.channel, one.part + behind), one.text) for one in own]


def left_in(session: Session, identity: Identity, words: Words) -> list[Own]:
    """What was typed, as far as it can be shown again: what is wrong with it may be the very problem."""
    try:
        try:
            draft = drafts.find(session, current.person(), identity, words.draft)
            return variants_in(session, current.caller(), draft, words)
        except Unfit:
            return variants.named(session, current.person(), draft, words.variants or ())
    except NotFound:
        return []


def place_of(channel: Channel, among: Collection[Channel]) -> str:
    """Its network, and its handle where that alone would not say which."""
    network = network_label(channel.network)
    alone = sum(one.network == channel.network for one in {other.id: other for other in [*among, channel]}.values()) == 1
    return network if alone else f"{network} {channel.handle}"


def boxes(own: Sequence[Own], parts: Sequence[str], there: Sequence[Channel], empty: Collection[str] = ()) -> list[list[dict[str, Any]]]:
    """For each part what channels say of their own; those of the channels `empty` have a box in any case, for who has no script.

    `there`: where this Identity's posts can appear. What was written for another place is shown, and goes nowhere.
    """
    known, ids = [one.channel for one in own], {channel.id for channel in there}
    written = {(one.part, one.channel.id) for one in own}
    spare = [Own(channel, number + 1, "") for channel in there if channel.public_id in empty for number in range(len(parts))]
    every = [*own, *(one for one in spare if (one.part, one.channel.id) not in written)]
    return [
        [
            {
                "name": field_name(one.channel, number),
                "place": place_of(one.channel, [*there, *known]),
                "words": one.text,
                "before": one.written_before(parts),
                "stray": one.channel.id not in ids,
            }
            for one in every
            if one.part == number
        ]
        for number in range(1, len(parts) + 1)
    ]


def goes(parts: Sequence[str], own: Sequence[Own], channels: Sequence[Channel]) -> list[tuple[str, list[str]]]:
    """The network of each channel, and what it is to say there."""
    there = {(one.channel.id, one.part): one.text for one in own}
    return [(one.network, [there.get((one.id, number), part) for number, part in enumerate(parts, 1)]) for one in channels]


def said_where(parts: Sequence[str], own: Sequence[Own], channels: Sequence[Channel]) -> list[list[dict[str, Any]]]:
    """What readers will see of each part: the words, and where, if it is not all the same everywhere."""
    if not own:
        return [[{"words": part, "places": ""}] for part in parts]
    return [_said(part, [one for one in own if one.part == number], channels) for number, part in enumerate(parts, 1)]


def _said(rest: str, own: Sequence[Own], channels: Sequence[Channel]) -> list[dict[str, Any]]:
    there = {one.channel.id: one.text for one in own}
    said: dict[str, list[str]] = {}
    for channel in sorted(channels, key=lambda one: one.id in there):
        said.setdefault(there.get(channel.id, rest), []).append(place_of(channel, channels))
    return [{"words": words, "places": " · ".join(places)} for words, places in said.items()]


def own_words(own: Sequence[Own]) -> list[dict[str, str]]:
    """What single channels say, for a page that shows two versions."""
    return [{"place": place_of(one.channel, [other.channel for other in own]), "words": one.text} for one in own]
