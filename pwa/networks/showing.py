"""How each network will show words: what of them leads somewhere, and what stays text."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from pwa.networks.bluesky import Bluesky
from pwa.networks.facebook_page import FacebookPage
from pwa.networks.mastodon import Mastodon
from pwa.networks.x import X
from pwa.rules.bluesky_text import Kind
from pwa.rules.shown import Found, Stretch, on_bluesky, on_facebook, on_mastodon, on_x, stretches

SHOWS: Mapping[str, Callable[[str, str], Iterable[Found]]] = {
    X.name: lambda text, home: on_x(text),
    Mastodon.name: on_mastodon,
    Bluesky.name: lambda text, home: on_bluesky(text),
    FacebookPage.name: lambda text, home: on_facebook(text),
}


def shown(network: str, text: str, home: str = "") -> list[Stretch]:
    """What stands there, cut where something leads somewhere; where words are no more than words, one stretch."""
    if network == X.name:
        text = unicodedata.normalize("NFC", text)
    return list(stretches(text, SHOWS[network](text, home))) if network in SHOWS else [Stretch(text)]


def named(network: str, stretches: Collection[Stretch]) -> list[str]:
    """The handles that this network has to look up before it knows whether they lead to anybody."""
    return list(dict.fromkeys(one.names for one in stretches if one.kind is Kind.MENTION)) if network == Bluesky.name else []


def without(stretches: Iterable[Stretch], nobody: Collection[str]) -> list[Stretch]:
    """The same, with the mentions of `nobody` as what they stay: text."""
    return [replace(one, kind=None) if one.kind is Kind.MENTION and one.names in nobody else one for one in stretches]
