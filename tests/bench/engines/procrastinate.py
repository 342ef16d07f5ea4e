"""Procrastinate 3 on PostgreSQL: a table polled for what has become due, and a notification for what is due at once.

Its best settings: polled each 20 ms instead of each 5 s, twenty items at once, written as coroutines.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.bench.engines import YEAR, Item, Peer, keys
from tests.bench.engines.record import HANG_SECONDS, HANGS, Record
from tests.bench.running import Group, postgresql_processes

POLL_SECONDS = 0.02
AT_ONCE = 20
FILL = """INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, scheduled_at)
    SELECT 'default', 'item', 0, '{"key": "far"}', 'todo', to_timestamp(:first + i * :step) FROM generate_series(1, :count) AS i"""


@contextmanager
def opened(_: str, store: str, folder: Path) -> Iterator["Procrastinate"]:
    """On an empty store, with its own tables."""
    app = _app("SyncPsycopgConnector", store)
    with app.open():
        app.schema_manager.apply_schema()
        yield Procrastinate(app, store, folder)


class Procrastinate(Peer):
    """The engine."""

    title = "Procrastinate 3"

    def __init__(self, app: Any, store: str, folder: Path) -> None:
        super().__init__(folder)
        self._app, self._store, self._folder = app, store, folder
        self._numbers: dict[str, int] = {}

    def fill(self, count: int, first: float) -> None:
        """In SQL, without the million notifications that its trigger would send."""
        made = create_engine(self._store)
        with made.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(FILL), {"first": first, "step": YEAR / count, "count": count})
        with made.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
        made.dispose()

    def start(self, *, hangs: bool = False) -> Group:
        """Its worker."""
        command = [sys.executable, "-m", "tests.bench.engines.procrastinate", self._store, str(self._folder)]
        return Group([command], self._folder / "said").ready("at work")

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """By its own way in."""
        items = keys(count, first, span, hangs=hangs)
        for item in items:
            due = datetime.fromtimestamp(item.due, UTC)
            self._numbers[item.key] = self._app.configure_task("item", schedule_at=due).defer(key=item.key)
        return items

    def undoing(self, item: Item) -> Callable[[], bool]:
        """It says whether it came in time."""
        return lambda: bool(self._app.job_manager.cancel_job_by_id(self._numbers[item.key]))

    def store_processes(self) -> list[int]:
        """PostgreSQL's."""
        return postgresql_processes(self._store)


def _app(connector: str, store: str) -> Any:
    procrastinate: Any = import_module("procrastinate")
    there = make_url(store).set(drivername="postgresql").render_as_string()
    return procrastinate.App(connector=getattr(procrastinate, connector)(conninfo=there))


def main(store: str, folder: Path) -> None:
    """Its worker, until it is told to end."""
    app, record = _app("PsycopgConnector", store), Record(folder)

    @app.task(name="item")  # type: ignore[untyped-decorator]
    async def _item(key: str) -> None:
        again = key.startswith(HANGS) and key in record.read()
        record.note(key)
        if key.startswith(HANGS) and not again:
            await asyncio.sleep(HANG_SECONDS)

    print("at work", flush=True)
    app.run_worker(concurrency=AT_ONCE, fetch_job_polling_interval=POLL_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
