"""The migrations make exactly the tables that the code expects, whoever runs them and however often."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from pwa.actions.sign_ledger import verify_ledger
from pwa.store import engine, ledger
from pwa.store.evidence import LINES_OF_A_POST
from pwa.store.migrate import config, is_current, migrate
from pwa.store.moments import Moment, database_time
from pwa.store.tables import Table
from pwa.store.transaction import transaction
from tests.databases import PostgresServer, Stores
from tests.filled import fill, rows_of
from tests.sources import ROOT
from tests.sqlite_files import SqliteFiles


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, databases: dict[str, Stores]) -> Iterator[str]:
    """A store with nothing in it; its URL."""
    if request.param not in databases:
        pytest.skip("PostgreSQL is not on this machine")
    stores = databases[request.param]
    assert isinstance(stores, SqliteFiles | PostgresServer)
    url = stores.empty_database()
    engine.connect(url)
    yield url
    engine.engine().dispose()
    databases[request.param].drop(url)


def test_an_empty_store_is_not_current_and_a_migrated_one_is(empty: str) -> None:
    with engine.engine().connect() as connection:
        assert not is_current(connection)
    migrate()
    migrate()
    with engine.engine().connect() as connection:
        assert is_current(connection)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_what_the_tables_say(empty: str) -> None:
    migrate()
    with engine.engine().connect() as connection:
        options = {"compare_type": _different_type, "compare_server_default": True, "include_name": _not_an_expression}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata) == []


def _not_an_expression(name: str | None, *_: object) -> bool:
    return name != LINES_OF_A_POST  # neither database's expression can stand on the page of tables; test_evidence.py holds it


def _different_type(context: object, found: object, said: object, was: object, wanted: object) -> bool | None:
    return False if isinstance(wanted, Moment) and "BIGINT" in str(was) else None


def test_every_check_is_in_the_store_by_its_name(empty: str) -> None:
    migrate()
    for table in Table.metadata.tables.values():
        wanted = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert {str(one["name"]) for one in inspect(engine.engine()).get_check_constraints(table.name)} == wanted, table.name


BEFORE_CHANNELS_HAD_A_HOME = (
    "INSERT INTO people (id, public_id, user_handle, name, founder, joined_at) VALUES (1, 'p', 'h', 'Steph', true, 1)",
    "INSERT INTO identities (id, handle, kind, name, person_id, initials, colour, listing, window_seconds, lease_minutes, created_at)"
    " VALUES (1, 'steph', 'personal', 'Steph', 1, 'S', 'brick', 'open', 10, 15, 1)",
    "INSERT INTO channels (id, public_id, identity_id, network, handle, remote_id, connected_at, connected_by)"
    " VALUES (7, 'c', 1, 'noticeboard', 'steph', 'steph', 1, 1)",
    "INSERT INTO board_entries (id, public_id, channel_id, attempt_key, published_at) VALUES (1, 'b', 7, 'k', 1)",
)


def test_channels_come_along_with_whatever_refers_to_them(empty: str) -> None:
    with engine.engine().execution_options(writes=True).connect() as connection, connection.begin():
        command.upgrade(config(connection), "0006")
        for statement in BEFORE_CHANNELS_HAD_A_HOME:
            connection.execute(text(statement))
    migrate()
    with engine.engine().execution_options(writes=True).connect() as connection, connection.begin():
        found = connection.execute(
            text("SELECT c.id, c.home, c.remote_id FROM channels c JOIN board_entries b ON b.channel_id = c.id")
        ).all()
        assert [tuple(row) for row in found] == [(7, "", "steph")]
        with pytest.raises(IntegrityError):
            connection.execute(text("INSERT INTO board_entries (public_id, channel_id, attempt_key, published_at) VALUES ('x', 8, 'x', 1)"))


def test_every_row_of_an_older_store_comes_along_and_its_record_stays_whole(empty: str, tmp_path: Path) -> None:
    with engine.engine().execution_options(writes=True).connect() as connection, connection.begin():
        command.upgrade(config(connection), "0024")
    with transaction() as session:
        for words in ("Hello.", "And more."):
            at, said = database_time(session), ledger.keep_text(session, words)
            ledger.note(session, ledger.SERVER, "held", at=at, by=None, parts=[said])
    with engine.engine().execution_options(writes=True).begin() as connection:
        older = fill(connection)
        before = rows_of(connection, older)
    assert [name for name, rows in before.items() if not rows] == []
    migrate()
    with engine.engine().connect() as connection:
        assert rows_of(connection, older) == before
        assert connection.scalar(text("SELECT least_seconds FROM posts")) == 0
    assert verify_ledger(tmp_path).faults == []


def test_four_threads_may_migrate_at_once(empty: str) -> None:
    together = Barrier(4)

    def start(_: int) -> None:
        together.wait()
        migrate()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(start, range(4)))
    with engine.engine().connect() as connection:
        assert is_current(connection)
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_two_processes_may_migrate_at_once(empty: str) -> None:
    program = "import sys; from pwa.store import engine, migrate; engine.connect(sys.argv[1]); migrate.migrate()"
    both = [subprocess.Popen([sys.executable, "-c", program, empty], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[1] for process in both] == ["", ""]
    with engine.engine().connect() as connection:
        assert is_current(connection)
