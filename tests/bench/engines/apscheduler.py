"""APScheduler 3 with a job store of its own in SQLite or PostgreSQL: one scheduler, which also takes the items in.

Nothing tells a scheduler what another process put into its store, so everything is asked of the one that runs, through a socket.
Its best settings: a thread pool of twenty, no item too late to start.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import create_engine, text

from tests.bench.engines import YEAR, Item, Peer, keys
from tests.bench.running import Group, postgresql_processes

THREADS = 20
DOOR = "door"
COPIES = {
    "sqlite": "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count})",
    "postgresql": "WITH numbers(i) AS (SELECT generate_series(1, {count}))",
}
COPY = """ INSERT INTO apscheduler_jobs (id, next_run_time, job_state)
    SELECT 'far-' || i, {first} + i * {step}, job_state FROM numbers, (SELECT job_state FROM apscheduler_jobs WHERE id = 'template') one"""


@contextmanager
def opened(_: str, store: str, folder: Path) -> Iterator["APScheduler"]:
    """On an empty store."""
    yield APScheduler(store, folder)


class APScheduler(Peer):
    """The engine."""

    title = "APScheduler 3"

    def __init__(self, store: str, folder: Path) -> None:
        super().__init__(folder)
        self._store, self._folder = store, folder
        self._asked: Connection | None = None
        self._turn = Lock()

    def fill(self, count: int, first: float) -> None:
        """Copies in SQL of one item that it put in itself."""
        scheduler = _scheduler(self._store)
        scheduler.start(paused=True)
        _add(scheduler, str(self._folder), "template", first)
        scheduler.shutdown()
        made = create_engine(self._store)
        with made.begin() as connection:
            copy = COPIES[made.dialect.name] + COPY
            connection.execute(text(copy.format(count=count - 1, first=first, step=YEAR / count)))
        made.dispose()

    def start(self, *, hangs: bool = False) -> Group:
        """The process that schedules."""
        (self._folder / DOOR).unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.bench.engines.apscheduler", self._store, str(self._folder)]
        group = Group([command], self._folder / "said").ready("at work")
        self._asked = Client(str(self._folder / DOOR), "AF_UNIX")
        return group

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """By `add_job`, in the process that schedules."""
        items = keys(count, first, span, hangs=hangs)
        self._ask("add", [(item.key, item.due) for item in items])
        return items

    def undoing(self, item: Item) -> Callable[[], bool]:
        """By `remove_job`, in the process that schedules."""
        return lambda: bool(self._ask("remove", item.key))

    def store_processes(self) -> list[int]:
        """PostgreSQL's, if it is that."""
        return postgresql_processes(self._store)

    def _ask(self, verb: str, what: Any) -> Any:
        if self._asked is None:
            raise AssertionError("no scheduler runs")
        with self._turn:
            self._asked.send((verb, what))
            return self._asked.recv()


def _scheduler(store: str) -> Any:
    kept = import_module("apscheduler.jobstores.sqlalchemy").SQLAlchemyJobStore(url=store)
    pool = import_module("apscheduler.executors.pool").ThreadPoolExecutor(THREADS)
    made: Any = import_module("apscheduler.schedulers.background").BackgroundScheduler
    return made(jobstores={"default": kept}, executors={"default": pool}, timezone=UTC, job_defaults={"misfire_grace_time": None})


def _add(scheduler: Any, folder: str, key: str, due: float) -> None:
    when = datetime.fromtimestamp(due, UTC)
    scheduler.add_job("tests.bench.engines.record:start", "date", run_date=when, args=[folder, key], id=key)


def main(store: str, folder: str) -> None:
    """Schedule, and do what is asked at the door, until killed."""
    lost = import_module("apscheduler.jobstores.base").JobLookupError
    scheduler = _scheduler(store)
    scheduler.start()
    with Listener(str(Path(folder) / DOOR), "AF_UNIX") as listener:
        print("at work", flush=True)
        with listener.accept() as asked, suppress(EOFError):
            while True:
                verb, what = asked.recv()
                if verb == "add":
                    for key, due in what:
                        _add(scheduler, folder, key, due)
                    asked.send(True)
                    continue
                try:
                    scheduler.remove_job(what)
                    asked.send(True)
                except lost:
                    asked.send(False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
