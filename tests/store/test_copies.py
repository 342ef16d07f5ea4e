"""A copy of a SQLite store is whole, private, checked, and never overwrites; a store that somebody uses is left alone."""

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest

from pwa.actions.notice_restore import notice_restore
from pwa.actions.park_restored import Parked
from pwa.store import copies, engine, people
from pwa.store.copies import BadCopy, StoreInUse
from pwa.store.transaction import reading
from tests.actions.looks import state_of
from tests.databases import Stores
from tests.standing import at_home, cast_of


@pytest.fixture
def live(databases: dict[str, Stores]) -> Path:
    """The file of a store in which Steph has set WV11 up, and which nobody has open."""
    return copies.file_of(at_home(databases["sqlite"])[0])


def ask(file: Path, question: str) -> object:
    with contextlib.closing(sqlite3.connect(file)) as store:
        return store.execute(question).fetchone()[0]


def test_a_copy_is_whole_and_private_and_stands_alone(live: Path, tmp_path: Path) -> None:
    copies.copy(live, copy := tmp_path / "copy.db")
    assert ask(copy, "SELECT count(*) FROM ledger_lines") == ask(live, "SELECT count(*) FROM ledger_lines") != 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert ask(copy, "PRAGMA journal_mode") == "delete"
    assert list(tmp_path.iterdir()) == [copy]


def test_a_copy_made_while_people_write_is_whole_at_one_moment(live: Path, tmp_path: Path) -> None:
    stop, held = threading.Event(), list[int]()

    def write() -> None:
        with contextlib.closing(sqlite3.connect(live, timeout=5, isolation_level=None)) as writer:
            while not stop.is_set():
                number = len(held) + 1
                writer.execute("BEGIN IMMEDIATE")
                for bucket in ("left", "right"):
                    writer.execute("INSERT INTO rate_counts VALUES (?, ?, 1)", (f"{bucket}-{number}", number))
                writer.execute("COMMIT")
                held.append(number)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for number in range(5):
            copies.copy(live, copy := tmp_path / f"copy-{number}.db")
            rows = [ask(copy, f"SELECT count(*) FROM rate_counts WHERE bucket LIKE '{bucket}-%'") for bucket in ("left", "right")]
            assert rows[0] == rows[1]
    finally:
        stop.set()
        writing.join()
    assert held


def test_a_backup_never_overwrites(live: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(FileExistsError):
        copies.copy(live, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_what_fails_half_way_leaves_nothing_behind(live: Path, tmp_path: Path) -> None:
    damage(live)
    with pytest.raises(BadCopy):
        copies.copy(live, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def damage(file: Path) -> None:
    """Overwrite a page in the middle with rubbish."""
    with file.open("r+b") as store:
        store.seek(4096 * (file.stat().st_size // 4096 // 2))
        store.write(b"rubbish!" * 512)


@pytest.mark.parametrize("what", ["text", "empty", "missing", "damaged", "dangling", "newer", "another"])
def test_what_is_no_whole_store_of_a_known_version_is_refused(live: Path, tmp_path: Path, what: str) -> None:
    file = tmp_path / "file.db"
    if what == "text":
        file.write_text("words " * 5000)
    elif what == "empty":
        file.touch()
    elif what == "another":
        with contextlib.closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE things (id INTEGER)")
    elif what != "missing":
        copies.copy(live, file)
    if what == "damaged":
        damage(file)
    if what in ("dangling", "newer"):
        dangling = "UPDATE passkeys SET person_id = 999"
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute(dangling if what == "dangling" else "UPDATE alembic_version SET version_num = '9999'")
    said = {"damaged": "malformed|damaged", "dangling": "lead nowhere", "newer": "another version"}.get(what, "no store of Only Human's")
    with pytest.raises(BadCopy, match=said):
        copies.check(file)


def test_nobody_else_gets_in_while_we_are_alone_with_a_store(live: Path) -> None:
    with copies.alone_with(live), pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite3.connect(live, timeout=0).execute("SELECT count(*) FROM people")
    assert ask(live, "SELECT count(*) FROM people")


def test_a_store_that_somebody_has_open_is_in_use_even_while_nothing_happens(live: Path) -> None:
    engine.connect(f"sqlite:///{live}")
    with reading() as session:
        assert people.anybody(session)
    with pytest.raises(StoreInUse, match="stop `onlyhuman serve`"), copies.alone_with(live):
        pass
    engine.engine().dispose()
    with copies.alone_with(live):
        pass


def test_a_copy_that_we_made_shows_without_any_checkpoint_and_only_once(live: Path, tmp_path: Path) -> None:
    engine.connect(f"sqlite:///{live}")
    post = cast_of("sqlite").steph.holds("Hello.")
    copies.copy(live, tmp_path / "copy.db")
    assert notice_restore(tmp_path) is None
    engine.connect(f"sqlite:///{tmp_path / 'copy.db'}")
    assert notice_restore(tmp_path) == Parked(posts=1, deliveries=0)
    assert notice_restore(tmp_path) is None
    assert state_of(post) == "parked"
    engine.engine().dispose()
