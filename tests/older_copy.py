"""A copy of a store, taken and put back by hand as whoever runs a server might, without a command of ours."""

import contextlib
import sqlite3
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from pwa.store import engine


class OlderCopy:
    """The store at `url` as it is now; on PostgreSQL nothing else may have it open when it is taken."""

    _taken = 0

    def __init__(self, url: str) -> None:
        OlderCopy._taken += 1
        self.url, self._name = url, f"copy_{OlderCopy._taken}"
        engine.engine().dispose()
        if url.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(self._file())) as live, contextlib.closing(sqlite3.connect(self._copy())) as copy:
                live.backup(copy)
        else:
            self._execute("CREATE DATABASE {copy} TEMPLATE {live}")

    def comes_back(self) -> None:
        """It takes the place of what the store has become; once."""
        engine.engine().dispose()
        if self.url.startswith("sqlite"):
            for ending in ("", "-wal", "-shm"):
                self._file().with_name(self._file().name + ending).unlink(missing_ok=True)
            self._copy().rename(self._file())
        else:
            self._execute("DROP DATABASE {live} WITH (FORCE)", "ALTER DATABASE {copy} RENAME TO {live}")
        engine.connect(self.url)

    def _file(self) -> Path:
        return Path(str(make_url(self.url).database))

    def _copy(self) -> Path:
        return self._file().with_name(self._name)

    def _execute(self, *statements: str) -> None:
        url = make_url(self.url)
        names = {"live": sql.Identifier(str(url.database)), "copy": sql.Identifier(self._name)}
        with psycopg.connect(user=url.username, dbname="postgres", host=str(url.query["host"]), autocommit=True) as server:
            for statement in statements:
                server.execute(sql.SQL(statement).format(**names))
