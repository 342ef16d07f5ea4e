"""A process of its own for a courier or a device: forked, with its own connections to the store and its own interpreter."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Self

from pwa.store import engine

PATIENCE = 60  # seconds until a process that says nothing has failed its test

Line = Connection  # between a process and its test
_fork = multiprocessing.get_context("fork")  # a spawned process would spend a second of processor time importing


@dataclass(frozen=True)
class _Ended:
    trouble: str | None = None


class Fork:
    """A process that connects to the store at `url`, runs its errand with a line to the test, and ends; gone when the block ends."""

    def __init__(self, url: str, errand: Callable[[Line], None]) -> None:
        engine.engine().dispose()  # nobody inherits a connection
        self._line, theirs = _fork.Pipe()
        self._process = _fork.Process(target=_run, args=(url, errand, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()

    def hears(self, something: Any) -> None:
        """Tell it something."""
        self._line.send(something)

    def says(self) -> Any:
        """What it says next. Raises AssertionError with what it stumbled over."""
        assert self._line.poll(PATIENCE), "it says nothing"
        said = self._line.recv()
        assert not (isinstance(said, _Ended) and said.trouble), said
        return said

    def ends(self) -> None:
        """It hears None, and says how it ended. Raises AssertionError with what it stumbled over."""
        self.hears(None)
        while not isinstance(self.says(), _Ended):
            pass


def _run(url: str, errand: Callable[[Line], None], line: Line) -> None:
    try:
        engine.connect(url)
        errand(line)
        engine.engine().dispose()
        line.send(_Ended())
    except BaseException as trouble:  # noqa: BLE001
        line.send(_Ended(repr(trouble)))
    os._exit(0)  # nothing of pytest's is to run in here
