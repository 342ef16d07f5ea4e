"""How long a text is for Mastodon: every link counts alike, and of a mention only the name. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from pwa.rules.text import graphemes

LINK_LENGTH = 23

# What Mastodon takes for a link: twitter-text's rules with a wider path, and never without its protocol. Which top-level names exist it
# reads from a list; here it is enough that one could.
_LABEL = r"[^\s\p{Cc}!-/:-@\[-^`{-~]"  # a character of a name: no punctuation but the low line, which stands in front names only
_NAME = rf"(?:{_LABEL}(?:[-_]|{_LABEL})*\.)+"
_TOP = r"(?:[xX][nN]--[0-9a-zA-Z]+|[a-zA-Z]{2,}|[^\W\d_a-zA-Z]{2,})(?=[^0-9a-zA-Z@]|$)"
_PATH = r"[^\s<>()?]"
_PARENTHESES = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_PATH_ENDS = rf"""(?:[^\s()?!*"'「」<>;:=,.$%\[\]~&|@]|{_PARENTHESES})"""
_QUERY = r"[a-zA-Z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^\u00a0-\U0010fffd]"
_QUERY_ENDS = r"[a-zA-Z0-9_&=#/\-\u00a0-\U0010fffd]"
_LINK = (
    rf"(?<![a-zA-Z0-9@\uff20$#\uff03\u202a-\u202e\ufeff])[hH][tT][tT][pP][sS]?://{_NAME}{_TOP}(?::[0-9]+)?"
    rf"(?:/(?:{_PATH}*(?:{_PARENTHESES}{_PATH}*)*{_PATH_ENDS}|{_PATH}+/)*)?(?:\?{_QUERY}*{_QUERY_ENDS})?"
)
_MENTION = (
    r"(?<![=/\w])@(?P<name>[a-zA-Z0-9_]++(?:[.-]++[a-zA-Z0-9_]++)*+)(?:@\w++(?:[.-]++\w++)*+)?+"
    r"(?![@\uff20\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff]|://)"
)
_COUNTS_OTHERWISE = regex.compile(f"(?P<link>{_LINK})|{_MENTION}")


class Span(NamedTuple):
    """A link or, with its `name`, a mention: from which character to before which."""

    start: int
    end: int
    name: str | None


def mastodon_spans(text: str) -> Iterator[Span]:
    """All of them, in their order."""
    for found in _COUNTS_OTHERWISE.finditer(text):
        yield Span(*found.span(), found["name"])


def mastodon_length(text: str) -> int:
    """In grapheme clusters, of what Mastodon counts."""
    return graphemes(_COUNTS_OTHERWISE.sub(lambda found: "x" * LINK_LENGTH if found["link"] else f"@{found['name']}", text))
