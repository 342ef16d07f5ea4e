"""How a voice sounds: counts of the runs of characters, the words and pairs of words that it uses, in a fixed number of buckets. Pure."""

import sys
import unicodedata
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from pwa.rules.identity import Kind
from pwa.rules.learning import Said

BUCKETS = 2**15  # pieces share them: what was said cannot be read from them, and the size stays as it is
RUNS = (3, 4, 5)  # characters
_POSTS, _PIECES, _ABOUT = 0, 1, 2  # the first two numbers say how many posts and how many pieces the rest counts
_LINK = regex.compile(r"(?:https?://|www\.)\S+", regex.IGNORECASE)
_NAMED = regex.compile(r"@[\w.@-]+")  # whom somebody talks to is not how they talk, and not ours to keep
_DIGIT = regex.compile(r"\p{Nd}")
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")


class Counts:
    """In how many posts of a voice each bucket's pieces stood."""

    def __init__(self, kept: bytes = b"") -> None:
        self.numbers = array("I", zlib.decompress(kept) if kept else bytes(4 * (BUCKETS + _ABOUT)))
        if kept and sys.byteorder == "big":
            self.numbers.byteswap()

    @property
    def posts(self) -> int:
        """How many texts it counted."""
        return self.numbers[_POSTS]

    @property
    def pieces(self) -> int:
        """How many pieces those had, each text's once."""
        return self.numbers[_PIECES]

    def of(self, piece: int) -> int:
        """In how many texts this piece stood."""
        return self.numbers[_ABOUT + piece]

    def count(self, texts: Iterable[str], by: int) -> None:
        """These too; or, by minus one, without them."""
        numbers = self.numbers
        for text in texts:
            if found := pieces(text):
                numbers[_POSTS] += by
                numbers[_PIECES] += by * len(found)
                for piece in found:
                    numbers[_ABOUT + piece] += by

    def kept(self) -> bytes:
        """As the store has it; nothing of a voice of which nothing is counted."""
        if not self.posts:
            return b""
        numbers = array("I", self.numbers)
        if sys.byteorder == "big":
            numbers.byteswap()
        return zlib.compress(numbers.tobytes(), 1)


def pieces(text: str) -> set[int]:
    """The buckets of everything that a text is made of, without links, names that it addresses and figures."""
    plain = _NAMED.sub("@", _LINK.sub("", unicodedata.normalize("NFC", text)))
    line = " ".join(_DIGIT.sub("0", plain).casefold().split())
    if not line:
        return set()
    words, framed = _WORD.findall(line), f" {line} "
    runs = (framed[at : at + size] for size in RUNS for at in range(len(framed) - size + 1))
    pairs = (f"{one}\n{two}" for one, two in pairwise(words))
    crc32 = zlib.crc32
    return {crc32(piece.encode()) % BUCKETS for several in (runs, (f"\n{word}" for word in words), pairs) for piece in several}


@dataclass(frozen=True)
class ReadsLike:
    """Learns how every voice sounds, personal and official."""

    name: str = "reads_like"
    version: int = 1
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
