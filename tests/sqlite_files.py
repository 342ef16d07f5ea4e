"""Throw-away SQLite databases for the tests, each copied from a template."""

import atexit
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.databases import MIGRATED, new_folder


class SqliteFiles:
    """SQLite databases in one temporary folder; a context manager, with the verbs of PostgresServer."""

    name = "sqlite"

    def __init__(self, *, in_memory: bool = False) -> None:
        self._count = 0
        self._folder = new_folder("onlyhuman-sqlite-", in_memory=in_memory)
        atexit.register(self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def empty_database(self) -> str:
        """The URL of a file that does not exist yet."""
        self._count += 1
        return f"sqlite:///{self._folder / f'fresh_{self._count}.db'}"

    def make_template(self, fill: Callable[[str], object], name: str = MIGRATED, *, of: str | None = None) -> None:
        """Create a file that `fresh_database` copies."""
        if of:
            shutil.copyfile(self._folder / of, self._folder / name)
        fill(f"sqlite:///{self._folder / name}")

    def fresh_database(self, name: str = MIGRATED) -> str:
        """The URL of a new copy of the template."""
        url = self.empty_database()
        shutil.copyfile(self._folder / name, url.removeprefix("sqlite:///"))
        return url

    def drop(self, url: str) -> None:
        """Remove a database and what SQLite keeps beside it."""
        for ending in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + ending).unlink(missing_ok=True)

    def stop(self) -> None:
        """Remove the folder. May be called again."""
        atexit.unregister(self.stop)
        shutil.rmtree(self._folder, ignore_errors=True)
