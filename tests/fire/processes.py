"""The real processes under fire: web servers without a courier, and couriers alone that can be killed and started again."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Self

from tests.fire.courier_process import AT_WORK
from tests.sources import ROOT

START_SECONDS = 60
STOP_SECONDS = 10  # what a courier that is told to end may take to finish or hand over
DOWN_FOR = (0.1, 2.0)  # seconds until somebody starts a killed courier again

Process = subprocess.Popen[bytes]


@contextmanager
def web_servers(ports: Sequence[int], settings: Mapping[str, str], folder: Path) -> Iterator[None]:
    """`onlyhuman serve --no-courier` on each of these ports, until the block ends. All of them come up at once."""
    started = {
        port: _start(["-m", "pwa", "serve", "--no-courier"], {**settings, "PORT": str(port)}, folder / f"web-{port}") for port in ports
    }
    try:
        for port, process in started.items():
            _wait_for_health(process, f"http://127.0.0.1:{port}/health")
        yield
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(timeout=START_SECONDS)


class Couriers:
    """Some couriers, each a process; a context manager that leaves none behind."""

    def __init__(self, count: int, network: str, settings: Mapping[str, str], folder: Path, *, lease: float | None = None) -> None:
        self.killed = 0
        self._settings, self._folder = settings, folder
        self._command = ["-m", "tests.fire.courier_process", network, *(["--lease", str(lease)] if lease else [])]
        self._up_at: dict[int, float] = {}  # which is down, and when somebody starts it again
        self._heard: dict[int, int] = {}  # how much each had said before it was last started
        self._running = {number: self._start(number) for number in range(count)}

    def __enter__(self) -> Self:
        self._wait_until_at_work()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()

    def kill_one(self, chance: Random) -> None:
        """End one of them as a power cut would, but not the last of several; start again those that were down for long enough."""
        self._start_those_due()
        alive = [number for number in self._running if number not in self._up_at and self._at_work(number)]
        if len(alive) < min(2, len(self._running)):
            return
        number = chance.choice(alive)
        if self._running[number].poll() is not None:
            raise SystemExit(f"Courier {number} ended by itself:\n{self._last_words(number)}")
        self._running[number].send_signal(signal.SIGKILL)
        self._running[number].wait()
        self.killed += 1
        self._up_at[number] = time.monotonic() + chance.uniform(*DOWN_FOR)

    def all_up(self) -> None:
        """Start again whatever is down."""
        self._up_at = dict.fromkeys(self._up_at, 0.0)
        self._start_those_due()
        self._wait_until_at_work()

    def stop(self) -> list[str]:
        """Tell all of them to end. Returns what was not as it should be, in words."""
        wrong = []
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS
        for number, process in self._running.items():
            try:
                if process.wait(timeout=max(0.01, limit - time.monotonic())) != 0:
                    wrong.append(f"courier {number} ended with {process.returncode}: {self._last_words(number)}")
            except subprocess.TimeoutExpired:
                wrong.append(f"courier {number} did not end within {STOP_SECONDS} s")
        return wrong

    def complained(self, of: str) -> list[str]:
        """What they wrote down of one kind of trouble, in all their lives."""
        said = (self._said(number).read_text(errors="replace") for number in self._running)
        return [line for log in said for line in log.splitlines() if of in line]

    def _start_those_due(self) -> None:
        for number, at in list(self._up_at.items()):
            if at <= time.monotonic():
                del self._up_at[number]
                self._running[number] = self._start(number)

    def _wait_until_at_work(self) -> None:
        limit = time.monotonic() + START_SECONDS
        while not all(self._at_work(number) for number in self._running):
            if time.monotonic() > limit:
                raise SystemExit(f"A courier did not come up:\n{self._last_words(0)}")
            time.sleep(0.05)

    def _start(self, number: int) -> Process:
        self._heard[number] = self._said(number).stat().st_size if self._said(number).exists() else 0
        return _start(self._command, self._settings, self._said(number))

    def _at_work(self, number: int) -> bool:
        return AT_WORK.encode() in self._said(number).read_bytes()[self._heard[number] :]

    def _last_words(self, number: int) -> str:
        return self._said(number).read_text(errors="replace")[-2000:]

    def _said(self, number: int) -> Path:
        return self._folder / f"courier-{number}"


def _start(command: list[str], settings: Mapping[str, str], said: Path) -> Process:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONLYHUMAN_")}
    environment |= {f"ONLYHUMAN_{name}": value for name, value in settings.items()} | {"PYTHONUNBUFFERED": "1"}
    with said.open("ab") as log:
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log)


def _wait_for_health(process: Process, address: str) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{address} does not answer")
