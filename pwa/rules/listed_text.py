"""Words as names are looked for in them: folded, without accents, cut at their bounds, with the handles apart. Pure."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from pwa.rules.listed_words import TITLES
from pwa.rules.plain_letters import plain

# No combining mark makes these; and an apostrophe keeps nothing apart.
_APART = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "'": None, "’": None})
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*")
_UNSEEN = regex.compile(r"\p{Cf}+")
_LINK = regex.compile(r"https?://\S+")
_TAG = regex.compile(r"#([\p{L}\p{M}\p{N}_]+)")
_HUMP = regex.compile(r"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}[\p{Ll}\p{M}]*|\p{N}+|[\p{L}\p{M}]")  # JaneSmith is Jane and Smith
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_AT = regex.compile(r"(?<![\p{L}\p{N}_@/.])@([\p{L}\p{N}_](?:[\p{L}\p{N}_.\-]*[\p{L}\p{N}_])?(?:@[\p{L}\p{N}.\-]+[\p{L}\p{N}])?)")
_ADDRESSES = {
    "x": regex.compile(r"(?<![\p{L}\p{N}.])(?:www\.|mobile\.)?(?:x|twitter)\.com/@?([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_])", regex.IGNORECASE),
    "bluesky": regex.compile(r"(?<![\p{L}\p{N}.])bsky\.app/profile/([\p{L}\p{N}.\-]+[\p{L}\p{N}])", regex.IGNORECASE),
    "facebook_page": regex.compile(r"(?<![\p{L}\p{N}.])(?:www\.|m\.)?(?:facebook|fb)\.com/([A-Za-z0-9.]+[A-Za-z0-9])", regex.IGNORECASE),
}
_SERVER = regex.compile(r"https://([\p{L}\p{N}.\-]+)/@([A-Za-z0-9_]+)(?![A-Za-z0-9_@])", regex.IGNORECASE)  # a page on Mastodon
_ONE_GAP = regex.compile(r"[^\S\n]*+\n?[^\S\n]*+")  # a line may break within a name, and a paragraph does not
_ABBREVIATED = TITLES | {"st"}


class Token(NamedTuple):
    """A word: as it is compared, as it was written, and from where until where."""

    folded: str
    raw: str
    start: int
    end: int


@lru_cache(maxsize=10_000)  # most words are in most posts
def folded(text: str) -> str:
    """Without case and accents, in plain letters: Siân is sian, O’Hara is ohara."""
    return plain(text).translate(_APART)


def seen(text: str) -> str:
    """What a reader sees of it: what has no width hides nobody."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def bare(handle: str) -> str:
    """A handle as it is compared: no network of ours tells capitals apart."""
    return handle.strip().lstrip("@").casefold().rstrip(".")


@lru_cache(maxsize=64)  # a hold asks first for what the store may know, and then who of it is named
def tokens_of(text: str) -> Sequence[Token]:
    """The words, in their order; those of a #HashTag one by one. Handles and addresses are none."""
    hidden = _AT.sub(_blank, _LINK.sub(_blank, text))
    tagged = {at for found in _TAG.finditer(hidden) for at in range(*found.span(1))}
    found: list[Token] = []
    for word in _WORD.finditer(hidden):
        raw, start = word[0], word.start()
        if raw.endswith(_POSSESSIVE):
            raw = raw[:-2]
        pieces = _HUMP.finditer(raw) if start in tagged else None
        if pieces is None:
            found.append(Token(folded(raw), raw, start, start + len(raw)))
        else:
            found += [Token(folded(one[0]), one[0], start + one.start(), start + one.end()) for one in pieces]
    return found


def _blank(found: "regex.Match[str]") -> str:
    return " " * len(found[0])


def handles_in(text: str) -> Iterator[tuple[str, str]]:
    """Every account that these words name, and on which network, where its address or its server says so; else that is empty."""
    for found in _AT.finditer(text):
        yield bare(found[1]), "mastodon" if "@" in found[1] else ""
    for network, address in _ADDRESSES.items():
        for found in address.finditer(text):
            yield bare(found[1]), network
    for found in _SERVER.finditer(text):
        yield bare(f"{found[2]}@{found[1]}"), "mastodon"


def between(text: str, one: Token, next_one: Token) -> str | None:
    """What stands between two words of one name. None: they are not of one name."""
    gap = text[one.end : next_one.start]
    if gap in ("", "-", "_") or _ONE_GAP.fullmatch(gap):
        return gap
    dotted = len(one.raw) == 1 or one.folded in _ABBREVIATED
    return gap if dotted and gap in (".", ". ", ".\u00a0") else None
