"""What must be true of a database before it may hold an undo, and what happens when it is in trouble."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from pwa import clock as product_clock
from pwa.actions.hold_post import hold_post
from pwa.rules.post import PostState
from pwa.store import engine, identities
from pwa.store.engine import NotDurable, StoreUnavailable, check_durable
from pwa.store.migrate import migrate
from pwa.store.posts import outbox
from pwa.store.tables import Person
from pwa.store.transaction import reading, transaction
from tests.cast import Cast
from tests.databases import PostgresServer, Stores

Databases = dict[str, Stores]


@pytest.fixture
def sqlite(databases: Databases) -> str:
    """A fresh SQLite store's URL."""
    url = databases["sqlite"].fresh_database()
    engine.connect(url)
    return url


@pytest.fixture
def postgresql(databases: Databases) -> str:
    """A fresh PostgreSQL store's URL."""
    if "postgresql" not in databases:
        pytest.skip("PostgreSQL is not on this machine")
    return databases["postgresql"].fresh_database()


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_sqlite_keeps_what_it_acknowledges_on_every_connection(sqlite: str) -> None:
    with engine.engine().connect() as one, engine.engine().connect() as other:
        for connection in (one, other):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_writer_takes_its_place_at_once_and_a_reader_does_not(sqlite: str) -> None:
    with transaction() as session, sqlite3.connect(file_of(sqlite), timeout=0, isolation_level=None) as other:
        session.exec(text("SELECT 1"))  # type: ignore[call-overload]
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    with reading() as session, sqlite3.connect(file_of(sqlite), timeout=0, isolation_level=None) as other:
        session.exec(text("SELECT 1 FROM people"))  # type: ignore[call-overload]
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


def test_a_postgresql_that_may_forget_is_refused_and_says_which_setting(postgresql: str) -> None:
    forgetful = engine.connect(f"{postgresql}&options=-c%20synchronous_commit%3Doff")
    with forgetful.connect() as connection, pytest.raises(NotDurable, match="synchronous_commit = off"):
        check_durable(connection)
    with pytest.raises(NotDurable):
        migrate()
    with engine.connect(postgresql).connect() as connection:
        check_durable(connection)


@pytest.fixture
def unsafe(databases: Databases) -> str:
    """The URL of a database that is refused before anything is made in it."""
    server = databases.get("postgresql")
    if not isinstance(server, PostgresServer):
        pytest.skip("PostgreSQL is not on this machine")
    return server.url("postgres")


@pytest.fixture
def server(unsafe: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """The superuser of the tests' server; what is set there is taken back afterwards."""
    url = make_url(unsafe)
    with psycopg.connect(user=url.username, dbname=url.database, host=str(url.query["host"]), autocommit=True) as connection:
        yield connection
        engine.engine().dispose()
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_postgresql_server_that_may_forget_is_refused(server: Any, unsafe: str, setting: str) -> None:
    server.execute(f"ALTER SYSTEM SET {setting} = off")
    server.execute("SELECT pg_reload_conf()")
    limit = time.monotonic() + 10
    while server.execute(f"SHOW {setting}").fetchone() != ("off",):
        assert time.monotonic() < limit
        time.sleep(0.02)
    engine.connect(unsafe)
    with pytest.raises(NotDurable, match=f"{setting} = off"):
        migrate()


@pytest.mark.parametrize("where", ["ROLE forgetful", "ROLE forgetful IN DATABASE {}", "DATABASE {}"])
def test_a_setting_for_one_role_or_one_database_alone_counts(server: Any, unsafe: str, where: str) -> None:
    database = make_url(unsafe).database
    server.execute("CREATE ROLE forgetful LOGIN SUPERUSER")
    try:
        server.execute(f"ALTER {where.format(database)} SET synchronous_commit = off")
        engine.connect(unsafe.replace("://onlyhuman@", "://forgetful@"))
        with pytest.raises(NotDurable, match="synchronous_commit = off"):
            migrate()
    finally:
        engine.engine().dispose()
        server.execute(f"ALTER DATABASE {database} RESET ALL")
        server.execute("DROP OWNED BY forgetful")
        server.execute("DROP ROLE forgetful")


def test_a_locked_store_says_so_changes_nothing_and_recovers(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    url = databases["sqlite"].fresh_database()
    engine.connect(url)
    steph = Cast().steph
    words = steph.words("Hello.")
    with sqlite3.connect(file_of(url), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            hold_post(steph.caller, "steph", words)
        other.execute("ROLLBACK")
    with reading() as session:
        assert outbox(session, identities.personal(session, steph.caller.person), 10) == []
    assert hold_post(steph.caller, "steph", words).state == PostState.HELD


def test_a_read_only_store_can_be_read_and_refuses_to_write(sqlite: str) -> None:
    with transaction() as session:
        session.add(Person(name="Anna", user_handle=b"1", joined_at=product_clock.now()))
    engine.engine().dispose()
    engine.connect(f"sqlite:///file:{file_of(sqlite)}?mode=ro&uri=true")
    with reading() as session:
        assert session.exec(text("SELECT name FROM people")).scalar() == "Anna"  # type: ignore[call-overload]
    with pytest.raises(StoreUnavailable, match="readonly"), transaction() as session:
        session.add(Person(name="Jo", user_handle=b"2", joined_at=product_clock.now()))
    engine.connect(sqlite)
    with reading() as session:
        assert session.exec(text("SELECT count(*) FROM people")).scalar() == 1  # type: ignore[call-overload]


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/missing/folder/x.db", f"postgresql+psycopg://nobody@/none?host={tmp_path}"):
        engine.connect(url)
        with pytest.raises(StoreUnavailable), reading() as session:
            session.exec(text("SELECT 1"))  # type: ignore[call-overload]


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 1000)
    engine.connect(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(StoreUnavailable), reading() as session:
        session.exec(text("SELECT 1"))  # type: ignore[call-overload]
