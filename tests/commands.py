"""Commands as an operator runs them: real processes, their words and their exit statuses."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pwa.__main__ import main
from pwa.store import engine
from tests.sources import ROOT

PATIENCE = 60  # seconds until a process that says nothing has failed its test


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of an operator with an empty folder."""
    port = str(free_port())
    given = {"ONLYHUMAN_DATA": str(tmp_path / "data"), "ONLYHUMAN_PORT": port, "ONLYHUMAN_URL": f"http://localhost:{port}"}
    return {name: value for name, value in os.environ.items() if not name.startswith("ONLYHUMAN_")} | given


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run one command to its end: (exit status, what it said, what it complained of)."""

    def ran(*arguments: str, **settings: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pwa", *arguments],
            cwd=ROOT,
            env=environment | {f"ONLYHUMAN_{name}": value for name, value in settings.items()},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert not any(word in done.stderr for word in ("Traceback", '"event": "crashed"')), done.stderr
        return done.returncode, done.stdout, done.stderr

    return ran


@pytest.fixture
def here(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The same in this process: a tenth of the time, for what differs in words only."""

    def ran(*arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patched:
            for name in [name for name in os.environ if name.startswith("ONLYHUMAN_")]:
                patched.delenv(name)
            for name, value in (environment | {f"ONLYHUMAN_{name}": value for name, value in settings.items()}).items():
                patched.setenv(name, value)
            capsys.readouterr()
            try:
                with logging_as_before():
                    status = main(arguments)
            except SystemExit as ended:
                status = int(str(ended.code))
        return status, *capsys.readouterr()

    yield ran
    engine.engine().dispose()


@contextmanager
def logging_as_before() -> Iterator[None]:
    """Whatever is set up for the log of a process meanwhile is taken back."""
    root = logging.getLogger()
    handlers, level, of_process, of_threads = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    try:
        yield
    finally:
        root.handlers[:], sys.excepthook, threading.excepthook = handlers, of_process, of_threads
        root.setLevel(level)


@contextmanager
def running(environment: dict[str, str], *arguments: str, log: Path = Path(os.devnull)) -> Iterator["subprocess.Popen[str]"]:
    """A command that stays; it is told to end, and must within ten seconds. `log`: where what it complains of goes."""
    command = [sys.executable, "-m", "pwa", *arguments]
    with log.open("a") as complaints:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True, start_new_session=True
        )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a child that lived on would hold its output open, and us with it
        process.communicate()


def store_in(environment: dict[str, str]) -> Path:
    return Path(environment["ONLYHUMAN_DATA"]) / "onlyhuman.db"


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def healthy(address: str) -> bool:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.02)
    return False
