"""What a network's readers see of words: which stretches lead somewhere, and what stands there in place of what was typed. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import regex

from pwa.rules import bluesky_text
from pwa.rules.bluesky_text import Kind
from pwa.rules.mastodon_text import mastodon_spans
from pwa.rules.x_text import ACCENTED, link_spans

X_PATH, MASTODON_LINK = 15, 30  # characters that are shown of a path there, and of a whole link here
_TAG_JOINTS = r"_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
_X_TAG = regex.compile(
    rf"(?<![&\p{{L}}\p{{M}}\p{{Nd}}{_TAG_JOINTS}])[#\uff03](?![\ufe0f\u20e3])"
    rf"(?=[\p{{Nd}}{_TAG_JOINTS}]*[\p{{L}}\p{{M}}])[\p{{L}}\p{{M}}\p{{Nd}}{_TAG_JOINTS}]+(?![#\uff03]|://)"
)
_X_MENTION = regex.compile(rf"(?<![a-zA-Z0-9_!#$%&*@\uff20])[@\uff20]([a-zA-Z0-9_]{{1,20}})(?![a-zA-Z0-9_@\uff20{ACCENTED}]|://)")
_MASTODON_TAG = regex.compile(r"(?<![=/)\p{L}\p{N}])[#\uff03](?=[\w\u00b7\u30fb\u200c]*\p{L})\w[\w\u00b7\u30fb\u200c]*")


@dataclass(frozen=True)
class Found:
    """A stretch of a text: from which character to before which; what it leads to; what stands there, where that is not what was typed."""

    kind: Kind
    start: int
    end: int
    names: str
    shown: str | None = None


@dataclass(frozen=True)
class Stretch:
    """A piece of what readers see. Without a kind it is text and no more."""

    text: str
    kind: Kind | None = None
    names: str = ""


def stretches(text: str, found: Iterable[Found]) -> Iterator[Stretch]:
    """All of the text, cut where something leads somewhere; of two that overlap the earlier counts."""
    at = 0
    for one in sorted(found, key=lambda one: one.start):
        if one.start < at:
            continue
        if one.start > at:
            yield Stretch(text[at : one.start])
        yield Stretch(one.shown if one.shown is not None else text[one.start : one.end], one.kind, one.names)
        at = one.end
    if text[at:]:
        yield Stretch(text[at:])


def on_x(text: str) -> Iterator[Found]:
    """Links without their protocol and cut short, names of up to twenty letters, hashtags with a letter in them. Of a text that is NFC."""
    links = list(link_spans(text))
    for start, end in links:
        link = text[start:end]
        yield Found(Kind.LINK, start, end, link if "://" in link else f"https://{link}", x_link(link))
    yield from _outside(links, text, {Kind.MENTION: _X_MENTION, Kind.TAG: _X_TAG})


def on_mastodon(text: str, home: str) -> Iterator[Found]:
    """Links in thirty characters; of a mention the name; `home`: the server whose people need no more than that."""
    server = home.rpartition("/")[2]
    spans = list(mastodon_spans(text))
    for span in spans:
        typed = text[span.start : span.end]
        if span.name is None:
            yield Found(Kind.LINK, span.start, span.end, typed, mastodon_link(typed))
        else:
            whole = typed if "@" in typed[1:] else f"{typed}@{server}"
            yield Found(Kind.MENTION, span.start, span.end, whole, f"@{span.name}")
    yield from _outside([(span.start, span.end) for span in spans], text, {Kind.TAG: _MASTODON_TAG})


def on_bluesky(text: str) -> Iterator[Found]:
    """The spans of the record, in characters: what is shown is what was typed."""
    written = text.encode()
    for span in bluesky_text.spans(text):
        start, end = (len(written[:byte].decode()) for byte in (span.start, span.end))
        yield Found(span.kind, start, end, span.names)


def on_facebook(text: str) -> Iterator[Found]:
    """Links and hashtags; a name is text."""
    links = list(link_spans(text))
    for start, end in links:
        yield Found(Kind.LINK, start, end, text[start:end] if "://" in text[start:end] else f"https://{text[start:end]}")
    yield from _outside(links, text, {Kind.TAG: _X_TAG})


def x_link(link: str) -> str:
    """As X shows it: the name, and fifteen characters of what follows."""
    shown = regex.sub(r"^https?://(?:www\.)?", "", link, flags=regex.IGNORECASE)
    name = regex.match(r"[^/?#]*", shown)[0]  # type: ignore[index]
    path = shown[len(name) :]
    return name + (path if len(path) <= X_PATH else f"{path[:X_PATH]}…")


def mastodon_link(link: str) -> str:
    """As Mastodon shows it: no protocol, no www., thirty characters."""
    shown = regex.sub(r"^https?://(?:www\.)?", "", link)
    return shown if len(shown) <= MASTODON_LINK else f"{shown[:MASTODON_LINK]}…"


def wholes(text: str) -> list[tuple[int, int]]:
    """What no network may find cut in two: every link, mention and hashtag of any of them."""
    every = (*on_x(text), *on_mastodon(text, ""), *on_bluesky(text))
    return sorted({(one.start, one.end) for one in every})


def _outside(taken: Iterable[tuple[int, int]], text: str, patterns: Mapping[Kind, "regex.Pattern[str]"]) -> Iterator[Found]:
    spans = list(taken)
    for kind, pattern in patterns.items():
        for one in pattern.finditer(text):
            start, end = one.span()
            if not any(start < last and first < end for first, last in spans):
                yield Found(kind, start, end, one[0][1:])
