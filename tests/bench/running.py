"""Processes under measurement: a group that can be started, watched (CPU and memory, from Linux's /proc), stopped and killed."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from tests.sources import ROOT

START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 20
TICKS = os.sysconf("SC_CLK_TCK")
NANOSECONDS = 1_000_000_000
MEGABYTE = 1024  # kB, as /proc counts


class Group:
    """One or more commands, each with everything it starts in a process group of its own."""

    def __init__(self, commands: Sequence[Sequence[str]], said: Path, environment: dict[str, str] | None = None) -> None:
        self.said = said
        self._said_before = said.stat().st_size if said.exists() else 0
        with said.open("ab") as log:
            self.started = [
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=os.environ | {"PYTHONUNBUFFERED": "1"} | (environment or {}),
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for command in commands
            ]

    def ready(self, words: str) -> Self:
        """Wait until each of the commands has said these words. Raises SystemExit with what they said instead."""
        limit = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < limit and all(process.poll() is None for process in self.started):
            if self._heard().count(words) >= len(self.started):
                return self
            time.sleep(0.05)
        self.kill()
        raise SystemExit(f"It did not come up:\n{self._heard()[-2000:]}")

    def check(self) -> None:
        """Raises SystemExit when one of the commands has ended by itself."""
        if any(process.poll() is not None for process in self.started):
            raise SystemExit(f"It ended by itself:\n{self._heard()[-2000:]}")

    def _heard(self) -> str:
        return self.said.read_bytes()[self._said_before :].decode(errors="replace")

    def processes(self) -> list[int]:
        """Everything in these groups that lives."""
        return [number for group in self.started for number in _group(group.pid)]

    def kill(self) -> None:
        """kill -9, all of it at once."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        self._signal(signal.SIGTERM, STOP_LIMIT_SECONDS)
        self.kill()

    def _signal(self, number: signal.Signals, patience: float = STOP_LIMIT_SECONDS) -> None:
        for process in self.started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
        for process in self.started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=patience)


def cpu_seconds(processes: Iterable[int]) -> float:
    """What these processes have used so far, in the kernel and outside it; by the nanosecond where the kernel counts so."""
    used = 0.0
    for number in processes:
        with suppress(OSError):
            threads = list(Path(f"/proc/{number}/task").glob("*/schedstat"))
            by_thread = sum(int(thread.read_text().split()[0]) for thread in threads)
            used += by_thread / NANOSECONDS if threads else sum(int(field) for field in _status(number)[11:13]) / TICKS
    return used


def megabytes(processes: Iterable[int]) -> float:
    """The memory of these processes, what they share counted once (the proportional set)."""
    found = 0
    for number in processes:
        with suppress(OSError):
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / MEGABYTE


def postgresql_processes(store: str) -> list[int]:
    """The server of this URL and whatever it has started; none for SQLite, which is no process."""
    if store.startswith("sqlite"):
        return []
    folder = Path(str(make_url(store).query["host"]))
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    return [server, *(number for number in _numbers() if _field(number, 1) == server)]


def _group(leader: int) -> list[int]:
    return [number for number in _numbers() if _field(number, 2) == leader]


def _numbers() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")] if Path("/proc").is_dir() else []


def _field(number: int, place: int) -> int:
    try:
        return int(_status(number)[place])
    except OSError:
        return -1


def _status(number: int) -> list[str]:
    """The fields of /proc/<number>/stat from the third on: state, parent, group, ..."""
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
