"""How much a network takes in one part, and what to say of words that are more than that. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from pwa.rules.mastodon_text import mastodon_length
from pwa.rules.text import Unfit, graphemes
from pwa.rules.words import Sentence
from pwa.rules.x_text import x_length


class Unit(StrEnum):
    """In what a network counts the length of a text."""

    GRAPHEMES = "graphemes"
    LINKS_SHORTENED = "links_shortened"  # graphemes; every link counts alike, and of a mention only the name
    WEIGHTED = "weighted"


@dataclass(frozen=True)
class Limits:
    """How much one part may carry there."""

    text: int  # in `unit`, as `Network.length` counts
    unit: Unit
    pictures: int
    picture_bytes: int  # of each
    alt: int  # characters of a description
    text_bytes: int | None = None  # in UTF-8, where a network counts them too
    series: bool = True  # whether one part can follow another


COUNTS: Mapping[Unit, Callable[[str], int]] = {
    Unit.GRAPHEMES: graphemes,
    Unit.LINKS_SHORTENED: mastodon_length,
    Unit.WEIGHTED: x_length,
}


def stored(limits: Limits) -> str:
    """As the store keeps them."""
    return json.dumps(asdict(limits), sort_keys=True)


def read(kept: str | None) -> Limits | None:
    """What the store kept. None: nobody has asked that network yet, and only it can say."""
    if kept is None:
        return None
    fields = json.loads(kept)
    return Limits(**fields | {"unit": Unit(fields["unit"])})


def over(text: str, limits: Limits) -> int:
    """How much is too much: in the network's own unit, or in bytes where those run out first. 0: it fits."""
    too_long = COUNTS[limits.unit](text) - limits.text
    too_many = len(text.encode()) - limits.text_bytes if limits.text_bytes else 0
    return max(too_long, too_many, 0)


def fit(parts: Sequence[str], limits: Limits, network: Sentence) -> None:
    """Raises Unfit for words that this network would refuse; better now than after the window."""
    if len(parts) > 1 and not limits.series:
        raise Unfit(
            Sentence(
                "%(network)s takes no series. Nothing was sent. Make it one part, or leave %(network)s out.",
                network=network,
            )
        )
    for number, part in enumerate(parts, 1):
        much = over(part, limits)
        if much and len(parts) > 1:
            raise Unfit(
                Sentence(
                    "Part %(part)s is too long for %(network)s by %(over)s. Nothing was sent. Shorten it, or leave %(network)s out.",
                    part=number,
                    over=much,
                    network=network,
                )
            )
        if much:
            raise Unfit(
                Sentence(
                    "It is too long for %(network)s by %(over)s. Nothing was sent. Shorten it, or leave %(network)s out.",
                    over=much,
                    network=network,
                )
            )
