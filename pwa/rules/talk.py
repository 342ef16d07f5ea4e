"""Whether words are talk, as people say it of themselves and to each other, or what organisations say to their readers. Pure.

Learnt from posts of many people and many organisations, in English and Welsh, by `python -m tests.talk`: a weight for each bucket of
`pieces`. It knows no voice: what one is used to is weighed beside it by whoever asks.
"""

import zlib
from array import array
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from math import sqrt

from pwa.rules.manner import on_duty
from pwa.rules.pieces import SOFT, SPOKEN, Pieces, pieces
from pwa.rules.text import PARTS_AT_MOST

SCALE, BASE = 0.06920, 0.9452  # what a step of a weight is worth, and what is so before a word was said
SPOKEN_AT_LEAST = 2  # words and pairs of them: of less nobody can say whose it is
TALKS_FROM = 1.3  # odds: of what houses in general say, fewer than one in twenty are talk as much as that; what is less counts as none
STEP, STEPS = 0.5, 12  # how finely what a voice was used to is kept, and how far up
_WEIGHTS = array("b", zlib.decompress(files("pwa.rules").joinpath("talk.weights").read_bytes()))  # as constant as this module


def step(odds: float) -> int:
    """Odds in steps that can be counted; of what is hardly talk, the lowest."""
    return max(0, min(STEPS, 1 + int((odds - TALKS_FROM) / STEP))) if odds >= TALKS_FROM else 0


@lru_cache(maxsize=PARTS_AT_MOST + 1)  # the voice's look and the person's own both ask for it
def talk(text: str) -> float:
    """The log of the odds that a person says it and not an organisation, were both as likely; of hardly a word, none either way.

    Somebody who signs on duty may sound like a person, and speaks for the house.
    """
    found = heard(text)
    if len(found[SPOKEN]) < SPOKEN_AT_LEAST:
        return 0.0
    odds = BASE + SCALE * sum(sum(_WEIGHTS[one] for one in those) / sqrt(len(those) + SOFT) for those in found)
    return min(odds, 0.0) if on_duty(text) else odds


def heard(text: str) -> Pieces:
    """Its pieces, as if it ended with a full stop: that there is none is a mark of a diary, and is not to count twice."""
    said = text.rstrip()
    return pieces(f"{said}." if said[-1:].isalnum() else said)


def most_talk(parts: Iterable[str]) -> float:
    """Of several parts of one post, that of the one that is talk the most; who signs one of them on duty signs them all."""
    every = [one for one in parts if one.strip()]
    odds = max((talk(one) for one in every), default=0.0)
    return min(odds, 0.0) if any(on_duty(one) for one in every) else odds
