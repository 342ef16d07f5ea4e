"""Whether words that the ledger keeps beside it are all there, and what became of those that are not."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, select

from pwa.rules.chain import Line
from pwa.rules.retention import digests
from pwa.store.tables import LedgerText

AT_ONCE = 500  # digests that one statement names


class Kept:
    """Compares what the lines of a chain keep of words with what stands beside them."""

    def __init__(self, session: Session, chain: str) -> None:
        self._session, self._chain = session, chain
        self._waiting: dict[str, int] = {}
        self._gone: dict[str, int] = {}
        self._lawful: dict[str, int] = {}

    def reading(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The same lines, looked at on their way."""
        for line in lines:
            kept, deleted = digests(line.body)
            self._waiting |= dict.fromkeys(kept, line.number)
            self._lawful |= dict.fromkeys(deleted, line.number)
            if len(self._waiting) >= AT_ONCE:
                self._look()
            yield line
        self._look()

    def _look(self) -> None:
        there = self._there(self._waiting)
        self._gone |= {digest: number for digest, number in self._waiting.items() if digest not in there}
        self._waiting = {}

    def _there(self, some: Iterable[str]) -> set[str]:
        asked = list(some)
        return set(self._session.exec(select(LedgerText.digest).where(col(LedgerText.digest).in_(asked)))) if asked else set()

    def told(self) -> tuple[list[str], list[str]]:
        """What went or stayed against what the record says, and what went lawfully, in words."""
        lawful, still = sorted(self._lawful), set[str]()
        for first in range(0, len(lawful), AT_ONCE):
            still |= self._there(lawful[first : first + AT_ONCE])
        by_hand = sorted({number for digest, number in self._gone.items() if digest not in self._lawful})
        found = [f"{self._chain}: words of line {number} were deleted by hand" for number in by_hand]
        untrue = sorted({self._lawful[digest] for digest in still})
        found += [f"{self._chain}: words that line {number} says were deleted are still there" for number in untrue]
        many = len({number for digest, number in self._gone.items() if digest in self._lawful})
        return found, [f"{self._chain}: words of {many} line{'s' if many > 1 else ''} were deleted lawfully"] if many else []
