"""Lines that have another number than the one they were written with: in each other's places, or renumbered to hide a gap. Pure."""

from pwa.rules.chain import Line, link
from pwa.rules.seen import Seen
from pwa.rules.spans import listed, merged, span

NEAR = (*range(1, 9), *range(-1, -9, -1))


class Shifts:
    """Where such lines stand, and by how much they were moved."""

    def __init__(self, chain: str) -> None:
        self._chain = chain
        self._runs: list[tuple[int, int, int]] = []  # first, last, and what to add for the number they were written with

    def __contains__(self, number: int) -> bool:
        return any(first <= number <= last for first, last, _ in self._runs)

    def near(self, line: Line) -> int | None:
        """The number it was written with, if that is a near one; it is remembered then."""
        likely: list[int] = [*(run[2] for run in self._runs[-1:]), *NEAR]
        for by in likely:
            if link(self._chain, line.number + by, line.body, line.previous) == line.hash:
                self.add(line.number, line.number + by)
                return line.number + by
        return None

    def add(self, number: int, written: int) -> None:
        """The line that stands at `number` was written as `written`."""
        by = written - number
        if self._runs and self._runs[-1][1:] == (number - 1, by):
            self._runs[-1] = self._runs[-1][0], number, by
        else:
            self._runs.append((number, number, by))

    def drop_copies(self, seen: Seen) -> set[int]:
        """Lines that are in their own place as well stand in somebody else's: their numbers, and no word of them here any more."""
        copies = [run for run in self._runs if all(seen.at(place) == seen.at(place + run[2]) for place in run[:2])]
        self._runs = [run for run in self._runs if run not in copies]
        return {number for first, last, _ in copies for number in range(first, last + 1)}

    def told(self) -> list[tuple[int, str]]:
        """Where, and what was done."""
        stand = merged((first, last) for first, last, _ in self._runs)
        if stand == merged((first + by, last + by) for first, last, by in self._runs):
            return [(stand[0][0], f"reordered {listed(stand)}")] if stand else []
        found, before = [], 0
        for first, last, by in sorted(self._runs):
            if by > before:
                found.append((first, f"missing {_between(first + before, first + by)}, and {span(first, last)} renumbered"))
            elif by < before:
                found.append((first, f"inserted {_between(first + by, first)}, and {span(first, last)} renumbered"))
            before = by
        return found


def _between(first: int, end: int) -> str:
    return span(first, end - 1)
