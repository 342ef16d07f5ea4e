"""What an official voice is used to, as sums over what it sent: enough to know what is unusual, and no word of it. Pure.

Handles, names and capital words are kept as one of 8,192 numbers each, with how often: whether it was there can be asked, what it was
cannot be read. Each sum can be taken back, so that words that are deleted or taken down are learnt no longer.
"""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pwa.rules import manner
from pwa.rules.diary import Mark, marks
from pwa.rules.identity import Kind
from pwa.rules.language import language_of
from pwa.rules.learning import Said
from pwa.rules.plain_letters import handles
from pwa.rules.politics import named
from pwa.rules.talk import STEPS, most_talk, step

BUCKETS = 8192
ENOUGH = 30  # posts, from which on a habit is one
USUAL, SOMETIMES = 0.05, 0.02  # shares of its posts


@dataclass(frozen=True)
class Habits:
    """Of one identity. Without posts it knows nothing, and only says so."""

    posts: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def enough(self) -> bool:
        """Whether what it never did means anything."""
        return self.posts >= ENOUGH

    def share(self, habit: str) -> float:
        """Of its posts, those that do so; none while there is too little to say."""
        return self.counts[habit] / self.posts if self.enough else 0.0

    def knows(self, what: str, word: str, *, at_least: int = 1) -> bool:
        """Whether it has used this handle, name or word, as often as that."""
        return self.counts[_bucket(what, word)] >= at_least

    def did(self, mark: Mark) -> int:
        """How many of its texts had this mark."""
        return self.counts[f"mark {mark}"]

    def talks(self, odds: float) -> float:
        """Of its posts, the share that are talk as much as this, or more; asked for what is hardly talk, every one."""
        as_much = sum(self.counts[f"talk {one}"] for one in range(step(odds), STEPS + 1))
        return as_much / self.worded if self.worded else 0.0

    @property
    def worded(self) -> int:
        """Of its posts, those that have words of its own."""
        return self.counts["worded"]

    def posts_at(self, hour: int) -> int:
        """How often it posts about that hour, by UTC; the hours beside count, which also takes the clock change out of it."""
        return sum(self.counts[f"hour {(hour + near) % 24}"] for near in (-1, 0, 1))


def habits(kept: bytes) -> Habits:
    """As they are kept; of nothing, none."""
    if not kept:
        return Habits()
    counts: dict[str, int] = json.loads(zlib.decompress(kept))
    return Habits(counts.get("posts", 0), Counter(counts))


def _bucket(what: str, word: str) -> str:
    number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % BUCKETS
    return f"{what} {number}"


def _facts(said: Said) -> Iterable[str]:
    """What one Post shows, each thing once."""
    text = "\n".join(said.parts)
    yield from ("posts", f"hour {said.at.hour}")
    if text.lstrip().startswith("@"):
        yield "answers"
    if text.strip():
        yield "worded"
        yield from (f"mark {mark}" for mark in marks(text))
        yield f"talk {step(most_talk(said.parts))}"
    for habit, seen in (
        ("self", manner.first_person(text)),
        ("loud", manner.shouts(text)),
        ("fragment", not (said.reshares or said.pictured) and manner.fragment(text)),
        ("dwells", manner.dwells(text)),
        ("casual", manner.casual(text) or manner.begins_small(text)),
    ):
        if seen:
            yield habit
    if language := language_of(text):
        yield f"language {language}"
    yield from {_bucket("handle", handle) for handle in handles(text)}
    yield from {_bucket("name", one.key) for one in named(text)}
    yield from {_bucket("capitals", word) for word in manner.capitals(text)}


class _House:
    name, version, kinds = "house", 12, frozenset({Kind.OFFICIAL})

    def learn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        return self._moved(kept, posts, 1)

    def unlearn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        return self._moved(kept, posts, -1)

    def _moved(self, kept: bytes, posts: Sequence[Said], by: int) -> bytes:
        counts = habits(kept).counts
        for post in posts:
            for fact in _facts(post):
                counts[fact] += by
        left: dict[str, Any] = {what: many for what, many in counts.items() if many}
        return zlib.compress(json.dumps(left, sort_keys=True, separators=(",", ":")).encode()) if left else b""


HOUSE = _House()
