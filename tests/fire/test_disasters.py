"""The store is full, read-only, locked or gone: 503 and one plain sentence, nothing changed, nothing lost, recovery with no hand.

The disk that is full and the file that may not be written are real where this machine lets us, and SQLite's own limits everywhere.
"""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pwa.store import engine, transaction
from tests.cast import Member
from tests.fire.house import House, new_steph
from tests.fire.interruptible import Interruptible, connected, locked, own_server

BUSY = 0.5  # seconds; five are what the product waits
DISK = 24  # megabytes


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for waiting in (engine, transaction):
        monkeypatch.setattr(waiting, "BUSY_SECONDS", BUSY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder, and perhaps a disk of its own."""
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture(scope="module")
def server() -> Iterator[Interruptible]:
    """A PostgreSQL server that only these tests use."""
    with own_server() as server:
        yield server


def file_of(store: str) -> Path:
    return Path(store.removeprefix("sqlite:///"))


# Full -----------------------------------------------------------------------------------------------------------------


@contextmanager
def every_connection_is_told(pragma: str, and_afterwards: str) -> Iterator[None]:
    """SQLite's own limits, on each connection that the product takes in the meantime."""
    said = [pragma]

    def tell(connection: sqlite3.Connection, *_: Any) -> None:
        connection.execute(f"PRAGMA {said[0]}")

    event.listen(engine.engine(), "checkout", tell)
    yield
    said[0] = and_afterwards


@contextmanager
def a_small_disk(folder: Path, owner: int = 0) -> Iterator[None]:
    """The folder becomes a disk of DISK megabytes."""
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}m,uid={owner},mode=700", "tmpfs", folder], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("only root may mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not one byte more fits on it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass
    try:
        yield
    finally:
        ballast.unlink()


@pytest.mark.one_store
def test_a_file_that_may_not_grow(store: str, steph: Member, folder: Path) -> None:
    with House(store, steph, folder) as house:
        house.lives_through(lambda: every_connection_is_told("max_page_count = 1", "max_page_count = 4294967294"))


@pytest.mark.one_store
def test_a_disk_that_is_full_of_the_store_and_everything_beside_it(store: str, steph: Member, folder: Path) -> None:
    engine.engine().dispose()
    with a_small_disk(folder):
        there = folder / "onlyhuman.db"
        shutil.copyfile(file_of(store), there)

        @contextmanager
        def no_room() -> Iterator[None]:
            with closing(sqlite3.connect(there)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what it keeps beside the file has room of its own
            with full(folder):
                yield

        with House(f"sqlite:///{there}", steph, folder) as house:
            house.lives_through(no_room)


def test_a_disk_that_is_full_under_postgresql(server: Interruptible, folder: Path) -> None:
    disk = folder.parent / "disk"
    disk.mkdir()
    for closed in (one for one in (disk, *disk.parents) if not one.stat().st_mode & 0o001):
        closed.chmod(0o755)  # PostgreSQL runs as somebody else
    with a_small_disk(disk, owner=server.owner()), connected(server.url("postgres")) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        connection.execute("CREATE DATABASE on_a_small_disk TEMPLATE template0 TABLESPACE small")
        with House(server.url("on_a_small_disk"), new_steph(server.url("on_a_small_disk")), folder) as house:
            house.lives_through(lambda: full(disk))
        connection.execute("DROP DATABASE on_a_small_disk WITH (FORCE)")
        connection.execute("DROP TABLESPACE small")


# Read-only ------------------------------------------------------------------------------------------------------------


@pytest.mark.one_store
def test_a_store_that_may_only_be_read(store: str, steph: Member, folder: Path) -> None:
    with House(store, steph, folder) as house:
        house.lives_through(lambda: every_connection_is_told("query_only = ON", "query_only = OFF"))


@pytest.mark.one_store
def test_a_file_that_may_not_be_written(store: str, steph: Member, folder: Path) -> None:
    engine.engine().dispose()
    there = folder / "onlyhuman.db"
    shutil.copyfile(file_of(store), there)

    @contextmanager
    def immutable() -> Iterator[None]:
        with may_not_be_written(there, there.with_name("onlyhuman.db-wal")):
            yield

    probe = folder / "probe"
    with probe.open("wb", buffering=0) as opened, may_not_be_written(probe):
        try:
            opened.write(b"x")
            pytest.skip("this disk lets whoever has opened a file go on")
        except OSError:
            pass
    with House(f"sqlite:///{there}", steph, folder) as house:
        house.lives_through(immutable)


@contextmanager
def may_not_be_written(*files: Path) -> Iterator[None]:
    if subprocess.run(["chattr", "+i", *files], capture_output=True, check=False).returncode:
        pytest.skip("only root may do that, and not on every disk")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)


# Locked ---------------------------------------------------------------------------------------------------------------


def test_a_store_that_somebody_else_has_locked(store: str, steph: Member, folder: Path) -> None:
    @contextmanager
    def being_written() -> Iterator[None]:
        with closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    somebody: Callable[[], AbstractContextManager[None]] = being_written
    if not store.startswith("sqlite"):
        somebody = lambda: locked(store, "posts", "drafts")  # noqa: E731
    with House(store, steph, folder) as house:
        house.lives_through(somebody)


# Gone -----------------------------------------------------------------------------------------------------------------


def test_a_server_that_is_stopped_at_once_and_started_again(server: Interruptible, folder: Path) -> None:
    @contextmanager
    def stopped() -> Iterator[None]:
        server.falls()
        try:
            yield
        finally:
            server.rises()

    url = server.empty_database()
    with House(url, new_steph(url), folder) as house:
        house.lives_through(stopped, pages_too=True)
