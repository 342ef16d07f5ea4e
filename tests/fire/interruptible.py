"""A PostgreSQL server of a test's own, that can be stopped at once and started again, cut off, and locked."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.databases import START_LIMIT_SECONDS, PostgresServer, find_programs

LOCKED_FOR = 30  # seconds, at most


class Interruptible(PostgresServer):
    """One PostgreSQL server that has accidents."""

    def owner(self) -> int:
        """The number of whoever it runs as."""
        return self._account.pw_uid if self._account else os.getuid()

    def falls(self) -> None:
        """As `pg_ctl stop -m immediate`: it writes nothing more, and recovers from its log when it starts again."""
        self._process.kill()  # the shell that would clear up behind it
        self._process.communicate()
        number = self._server_id()
        os.kill(number, signal.SIGQUIT)
        limit = time.monotonic() + START_LIMIT_SECONDS
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < limit:
                os.kill(number, 0)
                time.sleep(0.01)

    def rises(self) -> None:
        """Start it again; returns once it answers."""
        self._process = self._launch()
        self._wait_until_it_answers()

    @contextmanager
    def loses_an_answer(self, url: str) -> Iterator[None]:
        """The next COMMIT is done and kept, and the connection breaks before anybody is told."""
        with connected(url) as connection:
            set_to(connection, "synchronous_standby_names", "nobody")  # a commit now waits for one more server, which never answers
            ending = threading.Thread(target=_end_whoever_waits_to_be_told, args=(connection,))
            ending.start()
            try:
                yield
            finally:
                ending.join()


def set_to(connection: Any, name: str, value: str) -> None:
    """A setting of the whole server, from now on."""
    connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    connection.execute("SELECT pg_reload_conf()")
    while connection.execute("SELECT current_setting(%s)", [name]).fetchone() != (value,):
        time.sleep(0.01)


def _end_whoever_waits_to_be_told(connection: Any) -> None:
    waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    limit = time.monotonic() + START_LIMIT_SECONDS
    while not connection.execute(waiting).fetchall() and time.monotonic() < limit:
        time.sleep(0.01)
    set_to(connection, "synchronous_standby_names", "")


@contextmanager
def own_server() -> Iterator[Interruptible]:
    """A server that only whoever asks will use; without PostgreSQL on this machine, their tests are skipped."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    with Interruptible(programs) as server:
        yield server


def cut(url: str) -> None:
    """End every other connection to this database."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connected(url) as connection:
        connection.execute(others)


@contextmanager
def locked(url: str, *tables: str) -> Iterator[None]:
    """Somebody else changes whole tables, and takes their time."""
    with connected(url) as connection, connection.transaction():
        connection.execute(f"SET LOCAL idle_in_transaction_session_timeout = {LOCKED_FOR * 1000}")  # whoever waits for ever fails then
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        yield


@contextmanager
def connected(url: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection that is none of the product's."""
    there = make_url(url)
    with psycopg.connect(user=there.username, dbname=there.database, host=str(there.query["host"]), autocommit=True) as connection:
        yield connection
