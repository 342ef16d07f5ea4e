"""Which lines of a chain were seen, in eight bytes a line: enough to say where one stands, never enough to say that it is right. Pure."""

from array import array
from collections.abc import Iterator

_AHEAD = 1_000_000  # a number further on than this was made up: it costs a place of its own, and not a million


class Seen:
    """The beginnings of the hashes of a chain's lines, by their numbers."""

    def __init__(self) -> None:
        self._near, self._far = array("Q", [0]), dict[int, int]()
        self.many = self.highest = 0

    def add(self, number: int, mark: str) -> None:
        """This line was seen."""
        self.many += 1
        self.highest = max(self.highest, number)
        ahead = number - len(self._near)
        if number < 1 or ahead > _AHEAD:
            self._far[number] = _begins(mark)
            return
        if ahead >= 0:
            self._near.extend([0] * (ahead + 1))
        self._near[number] = _begins(mark)

    def at(self, number: int) -> int:
        """What the hash of this line begins with; 0 when it was not seen."""
        return self._near[number] if 0 < number < len(self._near) else self._far.get(number, 0)

    def is_at(self, number: int, mark: str) -> bool:
        """Whether the line of this number has, as far as is remembered, this hash."""
        return self.at(number) == _begins(mark)

    def find(self, mark: str) -> int | None:
        """The number of a line with this hash."""
        try:
            return self._near.index(_begins(mark), 1)
        except ValueError:
            return next((number for number, begins in self._far.items() if begins == _begins(mark)), None)

    def gaps(self) -> Iterator[tuple[int, int]]:
        """From where to where nothing was seen, before the highest number."""
        if self.many >= self.highest and not self._far:
            return
        there = sorted([number for number, begins in enumerate(self._near) if begins] + [number for number in self._far if number > 0])
        before = 0
        for number in there:
            if number > before + 1:
                yield before + 1, number - 1
            before = number


def _begins(mark: str) -> int:
    try:
        return int(mark[:16], 16) or 1
    except ValueError:
        return 1  # no hash at all
