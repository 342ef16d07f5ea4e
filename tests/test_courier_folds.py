"""SQLite's log is folded into its file by a courier, a moment after something left, so that no commit has to wait for it."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import col, update

from pwa.courier import Courier
from pwa.store import wake
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import fold, transaction
from tests.cast import Cast

pytestmark = pytest.mark.one_store
PATIENCE = 30  # seconds


def states_without_its_log(store: str, folder: Path) -> list[str]:
    """Of every post, as the main file alone has it."""
    alone = shutil.copyfile(store.removeprefix("sqlite:///"), folder / "alone.db")
    with closing(sqlite3.connect(alone)) as copy:
        return [state for (state,) in copy.execute("SELECT state FROM posts")]


def test_what_was_written_stands_in_the_log_until_it_is_folded(store: str, cast: Cast, tmp_path: Path) -> None:
    cast.steph.holds("Hello.")
    assert states_without_its_log(store, tmp_path) == []
    fold()
    assert states_without_its_log(store, tmp_path) == ["held"]


def test_a_fold_waits_for_nobody_and_nobody_for_it(store: str, cast: Cast, tmp_path: Path) -> None:
    cast.steph.holds("Hello.")
    with transaction() as session:
        session.exec(update(Post).values(held_at=database_time(session)))
        fold()
    assert states_without_its_log(store, tmp_path) == ["held"]


def test_a_courier_folds_a_moment_after_something_left(store: str, cast: Cast, tmp_path: Path) -> None:
    at_work = Courier({}, tmp_path)
    thread = threading.Thread(target=at_work.run)
    thread.start()
    try:
        time.sleep(1.5)  # past the fold of its start
        post = cast.steph.holds("Hello.")
        with transaction() as session:
            session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=database_time(session)))
        wake.HOLDS.ring()
        limit = time.monotonic() + PATIENCE
        while states_without_its_log(store, tmp_path) != ["released"]:
            assert time.monotonic() < limit
            time.sleep(0.1)
    finally:
        at_work.stop()
        thread.join()
