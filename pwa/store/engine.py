"""SQLite and PostgreSQL in one place: how to connect, and what must be true of a database before it may hold an undo."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

BUSY_SECONDS = 5  # how long a writer waits for another before the person is told to try again
CONNECTIONS = 32
STALLED_SECONDS = 10  # how long a process that was stopped in the middle of a change may keep what it locked from everybody else
# libpq's names: a network that swallows everything is noticed within half a minute, and an answer that never comes within ten seconds.
_CUT = {"connect_timeout": BUSY_SECONDS, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 10_000}
OLDEST_SQLITE = (3, 35)  # the first with RETURNING
LOGGED_PAGES = 8_000  # of 4 KiB, that SQLite's log may grow to before a commit folds it into the file itself: couriers do so earlier
MAPPED_BYTES = 1 << 30  # of SQLite's file, read in place: with a million posts held, copying pages made ten thousand releases late
# A PostgreSQL that may forget an acknowledged commit may forget an acknowledged undo.
DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "local", "remote_write", "remote_apply"}}

_engine: Engine | None = None


class StoreUnavailable(Exception):
    """The database is full, locked, read-only or away. Nothing was changed; trying again later is safe."""


class Unheard(StoreUnavailable):
    """The store went away in the middle of a commit: it was done, or it was not. Whoever asks again finds out."""


class NotDurable(Exception):
    """The PostgreSQL server is set up to lose acknowledged commits; the message names the settings."""


def connect(url: str) -> Engine:
    """Use the store at `url` from here on in this process."""
    global _engine
    if _engine is not None:
        _engine.dispose()
    _engine = _sqlite(make_url(url)) if url.startswith("sqlite") else _postgresql(make_url(url))
    return _engine


def hidden(url: str) -> str:
    """A store's address as people write it, without its password."""
    return make_url(url).set(drivername=url.partition(":")[0].partition("+")[0]).render_as_string(hide_password=True)


def engine() -> Engine:
    """The store in use. Raises StoreUnavailable before `connect`."""
    if _engine is None:
        raise StoreUnavailable("no store is connected")
    return _engine


def to_write() -> Engine:
    """The same store, for a transaction that changes something. Raises StoreUnavailable before `connect`."""
    return engine().execution_options(writes=True)


def to_look(*, one_moment: bool = False) -> Engine:
    """The same store, for statements that change nothing. Raises StoreUnavailable before `connect`."""
    known = engine()
    if known.dialect.name != "postgresql":
        return known  # a transaction of SQLite's always sees one moment, and costs nothing
    # Without a need for one moment a transaction would only cost PostgreSQL two more round trips.
    return known.execution_options(isolation_level="REPEATABLE READ" if one_moment else "AUTOCOMMIT")


def check_durable(connection: Connection) -> dict[str, str]:
    """Refuse a PostgreSQL that would lose acknowledged commits; returns the settings that say it will not. Raises NotDurable.

    They are read in a connection of ours, so that what was set for one role or one database alone counts.
    """
    if connection.dialect.name != "postgresql":
        return {}  # SQLite's pragmas are ours, below
    found = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in DURABLE}
    if wrong := sorted(f"{name} = {value}" for name, value in found.items() if value not in DURABLE[name]):
        raise NotDurable(f"PostgreSQL could lose an undo that was acknowledged: {', '.join(wrong)}. Set each of them to on.")
    return found


def _sqlite(url: URL) -> Engine:
    from pwa.store.moments import sqlite_clock

    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreUnavailable(f"this Python brings SQLite {sqlite3.sqlite_version}; 3.35 or newer is needed")
    made = create_engine(  # parameters are hidden, or the log of a failed statement would hold somebody's words
        url, hide_parameters=True, pool_size=CONNECTIONS, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(made, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")  # first: the next one may already have to wait
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL can lose an acknowledged undo when the power goes
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOGGED_PAGES}")
        connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        connection.create_function("onlyhuman_clock", 0, sqlite_clock)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its place at once: a reader that turns writer half-way could only fail.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return made


def _postgresql(url: URL) -> Engine:
    # The connection that was used last is used next: one that idles by keeps its statements prepared, and the others can time out.
    pool: dict[str, Any] = {"pool_size": CONNECTIONS, "pool_pre_ping": True, "pool_use_lifo": True}
    made = create_engine(url, hide_parameters=True, connect_args=_CUT, **pool)

    @event.listens_for(made, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        # Said here and not at the start of the connection, where a pooler would refuse it.
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {BUSY_SECONDS * 1000}")  # its own way: for ever
        connection.execute(f"SET idle_in_transaction_session_timeout = {STALLED_SECONDS * 1000}")
        connection.autocommit = False

    return made
