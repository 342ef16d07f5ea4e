"""From SQLite to PostgreSQL in one go: every row, the record whole, and the app at work there as before."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import inspect, text

from pwa import create_app, settings
from pwa.actions.hold_post import hold_post
from pwa.actions.move_store import move_store
from pwa.actions.notice_restore import notice_restore
from pwa.actions.park_restored import Parked
from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.courier import Courier
from pwa.rules.pictures import Placed
from pwa.store import copies, engine, people
from pwa.store.copies import StoreInUse
from pwa.store.engine import NotDurable
from pwa.store.moving import CannotMove
from pwa.store.tables import Post, Table
from pwa.store.transaction import reading
from tests.actions.looks import state_of, states_of
from tests.actions.test_uploads import brings
from tests.cast import Member
from tests.conftest import Clock
from tests.databases import PostgresServer, Stores
from tests.filled import fill
from tests.filled import rows_of as rows_in
from tests.networks.stand_in import REFUSED, UNSURE, StandIn
from tests.standing import at_home
from tests.web.phone import Phone


class Full(NamedTuple):
    """A SQLite store with something in every table that a day fills, its data folder, and Steph, who set it up."""

    file: Path
    folder: Path
    steph: Member


@pytest.fixture(scope="module")
def full(databases: dict[str, Stores], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    """Made once, and copied for each test."""
    (url, cast), folder, clock, network = at_home(databases["sqlite"]), tmp_path_factory.mktemp("full"), Clock(), StandIn()
    engine.connect(url)
    network.answers["refused"], network.answers["in doubt"] = [REFUSED], [UNSURE]
    cast.anna.speaks_as("wv11")
    cast.anna.holds("Ours, with a tab\t, a line\nand a \\ in it. 🏴", "And a second part.", handle="wv11")
    cast.steph.undoes(cast.steph.holds("Undone."))
    for words in ("refused", "in doubt", "arrives"):
        cast.steph.holds(words)
    seen = Placed(brings(cast.steph).public_id, 1, "A door")
    hold_post(cast.steph.caller, "steph", replace(cast.steph.words("seen"), pictures=[seen]))
    clock.forward(35)
    Courier({"noticeboard": network}, folder).run_once()
    clock.back()
    sign_ledger(folder, {}, after=0)
    engine.engine().dispose()
    with copies.alone_with(copies.file_of(url)):
        pass  # what stands beside the file is in it now
    yield Full(copies.file_of(url), folder, cast.steph)
    databases["sqlite"].drop(url)


@pytest.fixture
def source(full: Full, tmp_path: Path) -> str:
    """The store to move, which nobody has open."""
    shutil.copy(full.file, tmp_path / "source.db")
    return f"sqlite:///{tmp_path / 'source.db'}"


@pytest.fixture
def data(full: Full, tmp_path: Path) -> Path:
    """Its data folder."""
    shutil.copytree(full.folder, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def steph(full: Full) -> Member:
    """With her own phone, in this copy."""
    return full.steph.again()


@pytest.fixture
def target(databases: dict[str, Stores]) -> Iterator[str]:
    """An empty PostgreSQL database."""
    if "postgresql" not in databases:
        pytest.skip("PostgreSQL is not on this machine")
    server = databases["postgresql"]
    assert isinstance(server, PostgresServer)
    yield (url := server.empty_database())
    engine.engine().dispose()
    server.drop(url)


@pytest.fixture
def filled(source: str) -> str:
    """The same with a row in every table there is, also in those that no day has filled."""
    engine.connect(source)
    with engine.engine().execution_options(writes=True).begin() as connection:
        fill(connection)
    engine.engine().dispose()
    return source


def rows_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine.connect(url)
    with engine.engine().connect() as connection:
        found = rows_in(connection, Table.metadata)
    engine.engine().dispose()
    return found


def test_every_row_of_every_table_is_there_and_the_record_is_whole(filled: str, target: str, data: Path) -> None:
    before = rows_of(filled)
    assert [name for name, rows in before.items() if not rows] == []
    moved = move_store(filled, target)
    assert moved == {name: len(rows) for name, rows in before.items()}
    assert verify_ledger(data).faults == []
    assert rows_of(target) == before


def test_so_it_is_in_a_backup_that_was_put_back(filled: str, data: Path, tmp_path: Path) -> None:
    before, file = rows_of(filled), copies.file_of(filled)
    copies.copy(file, tmp_path / "backup.db")
    file.write_bytes(b"gone")
    copies.put_in_place(tmp_path / "backup.db", file, tmp_path / "aside.db")
    assert rows_of(filled) == before
    engine.connect(filled)
    assert verify_ledger(data).faults == []


def test_people_go_on_there_as_before(source: str, target: str, steph: Member, data: Path, clock: Clock) -> None:
    held = _held_again(source, steph)
    move_store(source, target)
    app = create_app(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": target}))
    phone = Phone(app, passkey=steph.passkey)
    assert phone.signs_in().status_code == 303
    assert phone.is_let_in()
    post = hold_post(steph.caller, "steph", steph.words("The first one there."))
    network = StandIn()
    clock.forward(60)
    Courier({"noticeboard": network}, data).run_once()
    assert sorted(network.texts) == ["Held when it moved.", "The first one there.", "in doubt"]  # which this one has never seen
    assert (states_of(held), states_of(post)) == (["sent"], ["sent"])
    sign_ledger(data, {}, after=0)
    assert verify_ledger(data).faults == []


def _held_again(url: str, member: Member) -> Post:
    engine.connect(url)
    post = member.holds("Held when it moved.")
    engine.engine().dispose()
    return post


def test_the_next_row_of_every_table_gets_a_number_of_its_own(source: str, target: str) -> None:
    move_store(source, target)
    with engine.engine().connect() as connection:
        for name in (table.name for table in Table.metadata.tables.values() if "id" in table.columns):
            highest, next_one = connection.execute(
                text(f"SELECT coalesce(max(id), 0), nextval(pg_get_serial_sequence('{name}', 'id')) FROM {name}")
            ).one()
            assert next_one == highest + 1, name


def test_what_is_left_behind_sends_nothing_when_it_is_started_again(source: str, target: str, steph: Member, tmp_path: Path) -> None:
    post = _held_again(source, steph)
    move_store(source, target)
    assert state_of(post) == "held"
    engine.connect(source)
    assert notice_restore(tmp_path / "nowhere") == Parked(posts=1, deliveries=0)
    assert state_of(post) == "parked"


def test_nothing_is_moved_while_somebody_is_at_work(source: str, target: str) -> None:
    engine.connect(source)
    with reading() as session:
        assert people.anybody(session)
    in_use = engine.engine()
    engine._engine = None  # as another process would have it, `connect` must not close it
    with pytest.raises(StoreInUse):
        move_store(source, target)
    in_use.dispose()
    move_store(source, target)


def test_nothing_is_moved_to_where_something_is(source: str, target: str) -> None:
    move_store(source, target)
    before = rows_of(target)
    with pytest.raises(CannotMove, match=r"is not empty: .*people"):
        move_store(source, target)
    assert rows_of(target) == before


def test_nothing_is_moved_to_a_server_that_may_forget(source: str, target: str) -> None:
    with pytest.raises(NotDurable):
        move_store(source, f"{target}&options=-c%20synchronous_commit%3Doff")


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", "onlyhuman migrate"),
        ("UPDATE identities SET name = 'a' || char(0) || 'b' WHERE handle = 'wv11'", "does not take a row"),
        ("UPDATE passkeys SET person_id = 999", "does not take a row"),
    ],
)
def test_what_does_not_fit_leaves_both_as_they_were(source: str, target: str, spoilt: str, says: str) -> None:
    with contextlib.closing(sqlite3.connect(copies.file_of(source), isolation_level=None)) as store:
        store.execute(spoilt)
    with pytest.raises(CannotMove, match=says):
        move_store(source, target)
    engine.connect(target)
    assert all(not rows for rows in rows_of(target).values())
    engine.connect(source)
    with reading() as session:
        assert not copies.is_copy(session)


def test_no_column_is_forgotten(source: str) -> None:
    engine.connect(source)
    found = inspect(engine.engine())
    assert {name for name in found.get_table_names() if name != "alembic_version"} == set(Table.metadata.tables)
    for name, table in Table.metadata.tables.items():
        assert [column["name"] for column in found.get_columns(name)] == [column.name for column in table.columns], name
