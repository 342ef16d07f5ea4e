"""The ways to the store: `transaction` writes all or nothing, `reading` looks, `snapshot` looks long at one moment; `fold` tidies up."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlmodel import Session

from pwa.store.engine import BUSY_SECONDS, StoreUnavailable, Unheard, engine, to_look, to_write

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_writer = threading.Lock()
# PostgreSQL, appendix A: unique violation, serialization failure, deadlock. Of two who meet, one goes on and the other looks again.
_MET = {"23505", "40001", "40P01"}
_STOPPED = "25P03"  # we had stopped in the middle of a change for so long that PostgreSQL undid it

__all__ = ["Session", "fold", "once_more", "reading", "snapshot", "transaction"]


class Collided(StoreUnavailable):
    """Somebody else wrote the same thing at the same moment. Nothing was changed; looking again shows theirs."""


def once_more(act: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """An action that two people may take at one moment: whoever comes second looks again, and finds what the first one made."""

    @wraps(act)
    def acting(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        try:
            return act(*args, **kwargs)
        except Collided:
            return act(*args, **kwargs)

    return acting


@contextmanager
def transaction() -> Iterator[Session]:
    """A write transaction: committed when the block ends, rolled back when it raises. Only actions open one.

    Raises Collided when another transaction made the same row first, and StoreUnavailable when the database is full, locked,
    read-only or away; then nothing has changed. Raises Unheard when it went away in the middle of the commit.
    """
    committing = False
    try:
        with told_plainly(), _in_turn(), Session(to_write(), expire_on_commit=False) as session, session.begin():
            yield session
            session.flush()
            committing = session.get_bind().dialect.name == "postgresql"  # SQLite is no connection that could break
    except StoreUnavailable as trouble:
        if committing and not isinstance(trouble, Collided):
            raise Unheard(str(trouble)) from trouble
        raise
    for bell in session.info.get("bells", ()):
        bell.ring()


@contextmanager
def _in_turn() -> Iterator[None]:
    """SQLite has one writer. Two of this process would wait for each other asleep, ten milliseconds and more; a lock wakes at once."""
    if engine().dialect.name != "sqlite":
        yield
    elif _writer.acquire(timeout=BUSY_SECONDS):
        try:
            yield
        finally:
            _writer.release()
    else:
        raise StoreUnavailable("another change took too long")


@contextmanager
def reading() -> Iterator[Session]:
    """A look at the store. What is read may be out of date when it is used: guards are in the writes."""
    with told_plainly(), Session(to_look(), expire_on_commit=False) as session:
        yield session


@contextmanager
def snapshot() -> Iterator[Session]:
    """A look at one moment of the store, however long it takes and whatever is written meanwhile."""
    with told_plainly(), Session(to_look(one_moment=True), expire_on_commit=False) as session:
        yield session


def fold() -> None:
    """Bring what SQLite's log holds into its file, while others read and write. Raises StoreUnavailable.

    Whoever lets a commit do it makes that one wait: with a thousand posts due in a second, every tenth of it one was 10 ms late.
    """
    with told_plainly(), to_look().connect() as connection:
        driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
        driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()  # on the driver itself: in a transaction it would be refused


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever a database that is away, full, locked or broken says, said as StoreUnavailable, or as Collided: then once more may do."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolExhausted, psycopg.OperationalError, sqlite3.OperationalError) as cause:
        said = getattr(cause, "orig", cause)
        raise (Collided if getattr(said, "sqlstate", None) in _MET else StoreUnavailable)(str(said)) from cause
    except DatabaseError as cause:
        stopped = getattr(cause.orig, "sqlstate", None) == _STOPPED
        if stopped or type(cause) is DatabaseError:  # SQLite's word for a file that is damaged, or none of its own
            raise StoreUnavailable(str(cause.orig)) from cause
        if getattr(cause.orig, "sqlstate", None) in _MET or str(cause.orig).startswith("UNIQUE constraint failed"):
            raise Collided(str(cause.orig)) from cause
        raise
