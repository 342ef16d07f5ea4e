"""Processes on other hosts: the real commands, started, listened to, and ended whatever becomes of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select, update

from pwa.store import wake
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import reading, transaction
from tests.cast import SITE
from tests.fire.elsewhere import Host
from tests.fire.over_http import Client
from tests.sources import ROOT

PATIENCE = 60  # seconds until a process that does not do its part has failed its test
Process = subprocess.Popen[str]


@contextmanager
def running(command: str, host: Host, store: str, data: Path, port: int = 8000) -> Iterator[Process]:
    """`onlyhuman serve` or `onlyhuman courier` on that host; gone when the block ends."""
    given = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_URL": SITE, "ONLYHUMAN_PORT": str(port)}
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ONLYHUMAN_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fire.elsewhere", command],
        cwd=ROOT,
        env=ours | given | host.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        if command == "serve" and process.poll() is None:
            process.terminate()  # it has children of its own, and ends them
            process.wait(PATIENCE)
        process.kill()
        process.communicate()


def is_at_work(courier: Process) -> None:
    """Wait until it says so."""
    assert courier.stdout is not None
    assert courier.stdout.readline() == "The courier is at work.\n"


def answers(port: int) -> bool:
    """Whether the server on this port can serve."""
    try:
        return Client(port).get("/health").status_code == 200
    except OSError:
        return False


def wait_until(so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Raises AssertionError when it does not come to pass."""
    limit = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < limit, "it did not come to pass"
        time.sleep(0.02)


def leaves(post: Post, seconds: float = 0) -> None:
    """Its time comes in so many seconds, and every courier that listens hears of it."""
    with transaction() as session:
        due_at = database_time(session) + timedelta(seconds=seconds)
        session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=due_at))
        wake.ring_after(session, wake.HOLDS)


def post_at(address: str) -> Post:
    """The Post that this page is about."""
    with reading() as session:
        return session.exec(select(Post).where(col(Post.public_id) == address.rpartition("/")[2])).one()
