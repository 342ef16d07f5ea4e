"""What of a text is a link, a mention or a hashtag on Bluesky, and at which of its bytes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from pwa.rules.text import graphemes

BLUESKY_GRAPHEMES = 300
BLUESKY_BYTES = 3_000
TAG_GRAPHEMES = 64
OPENED_BY = {")": "(", "]": "[", "}": "{", "\uff09": "\uff08", "\u300d": "\u300c"}  # the last two as in Japanese

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LINK = r"(?:https?://[\p{L}\p{N}\p{So}]|www\.(?=[^\s/?#.]+\.[\p{L}\p{N}]))\S*"
_SPAN = regex.compile(
    rf"(?<![a-z0-9@/._-])(?P<link>{_LINK})"
    rf"|(?<![\w@/.-])@(?P<mention>(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?)(?![\w@])"
    r"|(?<!\S)[#\uff03](?P<tag>(?!\ufe0f)[^\s\u00ad\u2060\u200a-\u200d\u20e2]+)",
    regex.IGNORECASE,
)
# A sentence goes on or ends after a link: its punctuation is no part of the link.
_PUNCTUATION = regex.compile(r"[^\P{Po}/#%&@]|[\p{Pi}\p{Pf}<>|]")


class Kind(StrEnum):
    """What a stretch of text is."""

    LINK = "link"
    MENTION = "mention"
    TAG = "tag"


@dataclass(frozen=True)
class Span:
    """One stretch: its first byte in UTF-8 and the one after its last, and what it names: an address, a handle, or a tag."""

    kind: Kind
    start: int
    end: int
    names: str


def spans(text: str) -> Iterator[Span]:
    """All of them, in their order; none overlaps another."""
    at, bytes_before = 0, 0
    while found := _SPAN.search(text, at):
        kind = Kind(str(found.lastgroup))
        first, shown = found.start(), _shown(kind, found[0])
        bytes_before += len(text[at:first].encode())
        at = first + max(len(shown), 1)
        length = len(text[first:at].encode())
        if shown:
            yield Span(kind, bytes_before, bytes_before + length, _named(kind, shown))
        bytes_before += length


def _shown(kind: Kind, found: str) -> str:
    """How much of what was found belongs to it; "" when it is none after all."""
    if kind is Kind.LINK:
        return _without_what_follows(found)
    if kind is Kind.TAG:
        tag = regex.sub(r"\p{P}+$", "", found[1:])
        fits = regex.search(r"[^\d\p{P}]", tag) and graphemes(tag) <= TAG_GRAPHEMES
        return found[0] + tag if fits else ""
    return found


def _without_what_follows(link: str) -> str:
    """A bracket that was opened before it is no part of it either."""
    while _PUNCTUATION.match(link[-1]) or (link[-1] in OPENED_BY and link.count(link[-1]) > link.count(OPENED_BY[link[-1]])):
        link = link[:-1]
    return link


def _named(kind: Kind, shown: str) -> str:
    if kind is Kind.LINK:
        return shown if shown.lower().startswith("http") else f"https://{shown}"
    return shown[1:].lower() if kind is Kind.MENTION else shown[1:]
