"""A far network's own record: an append-only file outside every database, one line for each post that arrived or was taken down."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ARRIVED = "arrived"
TAKEN_DOWN = "taken down"


@dataclass(frozen=True)
class Line:
    """One thing that happened there. `at` is in microseconds since 1970, by the clock of that network's machine."""

    what: str
    id: str
    handle: str
    key: str
    text: str
    reply_to: str | None
    at: int


class Record:
    """The file, for any number of processes at once: a line is whole and on the disk before anybody is told of it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def arrives(self, handle: str, key: str, text: str, reply_to: str | None, *, once: bool, ahead: int = 0) -> Line:
        """Keep a post; with `once`, the same key again is the first post again, and without, it is one more.

        `ahead`: seconds by which a test has moved the time.
        """
        with self._alone() as file:
            if once and (standing := self.standing(handle, key=key)):
                return standing
            line = Line(ARRIVED, os.urandom(8).hex(), handle, key, text, reply_to, now() + ahead * 1_000_000)
            _append(file, line)
        return line

    def taken_down(self, id: str) -> bool:  # noqa: A002
        """Keep that a post was removed. False: no such post stands there."""
        with self._alone() as file:
            standing = {line.id: line for line in self.lines() if line.what == ARRIVED}
            for line in self.lines():
                if line.what == TAKEN_DOWN:
                    standing.pop(line.id, None)
            if id not in standing:
                return False
            _append(file, Line(**{**asdict(standing[id]), "what": TAKEN_DOWN, "at": now()}))
        return True

    def standing(self, handle: str, *, key: str | None = None, text: str | None = None, reply_to: str | None = None) -> Line | None:
        """The first post there with this key, or else with this text in answer to the same post."""
        for line in self.lines():
            if line.what == ARRIVED and line.handle == handle:
                if key is not None and line.key == key:
                    return line
                if key is None and (line.text, line.reply_to) == (text, reply_to):
                    return line
        return None

    def lines(self) -> list[Line]:
        """Everything that ever happened there, in order."""
        if not self.path.exists():
            return []
        return [Line(**json.loads(row)) for row in self.path.read_text(encoding="utf-8").splitlines()]

    def arrived(self) -> list[Line]:
        """Every post that ever arrived, in order."""
        return [line for line in self.lines() if line.what == ARRIVED]

    def times(self, text: str) -> int:
        """How often these words arrived."""
        return sum(line.text == text for line in self.arrived())

    @contextmanager
    def _alone(self) -> Iterator[int]:
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)  # whoever dies here lets go of it
            yield file
        finally:
            os.close(file)


def _append(file: int, line: Line) -> None:
    row = f"{json.dumps(asdict(line))}\n".encode()
    if os.write(file, row) != len(row):
        raise OSError("the record is full")
    os.fsync(file)


def now() -> int:
    """Microseconds since 1970, by this machine."""
    return time.time_ns() // 1000
