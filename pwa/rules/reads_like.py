"""How a voice sounds: counts of the runs of characters, words, shapes and lengths that it uses, in fixed numbers of buckets. Pure."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from pwa.rules import diary
from pwa.rules.diary import Mark
from pwa.rules.identity import Kind
from pwa.rules.learning import Said
from pwa.rules.pieces import BUCKETS, FAMILIES, SOFT, pieces, words
from pwa.rules.talk import talk

TEXTS_AT_LEAST = 20  # of either voice: with fewer, what is counted is what was talked about, and not how
WORDS_AT_LEAST = 5  # of a text: "On my way" could be anybody's
SAID_FROM = 0.9  # one in 145 ordinary official texts reads as much like somebody who might have held it
# What each family weighs, and what is sure without any: fitted on tests/corpus/tune by `python -m tests.reads_like`.
WEIGHTS = (0.882, 0.734, 3.874, 1.280, 0.682, 0.757, 1.163)
_ABOUT = 1 + len(FAMILIES)  # the first numbers say how many texts, and how many pieces of each family, the rest counts
_MARKS = {mark: _ABOUT + BUCKETS + place for place, mark in enumerate(Mark)}
_SIZE = max(_MARKS.values()) + 1


class Counts:
    """In how many texts of a voice each bucket's pieces stood."""

    def __init__(self, kept: bytes = b"") -> None:
        self.numbers = array("I", zlib.decompress(kept) if kept else bytes(4 * _SIZE))
        if kept and sys.byteorder == "big":
            self.numbers.byteswap()

    @property
    def texts(self) -> int:
        """How many it counted."""
        return self.numbers[0]

    def count(self, texts: Iterable[str], by: int) -> None:
        """These too; or, by minus one, without them."""
        numbers = self.numbers
        for text in texts:
            found = pieces(text)
            numbers[0] += by if found[0] else 0
            for place, those in enumerate(found):
                numbers[1 + place] += by * len(those)
                for piece in those:
                    numbers[_ABOUT + piece] += by
            for mark in diary.marks(text):
                numbers[_MARKS[mark]] += by

    def did(self, mark: Mark) -> int:
        """How many of its texts had this mark."""
        return self.numbers[_MARKS[mark]]

    def kept(self) -> bytes:
        """As the store has it; nothing of a voice of which nothing is counted."""
        if not self.texts:
            return b""
        numbers = array("I", self.numbers)
        if sys.byteorder == "big":
            numbers.byteswap()
        return zlib.compress(numbers.tobytes(), 1)


def likeness(text: str, person: Counts, official: Counts) -> float | None:
    """How sure it is that a text is this person's own and not the official voice's, were both as likely; None: too little to say."""
    if min(person.texts, official.texts) < TEXTS_AT_LEAST or not enough(text):
        return None
    return sure(WEIGHTS, facts(text, person, official))


def enough(text: str) -> bool:
    """Whether it has words enough to sound like anybody."""
    return len(words(text)) >= WORDS_AT_LEAST


def facts(text: str, person: Counts, official: Counts) -> list[float]:
    """What is weighed: the log-odds of each family's pieces, how much it reads like a diary and like people in general, and one.

    Pieces overlap, so that four times as many say twice as much.
    """
    found = pieces(text)
    odds = (sum(_log_odds(those, place, person, official)) for place, those in enumerate(found))
    reads = diary.reads(diary.marks(text), official.texts, official.did)
    return [*(one / sqrt(len(those) + SOFT) for one, those in zip(odds, found, strict=True)), reads, talk(text), 1.0]


def sure(weights: Sequence[float], known: Sequence[float]) -> float:
    """Facts as a probability."""
    return 1 / (1 + exp(-sum(weight * fact for weight, fact in zip(weights, known, strict=True))))


def _log_odds(those: frozenset[int], place: int, person: Counts, official: Counts) -> Iterator[float]:
    """For each piece that either voice has used: how much more the one uses it, each pulled towards what both do together."""
    half, theirs, ours = FAMILIES[place].half, person.numbers, official.numbers
    many_theirs, many_ours = theirs[1 + place], ours[1 + place]
    pull, base = half / (many_theirs + many_ours), log((many_ours + half) / (many_theirs + half))
    for piece in those:
        one, other = theirs[_ABOUT + piece], ours[_ABOUT + piece]
        if one or other:
            both = pull * (one + other)
            yield log((one + both) / (other + both)) + base


@dataclass(frozen=True)
class ReadsLike:
    """Learns how every voice sounds, personal and official."""

    name: str = "reads_like"
    version: int = 8
    kinds: frozenset[Kind] = frozenset(Kind)

    def learn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        """Counted in."""
        return _counted(kept, posts, 1)

    def unlearn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        """Counted out."""
        return _counted(kept, posts, -1)


READS_LIKE = ReadsLike()


def _counted(kept: bytes, posts: Sequence[Said], by: int) -> bytes:
    counts = Counts(kept)
    counts.count((part for post in posts for part in post.parts), by)
    return counts.kept()
