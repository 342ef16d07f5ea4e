"""How a voice sounds: counts of the runs of characters, words, shapes and lengths that it uses, in fixed numbers of buckets. Pure."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, log2, sqrt
from typing import NamedTuple
from unicodedata import normalize

import regex

from pwa.rules import diary
from pwa.rules.diary import Mark
from pwa.rules.identity import Kind
from pwa.rules.learning import Said

TEXTS_AT_LEAST = 20  # of either voice: with fewer, what is counted is what was talked about, and not how
WORDS_AT_LEAST = 5  # of a text: "On my way" could be anybody's
SAID_FROM = 0.92  # one in 200 ordinary official texts reads as much like whoever held it
READ_AT_MOST = 1_000  # characters: a longer text is known by them, and no hold waits for the rest
LENGTHS = (3, 4)  # characters of a run


class Family(NamedTuple):
    """One kind of pieces: how many buckets they share, and how many pieces a voice must have used before its own count for half."""

    buckets: int  # what was said cannot be read from them, and the size stays as it is
    half: int


FAMILIES = (Family(2**15, 17_500), Family(2**14, 1_500), Family(2**10, 600), Family(2**6, 30))  # runs; words, pairs; shapes; lengths
# What each family weighs, and what is sure without any: fitted on tests/corpus/tune by `python -m tests.reads_like`.
WEIGHTS = (1.126, 0.743, 4.001, 1.748, 1.082, 1.094)
_ABOUT = 1 + len(FAMILIES)  # the first numbers say how many texts, and how many pieces of each family, the rest counts
_STARTS = tuple(_ABOUT + sum(family.buckets for family in FAMILIES[:place]) for place in range(len(FAMILIES)))
_MARKS = {mark: _ABOUT + sum(family.buckets for family in FAMILIES) + place for place, mark in enumerate(Mark)}
_SIZE = max(_MARKS.values()) + 1
_LINK = regex.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?", regex.IGNORECASE)
_NAMED = regex.compile(r"@[\w.@-]+")
_DIGIT = regex.compile(r"\p{Nd}")
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")
_ENDS = regex.compile(r"[.!?\n]+")

Pieces = tuple[frozenset[int], ...]  # the buckets of each family


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
                    numbers[_STARTS[place] + piece] += by
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
    return len(_WORD.findall(text)) >= WORDS_AT_LEAST


def facts(text: str, person: Counts, official: Counts) -> list[float]:
    """What is weighed: the log-odds of each family's pieces, how much it reads like a diary, and one.

    Pieces overlap, so that four times as many say twice as much.
    """
    found = pieces(text)
    odds = (sum(_log_odds(those, place, person, official)) for place, those in enumerate(found))
    talks = diary.reads(diary.marks(text), official.texts, official.did)
    return [*(one / sqrt(len(those) + 3) for one, those in zip(odds, found, strict=True)), talks, 1.0]


def sure(weights: Sequence[float], known: Sequence[float]) -> float:
    """Facts as a probability."""
    return 1 / (1 + exp(-sum(weight * fact for weight, fact in zip(weights, known, strict=True))))


def pieces(text: str) -> Pieces:
    """What a text is made of. Links and figures are alike, and so is whoever is addressed: they are not how somebody talks."""
    plain = _LINK.sub("\x02", _NAMED.sub("@", normalize("NFC", text[:READ_AT_MOST])))
    line = " ".join(_DIGIT.sub("0", plain).casefold().split())
    if not line:
        return tuple(frozenset() for _ in FAMILIES)
    words, framed, length = _WORD.findall(line), f" {line} ", int(1.5 * log2(len(line)))
    runs = {framed[at : at + size] for size in LENGTHS for at in range(len(framed) - size + 1)}
    spoken = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    kinds = zip(FAMILIES, (runs, spoken, _shapes(plain), {f"{length}", f"{length - 1}"}), strict=True)
    crc32 = zlib.crc32
    return tuple(frozenset([crc32(one.encode()) % family.buckets for one in those]) for family, those in kinds)


def _shapes(plain: str) -> set[str]:
    """How long its words are and how they are written, how its sentences begin, and how it ends."""
    found = {_case(word) + str(min(len(word), 7)) for word in _WORD.findall(plain)}
    found |= {"begins small" if said.strip()[0].islower() else "begins" for said in _ENDS.split(plain) if said.strip()}
    last = plain.rstrip()[-1]
    return found | {"ends" if last.isalnum() else f"ends {last}"}


def _case(word: str) -> str:
    return "upper" if word.isupper() and len(word) > 1 else "lower" if word.islower() else "mixed"


def _log_odds(those: frozenset[int], place: int, person: Counts, official: Counts) -> Iterator[float]:
    """For each piece that either voice has used: how much more the one uses it, each pulled towards what both do together."""
    start, half, theirs, ours = _STARTS[place], FAMILIES[place].half, person.numbers, official.numbers
    many_theirs, many_ours = theirs[1 + place], ours[1 + place]
    pull, base = half / (many_theirs + many_ours), log((many_ours + half) / (many_theirs + half))
    for piece in those:
        one, other = theirs[start + piece], ours[start + piece]
        if one or other:
            both = pull * (one + other)
            yield log((one + both) / (other + both)) + base


@dataclass(frozen=True)
class ReadsLike:
    """Learns how every voice sounds, personal and official."""

    name: str = "reads_like"
    version: int = 5
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
