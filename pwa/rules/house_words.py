"""What keepers want of a house voice, and their own words for it, as they are typed: one a line. Pure."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

from pwa.rules import text
from pwa.rules.second_look import Rule
from pwa.rules.text import Unfit, graphemes
from pwa.rules.words import Sentence

WORDS_AT_MOST, WORD_GRAPHEMES = 200, 60


@dataclass(frozen=True)
class Wishes:
    """What the keepers of an identity want of its house voice."""

    off: frozenset[Rule] = frozenset()
    flagged: tuple[str, ...] = ()  # words of their own that are always a reason
    passing: tuple[str, ...] = ()  # words and handles that never are


def listed(raw: str) -> tuple[str, ...]:
    """Each line a word, a few words or a handle; no line twice. Raises Unfit."""
    lines = (" ".join(unicodedata.normalize("NFC", line).split()) for line in text.words(raw).split("\n"))
    found = {line.casefold(): line for line in lines if line}
    if len(found) > WORDS_AT_MOST:
        raise Unfit(Sentence("There can be %(most)s lines at most. Nothing was changed.", most=WORDS_AT_MOST))
    for line in found.values():
        if graphemes(line) > WORD_GRAPHEMES:
            words = text.shortened(line, WORD_GRAPHEMES)
            raise Unfit(
                Sentence("“%(words)s” is too long: %(most)s characters at most. Nothing was changed.", words=words, most=WORD_GRAPHEMES)
            )
        if not any(one.isalnum() for one in line):
            raise Unfit(Sentence("“%(words)s” has no letter and no digit. Nothing was changed.", words=line))
    return tuple(found.values())


def without(said: str, passing: tuple[str, ...]) -> str:
    """What the keepers let pass is not looked at. Their words are written as one sign a letter, and so is the text then."""
    said = unicodedata.normalize("NFC", said)
    return whole(passing).sub(" ", said) if passing else said


@lru_cache(maxsize=256)
def whole(words: tuple[str, ...]) -> "regex.Pattern[str]":
    """Any of these words, however they are capitalised, and not as a part of another one."""
    either = "|".join(regex.escape(one) for one in sorted(words, key=len, reverse=True))
    return regex.compile(rf"(?<![\w@])(?:{either})(?!\w)", regex.IGNORECASE)
