"""Whether words read like a diary: one person talking, where their voice always turns to its readers. Pure.

Seven marks of how somebody writes, none of what they write about. Each weighs the more, the more people and the less this very voice
do so; marks that are missing speak for the voice. So what it is used to weighs little, and what it never does weighs much.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import lru_cache
from math import log
from typing import NamedTuple

import regex

from pwa.rules import manner
from pwa.rules.diary_words import CLIPPED, OUTWARD
from pwa.rules.text import PARTS_AT_MOST

PULL = 60  # posts: so much do other houses count beside what a voice itself was used to
WEIGHS_AT_MOST = 3.0  # one mark alone, however sure it seems: as much as twenty to one
TOGETHER = 0.4  # what each of three marks counts that mostly come together
READ_AT_MOST = 1_000  # characters: the last of them, and the first for how it begins
WORDS_AT_LEAST = 2


class Mark(StrEnum):
    """One way in which people write, and houses do not."""

    BARE = "bare"  # it ends with a word and no full stop
    SMALL = "small"  # it begins with a small letter
    SELF = "self"  # one person speaks
    FRIEND = "friend"  # words as to a friend
    INWARD = "inward"  # nothing in it is for readers: no time, place or service, no link, nobody spoken to
    CLIPPED = "clipped"  # it begins without a subject
    NAMELESS = "nameless"  # no name in it


class Share(NamedTuple):
    """Of the ordinary posts in tests/corpus: how many have this mark, of people's own and of houses', never below one in fifty."""

    people: float
    houses: float
    counts: float = 1.0


SHARES = {
    Mark.BARE: Share(0.5, 0.02),
    Mark.SMALL: Share(0.15, 0.02),
    Mark.SELF: Share(0.4, 0.02),
    Mark.FRIEND: Share(0.1, 0.02),
    Mark.INWARD: Share(0.55, 0.06, TOGETHER),
    Mark.CLIPPED: Share(0.1, 0.02, TOGETHER),
    Mark.NAMELESS: Share(0.7, 0.3, TOGETHER),
}
_LINK = regex.compile(
    r"https?://\S+|www\.\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,10}/\S*|[\w-]{1,63}\.(?:uk|com|org|net|cymru|wales|example)\b"
)
_FIGURES = regex.compile(
    r"\b\d{1,2}(?:[.:]\d\d)? ?(?:am|pm|yb|yh)\b|\b\d{1,2}[.:]\d\d\b|\b\d{1,2}(?:st|nd|rd|th|ain|fed)\b|\b20\d\d\b"
    r"|o['’]?r gloch\b|o['’]clock\b|\b(?:at|till|until|from|by|before|after|am|tan) \d{1,2}\b"
    r"|\b0\d{2,4} ?\d{3}|\b(?:101|111|999)\b|£\d|\d ?%|\d,\d{3}",
    regex.IGNORECASE,
)
_WORD = regex.compile(r"(?<![\w@#])\p{L}[\p{L}\p{M}'’-]*")
_BARE = regex.compile(r"(?:^|\s)[\p{L}\p{M}'’-]*\p{L}\p{M}*$")
_SENTENCE = regex.compile(r"[.!?…:]+\s+|\n+")
_SELF = frozenset({"i", "i'm", "i've", "i'll", "i'd"})


@lru_cache(maxsize=PARTS_AT_MOST + 1)  # both looks at one post ask for it, and for each of its parts
def marks(text: str) -> frozenset[Mark]:
    """Those of one text; none of one that has hardly a word."""
    whole = text.strip()
    begins, said = whole[:READ_AT_MOST], whole[-READ_AT_MOST:]
    if len(whole) > READ_AT_MOST:
        said = said.partition(" ")[2] or said  # no half of a word: “me” is none of “home”
    first, plain = _WORD.search(_LINK.sub(" ", begins)), _LINK.sub(" ", said)
    words = [word.lower().replace("’", "'") for word in _WORD.findall(plain)]
    if len(words) < WORDS_AT_LEAST:
        return frozenset()
    seen = {
        Mark.BARE: bool(_BARE.search(said)) and not manner.signed(said),
        Mark.SMALL: bool(manner.begins_small(begins)),
        Mark.SELF: bool(manner.first_person(said)),
        Mark.FRIEND: bool(manner.casual(said)),
        Mark.INWARD: OUTWARD.isdisjoint(words) and plain == said and not _FIGURES.search(said) and not _quotes(said),
        Mark.CLIPPED: first is not None and first[0].lower().replace("’", "'") in CLIPPED,
        Mark.NAMELESS: not any(_names(sentence) for sentence in _SENTENCE.split(plain)),
    }
    return frozenset(mark for mark, there in seen.items() if there)


def reads(found: Collection[Mark], texts: int, did: Callable[[Mark], int]) -> float:
    """How much these marks say that a person talks and not the voice of which so many texts are known: the log of the odds."""
    return sum(_weight(mark, mark in found, (did(mark) + PULL * share.houses) / (texts + PULL)) for mark, share in SHARES.items())


def _weight(mark: Mark, there: bool, usual: float) -> float:
    people, _, counts = SHARES[mark]
    said = max(0.0, log(people / usual)) if there else min(0.0, log((1 - people) / max(1 - usual, 0.01)))
    return counts * max(-WEIGHS_AT_MOST, min(WEIGHS_AT_MOST, said))


def _quotes(said: str) -> bool:
    """Somebody is quoted, as in a report."""
    return "“" in said or '"' in said


def _names(sentence: str) -> bool:
    """Whether a word behind its first has a capital letter."""
    return any(word[0].isupper() and word.lower().replace("’", "'") not in _SELF for word in _WORD.findall(sentence)[1:])
