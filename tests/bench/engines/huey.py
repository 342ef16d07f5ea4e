"""Huey 3 on SQLite, PostgreSQL or Redis: its schedule is looked at once a second, which is as often as it can be.

Its best settings: eight threads, the queue polled each 10 ms where it cannot wait for a message, no results kept.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.bench.engines import YEAR, Item, Peer, keys
from tests.bench.engines.record import start
from tests.bench.engines.redis import redis_server
from tests.bench.running import Group, postgresql_processes

THREADS = 8
POLL_SECONDS = 0.01
STORE, FOLDER = "RACE_STORE", "RACE_FOLDER"
COPIES = {
    "sqlite": "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count})",
    "postgresql": "WITH numbers(i) AS (SELECT generate_series(1, {count}))",
}
COPY = """ INSERT INTO {table} (queue, data, timestamp)
    SELECT queue, data, timestamp + i * {step} FROM numbers, (SELECT queue, data, timestamp FROM {table}) one"""


def _made(store: str) -> Any:
    huey, kept = import_module("huey"), {"results": False, "utc": True}
    if store.startswith("redis"):
        return huey.RedisHuey("race", url=store, **kept)
    if store.startswith("sqlite"):
        return huey.SqliteHuey("race", filename=store.removeprefix("sqlite:///"), fsync=True, **kept)
    return huey.PostgresHuey("race", dsn=make_url(store).set(drivername="postgresql").render_as_string(), **kept)


@contextmanager
def opened(name: str, store: str, folder: Path) -> Iterator["Huey"]:
    """On an empty store; `huey-redis` has a Redis of its own."""
    if name == "huey-redis":
        with redis_server(folder) as server:
            yield Huey(server.url, [server.process], folder)
    else:
        yield Huey(store, postgresql_processes(store), folder)


class Huey(Peer):
    """The engine."""

    title = "Huey 3"

    def __init__(self, store: str, server: list[int], folder: Path) -> None:
        super().__init__(folder)
        self._store, self._server, self._folder = store, server, folder
        if store.startswith("redis"):
            self.title, self.most_pending = "Huey 3, Redis", 100_000  # in memory, and only to be had one by one
        self._huey = _made(store)
        self._item = self._huey.task(name="item")(_item)

    def fill(self, count: int, first: float) -> None:
        """Straight into its schedule, where a consumer would put them; on Redis one by one, in SQL as copies of the first."""
        for item in keys(count if self._store.startswith("redis") else 1, first, YEAR, hangs=False):
            self._huey.add_schedule(self._item.s(item.key, eta=datetime.fromtimestamp(item.due, UTC)))
        if self._store.startswith("redis"):
            return
        made = create_engine(self._store)
        with made.begin() as connection:
            table = "schedule" if made.dialect.name == "sqlite" else "huey_schedule"
            copy = COPIES[made.dialect.name] + COPY
            connection.execute(text(copy.format(count=count - 1, table=table, step=YEAR / count)))
        made.dispose()

    def start(self, *, hangs: bool = False) -> Group:
        """Its consumer."""
        environment = {STORE: self._store, FOLDER: str(self._folder)}
        return Group([[sys.executable, "-m", "tests.bench.engines.huey"]], self._folder / "said", environment).ready("at work")

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """By its own way in."""
        items = keys(count, first, span, hangs=hangs)
        self._schedule(items)
        return items

    def undoing(self, item: Item) -> Callable[[], bool]:
        """It notes the wish, and never says no."""
        return lambda: self._huey.revoke_by_id(item.key) is None

    def store_processes(self) -> list[int]:
        """Of the server, if there is one."""
        return self._server

    def _schedule(self, items: Sequence[Item]) -> None:
        for item in items:
            self._item.schedule(args=(item.key,), eta=datetime.fromtimestamp(item.due, UTC), id=item.key)


def _item(key: str) -> None:
    start(os.environ[FOLDER], key)


def main() -> None:
    """Its consumer, until it is told to end."""
    made = _made(os.environ[STORE])
    made.task(name="item")(_item)
    consumer = made.create_consumer(
        workers=THREADS, periodic=False, initial_delay=POLL_SECONDS, backoff=1.0, max_delay=POLL_SECONDS, scheduler_interval=1
    )
    print("at work", flush=True)
    consumer.run()


if __name__ == "__main__":
    import_module("tests.bench.engines.huey").main()  # an item is known by its module's name, which must be the same here and there
