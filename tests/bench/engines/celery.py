"""Celery 5 with Redis: each item is a message with an ETA, which waits in the memory of the process that fetched it.

Its best settings: acknowledged late, fetched without a limit, no results kept, a visibility timeout longer than any ETA, two processes.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.engines import YEAR, Item, Peer, keys
from tests.bench.engines.record import start
from tests.bench.engines.redis import redis_server
from tests.bench.running import Group

BROKER, FOLDER = "RACE_BROKER", "RACE_FOLDER"
ANSWER_SECONDS = 1.0

celery: Any = import_module("celery")
app: Any = celery.Celery("race", broker=os.environ.get(BROKER, "redis://127.0.0.1:1/0"))
app.conf.update(
    broker_transport_options={"visibility_timeout": int(2 * YEAR)},
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=0,
    broker_connection_retry_on_startup=True,
)


@app.task(name="item")  # type: ignore[untyped-decorator]
def item_starts(key: str) -> None:
    """The item itself."""
    start(os.environ[FOLDER], key)


@import_module("celery.signals").worker_ready.connect  # type: ignore[untyped-decorator]
def _ready(**_: Any) -> None:
    print("at work", flush=True)


@contextmanager
def opened(_: str, __: str, folder: Path) -> Iterator["Celery"]:
    """With a Redis of its own."""
    with redis_server(folder) as server:
        app.conf.broker_url = server.url
        yield Celery(server.url, server.process, folder)


class Celery(Peer):
    """The engine."""

    title = "Celery 5, Redis (ETA)"
    most_pending = 20_000  # every ETA waits in memory: a million would take ten gigabytes and minutes to fetch

    def __init__(self, broker: str, server: int, folder: Path) -> None:
        super().__init__(folder)
        self._broker, self._server, self._folder = broker, server, folder

    def fill(self, count: int, first: float) -> None:
        """By its own way in."""
        self._send(keys(count, first, YEAR, hangs=False))

    def start(self, *, hangs: bool = False) -> Group:
        """One of its servers, with two processes under it."""
        command = [sys.executable, "-m", "celery", "-A", "tests.bench.engines.celery:app", "worker", "--concurrency", "2"]
        command += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING", "-Ofair"]
        environment = {BROKER: self._broker, FOLDER: str(self._folder), "C_FORCE_ROOT": "yes"}
        return Group([command], self._folder / "said", environment).ready("at work")

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """By its own way in."""
        return self._send(keys(count, first, span, hangs=hangs))

    def undoing(self, item: Item) -> Callable[[], bool]:
        """A broadcast; it counts as acknowledged when the one who listens has answered."""
        return lambda: bool(app.control.revoke(item.key, reply=True, limit=1, timeout=ANSWER_SECONDS))

    def store_processes(self) -> list[int]:
        """Redis."""
        return [self._server]

    def _send(self, items: list[Item]) -> list[Item]:
        with app.producer_pool.acquire(block=True) as producer:
            for item in items:
                due = datetime.fromtimestamp(item.due, UTC)
                item_starts.apply_async((item.key,), eta=due, task_id=item.key, producer=producer)
        return items
