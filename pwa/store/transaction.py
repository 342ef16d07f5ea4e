"""The two ways to the store: `transaction` writes all or nothing, `reading` only looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlmodel import Session

from pwa.store.engine import StoreUnavailable, engine

__all__ = ["Session", "reading", "transaction"]


@contextmanager
def transaction() -> Iterator[Session]:
    """A write transaction: committed when the block ends, rolled back when it raises. Only actions open one.

    Raises StoreUnavailable when the database is full, locked, read-only or away; then nothing has changed.
    """
    with _told_plainly(), Session(engine().execution_options(writes=True), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A look at one moment of the store. What is read may be out of date when it is used: guards are in the writes."""
    with _told_plainly(), Session(engine(), expire_on_commit=False) as session:
        yield session


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolExhausted) as cause:
        raise StoreUnavailable(str(getattr(cause, "orig", cause))) from cause
