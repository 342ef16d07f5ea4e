"""Backup, restore and moving as whoever runs it meets them: with a server at work, on the wrong store, and twice."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from pwa.actions.release_due import release_due
from pwa.actions.sign_ledger import sign_ledger
from pwa.rules.post import ParkingReason
from pwa.secrets import KEY_FILE
from pwa.store import checkpoints, engine, moments
from pwa.store.tables import Post
from pwa.upkeep import LAST_BACKUP
from tests.actions.looks import reread
from tests.commands import Run, healthy, line_of, running, store_in
from tests.conftest import Clock
from tests.databases import EMPTY, Stores, find_programs
from tests.standing import STEPH, cast_of, moves_in, signs

ONE_WAITS = "Nothing leaves by itself: 1 post and 0 deliveries wait for a person, who finds them in the outbox.\n"


@pytest.fixture
def new_database(databases: dict[str, Stores]) -> Iterator[Callable[..., str]]:
    """Makes PostgreSQL databases: empty ones, or copies of a template."""
    if "postgresql" not in databases:
        pytest.skip("PostgreSQL is not on this machine")
    server, made = databases["postgresql"], list[str]()

    def make(template: str = EMPTY) -> str:
        made.append(server.fresh_database(template))
        return made[-1]

    yield make
    engine.engine().dispose()
    for url in made:
        server.drop(url)


@pytest.fixture
def url(environment: dict[str, str], databases: dict[str, Stores]) -> str:
    """Where the commands have their SQLite store, which Steph has just set up."""
    moves_in(databases["sqlite"], store_in(environment), signed=False)
    return f"sqlite:///{store_in(environment)}"


def held_in(url: str) -> Post:
    """A Post that Steph holds, in a store that nobody has open then."""
    engine.connect(url)
    post = cast_of(engine.engine().dialect.name).steph.holds("Hello.")
    engine.engine().dispose()
    return post


def why_parked(url: str, post: Post) -> tuple[str, str | None]:
    engine.connect(url)
    found = reread(post)
    engine.engine().dispose()
    return found.state, found.parking_reason


PARKED = ("parked", ParkingReason.RESTORED)


def test_a_backup_is_made_while_it_serves_and_put_back_only_once_it_does_not(
    here: Run, environment: dict[str, str], url: str, tmp_path: Path
) -> None:
    copy, data = tmp_path / "copy.db", tmp_path / "data"
    post = held_in(url)
    with running(environment, "serve", "--no-courier") as serving:
        assert line_of(serving).startswith("Only Human is at ")
        assert healthy(environment["ONLYHUMAN_URL"])
        status, said, complained = here("backup", str(copy))
        assert (status, complained) == (0, "")
        assert f"{data / KEY_FILE} and {data / checkpoints.FILE}" in said
        assert here("backup", str(copy))[::2] == (1, f"{copy} is there already, and a backup never overwrites.\n")
        status, _, complained = here("restore", str(copy))
        assert status == 1
        assert "is in use: stop `onlyhuman serve`" in complained
    assert why_parked(url, post) == ("held", None)
    sign_ledger(data, {}, after=0)
    engine.engine().dispose()
    status, said, complained = here("restore", str(copy))
    assert (status, complained) == (0, "")
    [aside] = data.glob("onlyhuman.db.before-*")
    assert said == f"{copy} is the store now. The one before it is kept as {aside}.\n{ONE_WAITS}"
    assert why_parked(url, post) == PARKED
    assert here("ledger", "verify")[:2] == (0, "3 chains, all whole.\n")


@pytest.mark.parametrize("what", ["missing", "text", "itself"])
def test_what_cannot_be_the_store_leaves_the_store_as_it_was(here: Run, url: str, tmp_path: Path, what: str) -> None:
    post = held_in(url)
    file = {"missing": tmp_path / "no.db", "text": tmp_path / "text", "itself": tmp_path / "data" / "onlyhuman.db"}[what]
    if what == "text":
        file.write_text("words")
    status, said, complained = here("restore", str(file))
    assert (status, said) == (1, "")
    assert ("is the store itself" if what == "itself" else "is no store of Only Human's") in complained
    assert why_parked(url, post) == ("held", None)
    assert not list((tmp_path / "data").glob("*before*"))


@pytest.mark.parametrize("state", ["gone", "damaged"])
def test_a_store_that_is_gone_or_damaged_is_what_a_backup_is_for(here: Run, url: str, tmp_path: Path, state: str) -> None:
    post, store = held_in(url), tmp_path / "data" / "onlyhuman.db"
    here("backup", str(tmp_path / "copy.db"))
    if state == "gone":
        store.unlink()
    else:
        store.write_bytes(b"rubbish" * 10_000)
        store.with_name("onlyhuman.db-wal").write_bytes(b"more of it")
    status, said, _ = here("restore", str(tmp_path / "copy.db"))
    assert status == 0
    assert ("is kept as" in said) == (state == "damaged")
    assert not store.with_name("onlyhuman.db-wal").exists()
    assert why_parked(url, post) == PARKED
    assert list((tmp_path / "data").glob("*.restoring*")) == []


def test_a_copy_that_was_put_there_by_hand_is_noticed_at_the_start_once_and_loudly(
    here: Run, environment: dict[str, str], url: str, tmp_path: Path
) -> None:
    post, data, log = held_in(url), tmp_path / "data", tmp_path / "log"
    shutil.copy(store_in(environment), tmp_path / "copy.db")
    engine.connect(url)
    moments.set_offset(timedelta(seconds=15))
    release_due()
    moments.set_offset(timedelta())
    sign_ledger(data, {}, after=0)
    engine.engine().dispose()
    for ending in ("-wal", "-shm"):
        store_in(environment).with_name(f"onlyhuman.db{ending}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy.db", store_in(environment))
    for command in (("serve",), ("courier",)):
        with running(environment, *command, log=log) as process:
            line_of(process)
            assert command == ("courier",) or healthy(environment["ONLYHUMAN_URL"])
            assert "is in use: stop `onlyhuman serve`" in here("restore", str(tmp_path / "copy.db"))[2]
    assert log.read_text().count("The store is an older copy of what it was. Nothing leaves by itself: 1 post ") == 1
    assert why_parked(url, post) == PARKED
    status, said, _ = here("ledger", "verify")
    assert status == 1
    assert "a server noticed an older copy of the store" in said
    assert here("restored")[0] == 0
    status, said, _ = here("ledger", "verify")
    assert status == 0
    assert " went with the restore of " in said
    assert said.endswith("all whole.\n")


def test_postgresql_is_backed_up_by_its_own_programs(here: Run, new_database: Callable[..., str], tmp_path: Path) -> None:
    live, fresh = new_database(STEPH), new_database()
    signs(live, tmp_path / "data")
    post = held_in(live)
    for command in ("backup", "restore"):
        status, said, complained = here(command, str(tmp_path / "dump"), DATABASE_URL=live.replace("@/", ":secret@/"))
        assert (status, said) == (2, "")
        assert "pg_dump --format=custom --file=FILE" in complained
        assert "secret" not in complained
    programs = find_programs()
    assert programs is not None
    for program in (
        ["pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", libpq(live)],
        ["pg_restore", "--no-owner", f"--dbname={libpq(fresh)}", str(tmp_path / "dump")],
    ):
        subprocess.run([programs / program[0], *program[1:]], check=True, timeout=60)
    assert here("restored", DATABASE_URL=fresh) == (0, ONE_WAITS, "")
    assert why_parked(fresh, post) == PARKED
    assert why_parked(live, post) == ("held", None)
    assert here("ledger", "verify", DATABASE_URL=fresh)[0] == 0


def libpq(url: str) -> str:
    """A store's address as PostgreSQL's own programs read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_everything_moves_to_postgresql_and_it_says_what_to_set(
    here: Run, url: str, new_database: Callable[..., str], tmp_path: Path
) -> None:
    post, target = held_in(url), new_database()
    signs(url, tmp_path / "data")
    status, said, complained = here("move-store", target.replace("+psycopg", ""))
    assert (status, complained) == (0, "")
    assert "The record is whole there: 3 chains.\n" in said
    assert f"ONLYHUMAN_DATABASE_URL={engine.hidden(target)} " in said
    assert why_parked(target, post) == ("held", None)
    assert here("ledger", "verify", DATABASE_URL=target)[:2] == (0, "3 chains, all whole.\n")
    status, _, complained = here("move-store", target)
    assert status == 1
    assert "is not empty" in complained


@pytest.mark.parametrize(
    ("target", "settings", "status", "says"),
    [
        ("mysql://x", {}, 2, "The address to move to must be"),
        ("sqlite:////tmp/x.db", {}, 2, "It moves a SQLite store to PostgreSQL"),
        ("postgresql://a@/b", {"DATABASE_URL": "postgresql://a@/c"}, 2, "It moves a SQLite store to PostgreSQL"),
        ("postgresql://a@/b", {}, 1, "Run `onlyhuman migrate` first"),
    ],
)
def test_what_cannot_be_moved_says_why(here: Run, target: str, settings: dict[str, str], status: int, says: str) -> None:
    found, said, complained = here("move-store", target, **settings)
    assert (found, said) == (status, "")
    assert says in complained


def test_doctor_says_what_it_found_of_postgresql(here: Run, new_database: Callable[..., str], clock: Clock) -> None:
    database = new_database()
    assert here("migrate", DATABASE_URL=database)[0] == 0
    _, said, _ = here("doctor", DATABASE_URL=database)
    assert "ok    PostgreSQL keeps what it acknowledges: fsync on, full_page_writes on, synchronous_commit on\n" in said
    assert "ok    this machine's clock and the store's are 0.0 s apart\n" in said
    assert "ok    what one process says, the others hear (LISTEN and NOTIFY)\n" in said
    moments.set_offset(timedelta(minutes=-5))
    _, said, _ = here("doctor", DATABASE_URL=database)
    assert "note  this machine's clock and the store's are 300.0 s apart\n      It does no harm: " in said


def test_doctor_knows_how_old_the_last_backup_is(here: Run, url: str, tmp_path: Path) -> None:
    held_in(url)
    here("backup", str(tmp_path / "copy.db"))
    assert "ok    the last backup is 0 days old\n" in here("doctor")[1]
    long_ago = time.time() - timedelta(days=8, minutes=1).total_seconds()
    os.utime(tmp_path / "data" / LAST_BACKUP, (long_ago, long_ago))
    assert "note  the last backup is 8 days old\n" in here("doctor")[1]


def test_a_keeper_s_way_back_is_printed_on_the_server(here: Run, url: str) -> None:
    held_in(url)
    status, said, complained = here("recover-keeper", "wv11")
    assert (status, complained) == (0, "")
    assert re.search(r"For Steph alone.*\n  http://localhost:\d+/join/[\w-]{43}\n", said)
    assert here("recover-keeper", "nobody")[::2] == (1, "There is no official identity with this handle.\n")
