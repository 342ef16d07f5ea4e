"""The server's process is killed under a phone, and started again on the same store: the screen says what is so, before and after."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect
from sqlmodel import select

from pwa.store import engine
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.browser.link import Link
from tests.browser.ride import BOX, Ride, aboard, unconfirmed
from tests.sources import ROOT

pytestmark = pytest.mark.browser

START_SECONDS = 90


class Server:
    """`onlyhuman serve`, which can die as in a power cut and come again."""

    def __init__(self, link: Link, folder: Path) -> None:
        self._link, self._folder = link, folder
        self._process: subprocess.Popen[bytes] | None = None
        self.starts()

    def starts(self) -> None:
        """On a port of its own choice, behind the same link."""
        with Link() as free:
            port = free.port
        self._link.server_port = port
        given = {"DATA": self._folder, "PORT": port, "URL": f"http://localhost:{self._link.port}"}
        environment = os.environ | {f"ONLYHUMAN_{name}": str(value) for name, value in given.items()}
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "pwa", "serve"], env=environment, cwd=ROOT, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while not answers(port):
            assert time.monotonic() < until, (self._folder / "log").read_text()
            time.sleep(0.05)

    def is_killed(self) -> None:
        """SIGKILL, to the server and whatever it started."""
        assert self._process
        subprocess.run(["pkill", "-KILL", "-P", str(self._process.pid)], check=False)
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def ride(playwright: Playwright, chromium: Browser, tmp_path: Path) -> Iterator[tuple[Ride, Server]]:
    """Steph's phone, and a server in a process of its own."""
    with Link() as link:
        server = Server(link, tmp_path)
        engine.connect(f"sqlite:///{tmp_path / 'onlyhuman.db'}")
        with aboard(playwright, chromium, link) as riding:
            yield riding, server
        server.is_killed()
        engine.engine().dispose()


def test_the_process_dies_before_a_hold_in_a_countdown_and_before_an_undo(ride: tuple[Ride, Server]) -> None:
    steph, server = ride
    steph.writes("Road closed until noon.")
    server.is_killed()
    steph.phone.taps("Post as Steph")
    saw = steph.sees(unconfirmed())
    server.starts()
    then = steph.sees("It did not arrive. Nothing was sent")
    assert states() == []
    steph.notes("hold", "process killed", f"{saw} Then: {then}", "nothing")

    steph.phone.taps("Post as Steph")
    steph.phone.is_going_out_as("Steph")
    server.is_killed()
    saw = steph.sees("No signal. It still goes out at")
    server.starts()
    then = steph.sees("Nothing has gone out yet")
    assert re.findall(r"\d\d:\d\d:\d\d", saw)[0] == re.findall(r"\d\d:\d\d:\d\d", then)[0]
    steph.notes("countdown", "process killed", f"{saw} Then: {then}", "kept its time")

    server.is_killed()
    steph.phone.taps("Undo")
    saw = steph.sees("Not undone yet")
    assert states() == ["held"]
    server.starts()
    then = steph.sees("Undone. It is back in your drafts")
    expect(steph.phone.box(BOX)).to_have_value("Road closed until noon.")
    assert states() == ["cancelled"]
    steph.notes("undo", "process killed", f"{saw} Then: {then}", "undid it once")


def answers(port: int) -> bool:
    """Whether it can serve."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
    except OSError:
        return False
    return True


def states() -> list[str]:
    """What has become of every post."""
    with reading() as session:
        return [post.state for post in session.exec(select(Post))]
