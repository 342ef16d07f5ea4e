"""What may be learnt of a voice from the Posts that were sent as it, and what whoever learns must be able to do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pwa.rules.identity import Kind
from pwa.rules.post import LATE_AFTER

# A Post that was due so long ago has left or never will as it was held: none can slip in behind what was learnt already.
SETTLED_AFTER = LATE_AFTER + timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    """One sent Post, as far as anything is learnt from it."""

    parts: tuple[str, ...]
    at: datetime  # when it was held: the hour at which somebody wrote it
    reshares: str | None  # the address that it reshares
    pictured: bool = False  # its words stand beside a picture


class Learner(Protocol):
    """Sums up what was said as one voice, and can take any of it out: `unlearn(learn(kept, a + b), a) == learn(kept, b)`, to the byte."""

    @property
    def name(self) -> str:
        """The key of what it keeps."""

    @property
    def version(self) -> int:
        """Another one: what was kept is of no use any more, and everything is learnt anew."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of voices that it learns."""

    def learn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        """What is to be kept once it knows these Posts too; nothing is kept of a voice of which it knows none."""

    def unlearn(self, kept: bytes, posts: Sequence[Said]) -> bytes:
        """What is to be kept once these, which it knew, are out again."""
