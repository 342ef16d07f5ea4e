"""DBOS 3 on SQLite or PostgreSQL: an item is a workflow in its queue with a delay, and a sweep each second lets out what is due.

Its best settings: the queue polled each 100 ms instead of each second; oftener costs a third of a core, and the sweep cannot be set.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.bench.engines import YEAR, Item, Peer, keys
from tests.bench.engines.record import start
from tests.bench.running import Group, postgresql_processes

POLL_SECONDS = 0.1
VERSION = "race"


@contextmanager
def opened(_: str, store: str, folder: Path) -> Iterator["DBOS"]:
    """On an empty store, with its own tables."""
    yield DBOS(store, folder)


class DBOS(Peer):
    """The engine."""

    title = "DBOS 3"

    def __init__(self, store: str, folder: Path) -> None:
        super().__init__(folder)
        self._store, self._folder = _address(store), folder
        self._table = "workflow_status" if store.startswith("sqlite") else "dbos.workflow_status"
        self.start().stop()  # so that its tables are there
        self._client: Any = import_module("dbos").DBOSClient(system_database_url=self._store)

    def fill(self, count: int, first: float) -> None:
        """Copies in SQL of one item that it put in itself."""
        [template] = self._put(keys(1, first, YEAR, hangs=False))
        made = create_engine(self._store)
        with made.begin() as connection:
            kind = made.dialect.name
            known = text(f"SELECT * FROM {self._table} LIMIT 0")
            columns = ['"' + name + '"' for name in connection.execute(known).keys()]  # noqa: SIM118
            apart = {'"workflow_uuid"': "'far-' || i", '"delay_until_epoch_ms"': f"{int(first * 1000)} + i * {int(YEAR * 1000 / count)}"}
            if kind == "sqlite":
                numbers = f"WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count - 1})"
            else:
                numbers = f"WITH numbers(i) AS (SELECT generate_series(1::bigint, {count - 1}))"
            chosen = ", ".join(apart.get(name, name) for name in columns)
            copy = f"{numbers} INSERT INTO {self._table} ({', '.join(columns)}) SELECT {chosen} FROM numbers, {self._table}"
            connection.execute(text(f"{copy} WHERE workflow_uuid = :template"), {"template": template.key})
        if kind == "postgresql":
            with made.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("VACUUM ANALYZE"))
        made.dispose()

    def start(self, *, hangs: bool = False) -> Group:
        """Its application."""
        command = [sys.executable, "-m", "tests.bench.engines.dbos", self._store, str(self._folder)]
        return Group([command], self._folder / "said").ready("at work")

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """By its own client."""
        return self._put(keys(count, first, span, hangs=hangs))

    def undoing(self, item: Item) -> Callable[[], bool]:
        """It never says no, so it is asked afterwards."""

        def undo() -> bool:
            self._client.cancel_workflow(item.key)
            return str(self._client.retrieve_workflow(item.key).get_status().status) == "CANCELLED"

        return undo

    def store_processes(self) -> list[int]:
        """PostgreSQL's, if it is that."""
        return postgresql_processes(self._store)

    def _put(self, items: list[Item]) -> list[Item]:
        for item in items:
            wanted = {"workflow_name": "item", "queue_name": "race", "workflow_id": item.key, "app_version": VERSION}
            self._client.enqueue({**wanted, "delay_seconds": max(0.0, item.due - time.time())}, str(self._folder), item.key)
        return items


def _address(store: str) -> str:
    return store if store.startswith("sqlite") else make_url(store).set(drivername="postgresql+psycopg").render_as_string()


def main(store: str) -> None:
    """Its application, until it is killed."""
    dbos: Any = import_module("dbos").DBOS
    dbos(config={"name": "race", "system_database_url": store, "application_version": VERSION, "log_level": "ERROR"})
    dbos.workflow(name="item")(start)
    dbos.launch()
    dbos.register_queue("race", polling_interval_sec=POLL_SECONDS)
    print("at work", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1])
