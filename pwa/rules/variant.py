"""What one channel says instead of the rest: a variant of a part's words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pwa.rules import text
from pwa.rules.text import PART_AT_MOST, PARTS_AT_MOST, Unfit
from pwa.rules.words import Sentence


@dataclass(frozen=True)
class Variant:
    """As a page sends it: the id of the channel, which part it stands for (from 1), and the words."""

    channel: str
    part: int
    text: str


def kept(raw: Sequence[Variant], parts: Sequence[str]) -> list[Variant]:
    """Those that say something of their own; an empty one, or one with the same words, says the same as the rest. Raises Unfit."""
    found: dict[tuple[str, int], Variant] = {}
    for one in raw:
        part, said = min(max(one.part, 1), PARTS_AT_MOST), text.words(one.text)
        if len(said) > PART_AT_MOST:
            raise Unfit(Sentence("Part %(number)s is far too long to keep. Nothing was sent. Shorten it and try again.", number=part))
        rest = parts[part - 1] if part <= len(parts) else ""
        if said.strip() and said.strip() != rest.strip():
            found[one.channel, part] = Variant(one.channel, part, said)
    return list(found.values())


def padded(parts: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """As many parts as there are variants for: one whose part went away is still shown, and asks for its words."""
    return [*parts, *[""] * (max(numbers, default=0) - len(parts))]


def said(parts: Sequence[str], own: Mapping[int, str]) -> list[str]:
    """What a channel says, part by part, given its own words for some of them. Raises Unfit for a part that has no words but those."""
    for number in sorted(own):
        if number > len(parts):
            raise Unfit(Sentence("Part %(number)s is empty. Nothing was sent.", number=number))
    return [own.get(number, "").strip() or part for number, part in enumerate(parts, 1)]
