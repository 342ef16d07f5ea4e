"""What a text is made of, as far as that says how somebody talks: numbers of buckets that many pieces share. Pure.

They hold no word. Whoever has them and guesses one can see that it was not there, or that it may have been.
"""

import zlib
from itertools import pairwise
from math import log2
from typing import NamedTuple
from unicodedata import normalize

import regex

from pwa.rules.manner import own_words

READ_AT_MOST = 1_000  # characters: a longer text is known by them, and no hold waits for the rest
LOOKED_AT_MOST = 4 * READ_AT_MOST  # for what of it is quoted: a quotation that is cut off would be nobody's
SOFT = 3  # pieces: of a few, each says less than the root of their number would make it say
LENGTHS = (3, 4)  # characters of a run


class Family(NamedTuple):
    """One kind of pieces: how many buckets they share, and how many pieces a voice must have used before its own count for half."""

    buckets: int  # as many pieces as there are share them, and the size stays as it is
    half: int


FAMILIES = (Family(2**15, 17_500), Family(2**14, 1_500), Family(2**10, 600), Family(2**6, 30))  # runs; words, pairs; shapes; lengths
SPOKEN = 1  # the place of words and pairs among them
STARTS = tuple(sum(family.buckets for family in FAMILIES[:place]) for place in range(len(FAMILIES)))
BUCKETS = sum(family.buckets for family in FAMILIES)
_LINK = regex.compile(r"(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}\b(?:/\S*)?", regex.IGNORECASE)
_NAMED = regex.compile(r"@[\w.@-]+")
_DIGIT = regex.compile(r"\p{Nd}")
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")
_SAID = regex.compile(r"[\p{L}\p{N}\x02@]")  # a word, a figure, a link or somebody
_ENDS = regex.compile(r"[.!?\n]+")

Pieces = tuple[frozenset[int], ...]  # the buckets of each family


def words(text: str) -> list[str]:
    """All of them, as they are written."""
    return _WORD.findall(text[:READ_AT_MOST])


def pieces(text: str) -> Pieces:
    """What a text is made of, but for what it quotes; of nothing but a quotation, what is quoted.

    Links and figures are alike, and so is whoever is addressed: they are not how somebody talks.
    """
    whole = _LINK.sub("\x02", _NAMED.sub("@", normalize("NFC", text[:LOOKED_AT_MOST])))
    own = own_words(whole)
    plain = (own if _SAID.search(own) else whole)[:READ_AT_MOST]
    line = " ".join(_DIGIT.sub("0", plain).casefold().split())
    if not line:
        return tuple(frozenset() for _ in FAMILIES)
    said, framed, length = words(line), f" {line} ", int(1.5 * log2(len(line)))
    runs = {framed[at : at + size] for size in LENGTHS for at in range(len(framed) - size + 1)}
    spoken = {*said, *(f"{one} {two}" for one, two in pairwise(said))}
    kinds = zip(STARTS, FAMILIES, (runs, spoken, _shapes(plain), {f"{length}", f"{length - 1}"}), strict=True)
    crc32 = zlib.crc32
    return tuple(frozenset([start + crc32(one.encode()) % family.buckets for one in those]) for start, family, those in kinds)


def _shapes(plain: str) -> set[str]:
    """How long its words are and how they are written, how its sentences begin, and how it ends."""
    found = {_case(word) + str(min(len(word), 7)) for word in _WORD.findall(plain)}
    found |= {"begins small" if said.strip()[0].islower() else "begins" for said in _ENDS.split(plain) if said.strip()}
    last = plain.rstrip()[-1]
    return found | {"ends" if last.isalnum() else f"ends {last}"}


def _case(word: str) -> str:
    return "upper" if word.isupper() and len(word) > 1 else "lower" if word.islower() else "mixed"
