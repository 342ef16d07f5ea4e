"""Kills a process at one named point of an action: before each statement, before and after each COMMIT, around each network call."""

import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from pwa.store import engine

TOLD = b"\0"  # what the child says once the action has returned: from here on somebody may know of it
BROKE = 70
SENTENCE = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|FROM) (\w+)")


class NeverReached(Exception):
    """The process went another way than when its points were counted: nothing was killed, so nothing was shown."""


class Broke(Exception):
    """The action failed by itself, before anything killed it: that is a fault, and no way round a point."""


def dies_at(what: str, act: Callable[[Callable[[str], None]], object]) -> None:
    """Run the action in a process of its own that is killed the first time it comes past `what`. Raises NeverReached."""

    def reach(here: str) -> None:
        if here == what:
            os.kill(os.getpid(), signal.SIGKILL)

    def run() -> bytes:
        act(reach)
        return b""

    if _in_a_child(run)[1] != signal.SIGKILL:
        raise NeverReached(what)


class Points:
    """Counts what an action comes past and, at the fatal one, says its name into a pipe and ends the process as a power cut would."""

    def __init__(self, action: str, fatal: int = 0, into: int = -1) -> None:
        self.names: list[str] = []
        self._action, self._fatal, self._into = action, fatal, into

    def reach(self, what: str) -> None:
        """We are at the next point."""
        self.names.append(f"{self._action}/{len(self.names) + 1} {what}")
        if len(self.names) == self._fatal:
            os.write(self._into, self.names[-1].encode())
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Every statement and every COMMIT of the store in use is a point."""

        def statement(_: Connection, __: Any, text: str, *___: Any) -> None:
            self.reach(named(text))

        dialect = engine.engine().dialect
        commit = dialect.do_commit

        def committing(connection: Any) -> None:
            if getattr(connection.driver_connection, "autocommit", False) is True:
                return commit(connection)  # a look: there is nothing to commit
            self.reach("COMMIT")
            commit(connection)
            return self.reach("COMMIT, done")

        event.listen(Engine, "before_cursor_execute", statement)
        dialect.do_commit = committing  # type: ignore[method-assign,assignment]
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", statement)
            dialect.do_commit = commit  # type: ignore[method-assign]


def named(text: str) -> str:
    """A statement in two words: what it does, and to which table."""
    if "pg_advisory" in text:
        return "SELECT pg_advisory_xact_lock"
    about = SENTENCE.search(text)
    return f"{text.split(None, 1)[0].upper()} {about[1]}" if about else " ".join(text.split())[:40]


def points_of(action: str, act: Callable[[Callable[[str], None]], object]) -> list[str]:
    """The name of every point that the action comes past, in order; `act` is given what to call around each network call."""
    points = Points(action)

    def count() -> bytes:
        with points.watch():
            act(points.reach)
            points.reach("told")
        return "\n".join(points.names).encode()

    return _in_a_child(count)[0].decode().splitlines()


def kill_at(action: str, place: int, act: Callable[[Callable[[str], None]], object]) -> tuple[str, bool]:
    """Run the action in a process of its own, killed at the point of this number.

    Returns that point's name, and whether the process had been told that all was done. The name is of this very run: what a store has
    seen before may make an action ask once more or once less. Raises NeverReached when it has fewer points, and Broke when it
    failed without being killed.
    """
    out, into = os.pipe()

    def run() -> bytes:
        points = Points(action, place, into)
        with points.watch():
            act(points.reach)
            os.write(into, TOLD)
            points.reach("told")
        return b""

    with os.fdopen(out, "rb") as pipe:
        try:
            signalled = _in_a_child(run)[1]
        finally:
            os.close(into)
        said = pipe.read()
    if signalled != signal.SIGKILL:
        raise NeverReached(f"{action}/{place}")
    return said.removeprefix(TOLD).decode(), said.startswith(TOLD)


def _in_a_child(run: Callable[[], bytes]) -> tuple[bytes, int]:
    """What `run` returns in a copy of this process, and the signal that ended it (0: none)."""
    engine.engine().dispose()  # a connection that two processes hold serves neither; each makes its own
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        status = BROKE
        try:
            os.close(out)
            with os.fdopen(into, "wb") as pipe:
                pipe.write(run())
            status = 0
        except BaseException:  # noqa: BLE001 - nothing of pytest's may run in here
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(status)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise Broke(f"status {os.WEXITSTATUS(status)}; its stack is above")
    return said, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
