"""What is wrong with a chain, each way of tampering by its name: altered, missing, reordered, forked, cut, rewritten. Pure."""

from collections.abc import Iterable, Iterator

from pwa.rules.chain import START, Checkpoint, Line, link
from pwa.rules.seen import Seen
from pwa.rules.shifts import Shifts
from pwa.rules.signed import judged
from pwa.rules.spans import listed, merged, runs, span

SUSPECTS = 1000  # lines that are kept whole to find out what was done to them; any more are named as altered
SWAPPED = 64  # of which every pair is tried
NAMED = 50  # faults of one chain; who rewrote a million lines is found out by the first


class Walk:
    """Reads one chain, line by line in whatever order they come, and keeps eight bytes of each."""

    def __init__(self, chain: str, marks: Iterable[Checkpoint] = ()) -> None:
        self.chain, self._marks = chain, list(marks)
        self._signed = {mark.size for mark in self._marks}
        self._heads: dict[int, set[str]] = {0: {START}}  # of the sizes that were signed; several where it is forked
        self._seen, self._shifts = Seen(), Shifts(chain)
        self._here, self._before = {START}, set[str]()  # hashes of the line that came last, and of the one below it
        self._at = self.size = 0  # the second: how far the chain goes, by the numbers its lines were written with
        self._altered, self._forked, self._twice = set[int](), set[int](), set[int]()
        self._late: list[tuple[int, int]] = []
        self._suspects: dict[int, Line] = {}

    def read(self, line: Line) -> None:
        """The next one."""
        number = true = line.number
        sound = line.hash == link(self.chain, number, line.body, line.previous)
        if self._seen.at(number):
            (self._twice if sound and self._seen.is_at(number, line.hash) else self._forked).add(number)
        else:
            if number < self._seen.highest:
                self._late.append((number, self._seen.highest))
            if not sound or number < 1:
                true = self._suspect(line)
            self._seen.add(number, line.hash)
        self.size = max(self.size, true)
        if true in self._signed:
            self._heads.setdefault(true, set()).add(line.hash)
        self._step(line)
        if sound and not self._joins(line) and number - 1 not in self._suspects and number - 1 not in self._shifts:
            follows = self._follows(line)
            if follows is not None and follows < number - 1:
                self._forked.add(follows + 1)
            else:
                self._altered.add(number - 1 or 1)

    def faults(self) -> tuple[list[str], list[str]]:
        """Everything that is wrong, and what a known restore took, both in words."""
        found = list(self._broken())
        wrong, gone = judged(self._marks, self.size, self._heads)
        found += wrong
        if len(found) > NAMED:
            found[NAMED:] = [f"and {len(found) - NAMED} faults more"]
        return [f"{self.chain}: {what}" for what in found], [f"{self.chain}: {loss}" for loss in gone]

    def _suspect(self, line: Line) -> int:
        """Its number, or the one that it was written with, if that is near and it is sound there."""
        full = len(self._suspects) >= SUSPECTS
        if not full and (own := self._shifts.near(line)) is not None:
            return own
        if full:
            self._altered.add(line.number)
        else:
            self._suspects[line.number] = line
        return line.number

    def _step(self, line: Line) -> None:
        if line.number == self._at:
            self._here.add(line.hash)
        elif line.number == self._at + 1:
            self._before, self._here = self._here, {line.hash}
        else:
            self._before, self._here = set(), {line.hash}
        self._at = line.number

    def _joins(self, line: Line) -> bool:
        """Whether it names the line before it, where that is here."""
        below = line.number - 1
        if self._before:
            return line.previous in self._before
        if below == 0:
            return line.previous == START
        return not self._seen.at(below) or self._seen.is_at(below, line.previous)

    def _follows(self, line: Line) -> int | None:
        return 0 if line.previous == START else self._seen.find(line.previous)

    def _broken(self) -> Iterator[str]:
        for number, line in self._suspects.items():
            follows = self._follows(line)
            if follows is not None and link(self.chain, follows + 1, line.body, line.previous) == line.hash:
                self._shifts.add(number, follows + 1)
        self._altered |= self._shifts.drop_copies(self._seen)
        told = [(first, f"missing {span(first, last)}") for first, last in self._seen.gaps()]
        swapped = self._swapped()
        told += [(first, f"reordered {span(first, last)}") for first, last in merged(self._late)]
        told += [(min(swapped), f"reordered {listed(runs(swapped))}")] if swapped else []
        told += self._shifts.told()
        altered = self._altered | {number for number in self._suspects if number not in self._shifts and number not in swapped}
        told += [(first, f"altered at {span(first, last)}") for first, last in runs(altered)]
        told += [(first, f"forked at {first}") for first, _ in runs(self._forked)]
        told += [(first, f"there twice {span(first, last)}") for first, last in runs(self._twice)]
        return (what for _, what in sorted(told))

    def _swapped(self) -> set[int]:
        """Suspects of which only the bodies changed places."""
        if len(self._suspects) > SWAPPED:
            return set()
        pairs = ((one, other) for one in self._suspects.values() for other in self._suspects.values() if one is not other)
        return {one.number for one, other in pairs if link(self.chain, one.number, other.body, one.previous) == one.hash}


def examine(chain: str, lines: Iterable[Line], marks: Iterable[Checkpoint]) -> tuple[list[str], list[str]]:
    """Everything that is wrong with one chain, and what a known restore took from it, both in words."""
    walk = Walk(chain, marks)
    for line in lines:
        walk.read(line)
    return walk.faults()


def faults(chain: str, lines: Iterable[Line], marks: Iterable[Checkpoint]) -> list[str]:
    """Everything that is wrong with one chain, in words; empty when it is whole."""
    return examine(chain, lines, marks)[0]
