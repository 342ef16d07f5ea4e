"""Copies of a SQLite store: made while it is in use, checked, and known as copies until everything in them was stopped."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url
from sqlmodel import Session

from pwa.store.migrate import knows

COPY = 0x636F7079  # "copy", where SQLite leaves room for a number of the application's: what is put in place by hand shows as well
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite may keep beside the file
IN_USE = "{} is in use: stop `onlyhuman serve` and `onlyhuman courier` first."


class BadCopy(Exception):
    """This file cannot stand in for the store; the message says why."""


class StoreInUse(Exception):
    """Another process has the store open."""


def file_of(url: str) -> Path:
    """The file of a SQLite store."""
    return Path(make_url(url).database or "").absolute()


def copy(source: Path, target: Path) -> None:
    """Copy a store, while it is in use, to a file that is not there yet; then check it. Raises BadCopy, leaving nothing behind.

    The copy is whole at one moment, readable by this user alone, and needs no file beside it.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with contextlib.closing(_opened(source)) as from_here, contextlib.closing(_opened(target)) as to_there:
            from_here.backup(to_there)
            to_there.execute("PRAGMA journal_mode = DELETE")
            call_it_a_copy(to_there)
        check(target)
    except BaseException as trouble:
        for ending in ("", *BESIDE):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        if isinstance(trouble, sqlite3.Error):
            raise BadCopy(f"{source} cannot be copied: {trouble}") from trouble
        raise


def check(file: Path) -> None:
    """Look at every page, every reference and the version of a store. Raises BadCopy."""
    try:
        with contextlib.closing(_opened(file)) as store:
            damage = [found for (found,) in store.execute("PRAGMA integrity_check") if found != "ok"]
            broken = store.execute("PRAGMA foreign_key_check").fetchall()
            version = store.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as trouble:
        raise BadCopy(f"{file} is no store of Only Human's: {trouble}") from trouble
    if damage or broken:
        raise BadCopy(f"{file} is damaged: {'; '.join(damage[:3]) or f'{len(broken)} references lead nowhere'}")
    if version is None or not knows(version[0]):
        raise BadCopy(f"{file} was made by another version of Only Human than this one. Use that version, or a newer one.")


@contextlib.contextmanager
def alone_with(file: Path) -> Iterator[sqlite3.Connection]:
    """The store for us alone, in a write transaction, for as long as the block runs. Raises StoreInUse or BadCopy."""
    with contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as store:
        try:
            store.execute("PRAGMA journal_mode = DELETE")  # refused while anybody else is there; folds what stood beside into the file
            store.execute("BEGIN EXCLUSIVE")
            if store.execute("PRAGMA journal_mode").fetchone() != ("delete",):  # somebody came between the two
                raise StoreInUse(IN_USE.format(file))
        except sqlite3.OperationalError as trouble:
            if trouble.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise BadCopy(f"{file} cannot be used: {trouble}") from trouble
            raise StoreInUse(IN_USE.format(file)) from trouble
        yield store
        if store.in_transaction:
            store.execute("COMMIT")


@contextlib.contextmanager
def nobody_has(file: Path) -> Iterator[None]:
    """The same for a store that may be missing, or so damaged that nobody could be at work with it."""
    with contextlib.ExitStack() as stack:
        if file.exists():
            with contextlib.suppress(sqlite3.DatabaseError, BadCopy):
                stack.enter_context(alone_with(file))
        yield


def put_in_place(fresh: Path, store: Path, aside: Path) -> None:
    """From here on `fresh` is the store. What stood there is kept as `aside`, with what stood beside it."""
    with contextlib.closing(_opened(fresh)) as whole:
        whole.execute("PRAGMA journal_mode = DELETE")
    for ending in BESIDE:  # of a damaged store only: it would be read into the new one
        if (beside := store.with_name(store.name + ending)).exists():
            beside.rename(aside.with_name(aside.name + ending))
    if store.exists():
        _keep(store, aside)
    fresh.replace(store)
    with contextlib.suppress(OSError):  # not every system can do this to a folder
        folder = os.open(store.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def is_copy(session: Session) -> bool:
    """Whether this store is a copy in which nothing was stopped yet. PostgreSQL's cannot tell."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite and session.connection().exec_driver_sql("PRAGMA user_version").scalar_one() == COPY


def is_no_copy(session: Session) -> None:
    """Inside the caller's transaction: everything was stopped, so that this store may stand in for the one it was copied from."""
    if is_copy(session):
        session.connection().exec_driver_sql("PRAGMA user_version = 0")


def call_it_a_copy(store: sqlite3.Connection) -> None:
    """For good, whatever becomes of us: another store has taken over."""
    store.execute(f"PRAGMA user_version = {COPY}")
    if store.in_transaction:
        store.execute("COMMIT")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _keep(store: Path, aside: Path) -> None:
    try:
        os.link(store, aside)  # so that there is no moment without a store
    except OSError:  # a file system without links
        store.rename(aside)
