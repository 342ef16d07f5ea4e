"""How long a text is for X, and which links it finds in it: the rules that X publishes as twitter-text 3. Pure."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from pwa.rules.top_level_names import TOP_LEVEL_NAMES

LINK_LENGTH = 23
_LONGEST_LINK, _LONGEST_LABEL, _LONGEST_SHORTENED = 4096, 63, 40

# What weighs one. Everything else weighs two, and so does an emoji, however many characters make it.
_LIGHT = regex.compile(r"[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_TONED = r"\p{Emoji_Modifier_Base}[\U0001f3fb-\U0001f3ff]|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"  # or a flag with its land in tags
_PICTURE = rf"(?:{_TONED}|(?![©®])\p{{Extended_Pictographic}}(?:(?<!\p{{Emoji_Presentation}})\ufe0f|(?!\ufe0e))|[©®]\ufe0f)"
_EMOJI = regex.compile(rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PICTURE}(?:\u200d{_PICTURE})*")

# Links, in a text of small letters. A name takes nearly every character, and is cut back to its ASCII part when no https:// is before it.
_NEVER = r"\ufffe\ufeff\uffff"
_SPACE = r"\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTION = r"\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_BEFORE = rf"(?:[^a-z0-9@\uff20$#\uff03{_NEVER}]|^)"
_LETTER = rf"[^!'#%&()*+,\\\-./:;<=>?@\[\]\^_{{|}}~${_SPACE}{_NEVER}{_DIRECTION}]"
_SUBDOMAIN = rf"(?:{_LETTER}(?:[_\-]|{_LETTER}){{0,62}})?{_LETTER}\."
_DOMAIN = rf"(?:{_LETTER}(?:-|{_LETTER}){{0,62}})?{_LETTER}\."
_TOP = r"(?:\L<names>(?=[^0-9a-z@+\-]|$)|xn--[0-9a-z\-]+)"
ACCENTED = (
    r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    r"\u0300-\u036f\u1e00-\u1eff"
)
_PATH = rf"[a-z\u0400-\u04ff0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{ACCENTED}]"
_BRACKETS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_PATH_END = rf"[+\-a-z\u0400-\u04ff0-9=_#/{ACCENTED}]"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_LINK = (
    rf"(?P<before>{_BEFORE})(?P<link>(?P<scheme>https?://)?(?P<domain>(?:{_SUBDOMAIN}){{0,10}}{_DOMAIN}{_TOP})(?::[0-9]+)?"
    rf"(?P<path>/(?:(?:{_PATH}|{_BRACKETS})*(?:{_PATH_END}|{_BRACKETS}))?)?(?:{_QUERY})?)"
)
_ASCII_DOMAIN = rf"(?:[\-a-z0-9{ACCENTED}]+\.)+{_TOP}"
_SHORTENED = regex.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:{_QUERY})?")
_GAPS = (  # static/js/lib/prices.js takes out the same
    (regex.compile(r"\(\)"), ""),
    (regex.compile(r"(?<![ \t])[ \t]+([.,;!?])"), r"\1"),
    (regex.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*"), "\n"),
    (regex.compile(r"[ \t]{2,}"), " "),
    (regex.compile(r"\n{3,}"), "\n\n"),
)
_DOTS = regex.compile(r"[.\u3002\uff0e\uff61]")


class Span(NamedTuple):
    """From which character to before which."""

    start: int
    end: int


def x_length(text: str) -> int:
    """In what X counts: characters by their weight after NFC, every link alike."""
    words, links = x_without_links(text, instead="\0")  # keeps apart what a link kept apart
    return _weight(words) + (LINK_LENGTH - 1) * len(links)


def x_links(text: str) -> list[str]:
    """What X makes links of, in their order: it takes names without https:// too."""
    return x_without_links(text)[1]


def x_without_links(text: str, instead: str = "") -> tuple[str, list[str]]:
    """The words after NFC, with this `instead` of each link, and the links."""
    text = unicodedata.normalize("NFC", text)
    words, links, after = "", list[str](), 0
    for link in link_spans(text):
        words += text[after : link.start] + instead
        links.append(text[link.start : link.end])
        after = link.end
    return words + text[after:], links


def x_unlinked(text: str) -> str:
    """The words as they read when its links are taken out: no gap, no empty brackets, no colon that leads nowhere."""
    words = x_without_links(text)[0] if x_links(text) else text
    for pattern, instead in _GAPS:
        words = pattern.sub(instead, words)
    return words.lstrip(" \t\n").rstrip(" \t\n:")


def link_spans(text: str) -> Iterator[Span]:
    """Where the links of a text are that is NFC already."""
    if "." not in text:
        return
    for found in _with_names(_LINK).finditer("".join(map(_small, text))):
        start, end = found.span("link")
        if not _may_be(found["link"], found["scheme"] or "https://", found["domain"]):
            continue
        if found["scheme"]:
            short = _SHORTENED.match(found["link"])
            if short is None or len(short["slug"]) <= _LONGEST_SHORTENED:
                yield Span(start, start + short.end() if short else end)
        elif not found["before"].endswith(("-", "_", ".", "/")):
            names = [Span(start + one.start(), start + one.end()) for one in _with_names(_ASCII_DOMAIN).finditer(found["domain"])]
            if names:
                yield from names[:-1]
                yield Span(names[-1].start, end if found["path"] else names[-1].end)


def _weight(text: str) -> int:
    rest, emoji = _EMOJI.subn("", text)
    return 2 * emoji + 2 * len(rest) - len(_LIGHT.findall(rest))


@cache
def _with_names(pattern: str) -> "regex.Pattern[str]":
    """Only when there is a text: it takes a quarter of a second."""
    return regex.compile(pattern, names=TOP_LEVEL_NAMES.split())


def _small(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character


def _may_be(link: str, scheme: str, domain: str) -> bool:
    if domain.startswith("xn--") and not _with_names(_ASCII_DOMAIN).search(domain):
        return False
    return len(scheme) + len(link) <= _LONGEST_LINK and all(0 < _encoded(label) <= _LONGEST_LABEL for label in domain.split("."))


def _encoded(label: str) -> int:
    """How long a part of a name is once it is in ASCII; other kinds of dots divide it again."""
    pieces = _DOTS.split(label)
    return sum(len(piece) if piece.isascii() else 4 + len(piece.encode("punycode")) for piece in pieces) + len(pieces) - 1
