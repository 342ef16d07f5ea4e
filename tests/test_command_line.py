"""The command line as an operator meets it: real processes, their words and their exit statuses."""

import signal
import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, update

from pwa.rules.post import PostState
from pwa.secrets import KEY_FILE
from pwa.store import engine
from pwa.store.checkpoints import FILE
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import transaction
from pwa.store.wake import WATCH_SECONDS
from tests.actions.looks import reread, states_of
from tests.cast import Cast
from tests.commands import PATIENCE, Run, healthy, line_of, running, store_in
from tests.databases import Stores
from tests.standing import moves_in

BUSY_SECONDS = 4  # what a machine with much else to do may add; a courier that did not watch would sleep for a minute


def test_serve_says_where_it_is_and_how_to_begin_and_says_the_link_only_until_then(environment: dict[str, str]) -> None:
    address = environment["ONLYHUMAN_URL"]
    with running(environment, "serve") as server:
        assert line_of(server) == f"Only Human is at {address}"
        assert "Nobody has set it up yet" in line_of(server)
        assert line_of(server).strip().startswith(f"{address}/setup/")
        assert healthy(address)
    assert server.returncode == 0
    engine.connect(f"sqlite:///{store_in(environment)}")
    Cast()
    engine.engine().dispose()
    with running(environment, "serve", "--no-courier") as server:
        assert line_of(server) == f"Only Human is at {address}"
        assert healthy(address)
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)
        assert server.stdout is not None
        assert "setup" not in server.stdout.read()


def test_a_courier_alone_sees_a_hold_within_its_second_and_stops_when_told(
    environment: dict[str, str], databases: dict[str, Stores]
) -> None:
    cast = moves_in(databases["sqlite"], store_in(environment))
    with running(environment, "courier") as courier:
        assert line_of(courier) == "The courier is at work."
        engine.connect(f"sqlite:///{store_in(environment)}")
        post = cast.steph.holds("Hello.")
        with transaction() as session:
            due_at = database_time(session) + timedelta(seconds=0.3)
            session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=due_at))
        limit = time.monotonic() + PATIENCE
        while states_of(post) != ["sent"]:
            assert time.monotonic() < limit
            time.sleep(0.02)
        left = reread(post)
        assert left.state == PostState.RELEASED
        assert left.released_at is not None
        assert timedelta() <= left.released_at - due_at < timedelta(seconds=WATCH_SECONDS + BUSY_SECONDS)
    assert courier.returncode == 0
    assert (Path(environment["ONLYHUMAN_DATA"]) / FILE).stat().st_size > 0
    engine.engine().dispose()


def test_an_unknown_setting_exits_2_and_names_the_known_ones(run: Run) -> None:
    status, said, complained = run("serve", PROT="1")
    assert (status, said) == (2, "")
    assert complained.startswith("Unknown setting ONLYHUMAN_PROT. Known: ONLYHUMAN_DATA, ")


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (("migrate",), {"PORT": "http"}, "ONLYHUMAN_PORT"),
        (("doctor",), {"URL": "http://example.org"}, "ONLYHUMAN_URL must start with https://"),
        (("serve",), {"PROCESSES": "2"}, "Several web processes need PostgreSQL"),
        ((), {}, "usage:"),
        (("dance",), {}, "invalid choice"),
    ],
)
def test_what_makes_no_sense_exits_2_with_a_sentence(here: Run, arguments: tuple[str, ...], settings: dict[str, str], says: str) -> None:
    status, said, complained = here(*arguments, **settings)
    assert (status, said) == (2, "")
    assert says in complained


@pytest.mark.parametrize("command", [("migrate",), ("courier",), ("serve",), ("ledger", "verify")])
def test_a_store_that_is_away_exits_1_with_a_sentence(here: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    status, said, complained = here(*command, DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}")
    assert status == 1
    assert "The store cannot be used: " in complained
    assert "setup" not in said


def test_a_folder_that_is_none_exits_1_with_a_sentence(here: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, _, complained = here("migrate", DATA=str(tmp_path / "file" / "data"))
    assert status == 1
    assert "The data folder cannot be used: " in complained


def test_migrate_brings_the_store_up_to_date_however_often(run: Run, here: Run) -> None:
    for migrates in (run, here):
        assert migrates("migrate")[:2] == (0, "The store is up to date.\n")


def test_doctor_names_what_to_mend_and_how(
    run: Run, here: Run, environment: dict[str, str], databases: dict[str, Stores], tmp_path: Path
) -> None:
    status, said, _ = run("doctor")
    assert status == 1
    assert "MEND  data folder" in said
    assert "Run `onlyhuman migrate`" in said
    assert not (tmp_path / "data").exists()
    moves_in(databases["sqlite"], store_in(environment))
    status, said, _ = here("doctor")
    assert (status, said.count("MEND")) == (0, 0), said
    assert "ok    SQLite keeps what it acknowledges" in said
    assert "note  no backup was made yet\n      Run `onlyhuman backup FILE`" in said
    (tmp_path / "data" / KEY_FILE).chmod(0o644)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["ONLYHUMAN_PORT"])))
        taken.listen()
        status, said, _ = here("doctor", URL="https://post.example.org")
    assert status == 1
    assert "chmod 600" in said
    assert "choose another ONLYHUMAN_PORT" in said
    assert "Set ONLYHUMAN_PROXIES" in said
    status, said, _ = here("doctor", DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}")
    assert status == 1
    assert "MEND  PostgreSQL answers" in said


def test_ledger_verify_says_what_is_wrong(run: Run, here: Run, environment: dict[str, str], databases: dict[str, Stores]) -> None:
    status, _, complained = here("ledger", "verify")
    assert (status, complained) == (1, "The store is not up to date. Run `onlyhuman migrate` first.\n")
    moves_in(databases["sqlite"], store_in(environment))
    status, said, _ = run("ledger", "verify")
    assert (status, said) == (0, "3 chains, all whole.\n")
    engine.connect(f"sqlite:///{store_in(environment)}")
    with engine.engine().begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_lines_no_update"))
        connection.execute(text("UPDATE ledger_lines SET body = replace(body, 'created', 'found') WHERE chain LIKE 'organisation:%'"))
    engine.engine().dispose()
    status, said, _ = here("ledger", "verify")
    assert status == 1
    assert ": altered at 1\n" in said
    assert "the database: ledger_lines_no_update is missing" in said
    assert said.endswith("3 chains, 2 faults.\n")
    assert "Missing: ledger_lines_no_update." in here("doctor")[1]
    assert here("ledger", "guard")[:2] == (0, "Put back, and written down: ledger_lines_no_update.\n")
    assert "Missing:" not in here("doctor")[1]


def test_the_record_is_exported_and_checked_where_there_is_nothing_else(
    run: Run, here: Run, environment: dict[str, str], databases: dict[str, Stores], tmp_path: Path
) -> None:
    file, kept = tmp_path / "record.jsonl", tmp_path / "data" / FILE
    moves_in(databases["sqlite"], store_in(environment))
    status, said, _ = here("ledger", "export", str(file))
    assert status == 0
    assert "lines of 3 chains are in" in said
    key = said.partition("Signed by the key ")[2].partition(":")[0]
    assert here("ledger", "export", str(file))[2].endswith("is there already, and an export never overwrites.\n")
    assert here("ledger", "export", str(tmp_path / "x"), "--of", "nobody")[2] == "There is no identity nobody. Nothing was written.\n"
    assert "lines of 1 chains" in here("ledger", "export", str(tmp_path / "one"), "--of", "wv11")[1]
    nothing_else = {"DATA": str(tmp_path / "file" / "none"), "DATABASE_URL": "nonsense", "TYPING_ERROR": "1"}
    status, said, complained = run("ledger", "verify", "--export", str(file), **nothing_else)
    assert (status, complained) == (0, ""), said
    assert f"signed by the key {key}.\nIts key came with it." in said
    assert said.endswith("3 chains, all whole.\n")
    status, said, _ = here("ledger", "verify", "--export", str(file), "--key", key[:16])
    assert (status, "Its key came with it" in said) == (0, False)
    status, said, _ = here("ledger", "verify", "--export", str(file), "--key", "0" * 16)
    assert (status, "unknown key: " in said) == (1, True)
    kept.write_text("rubbish\n")
    assert "of ledger.checkpoints, checkpoint 1: altered" in here("ledger", "verify", "--export", str(file), "--checkpoints", str(kept))[1]
    assert "cannot be checked" in here("ledger", "verify", "--export", str(kept))[2]
    for arguments in (("--export", str(tmp_path / "y")), ("--checkpoints", str(tmp_path / "y"))):
        assert here("ledger", "verify", *arguments)[0] == 1
    assert here("ledger", "verify", "--key", "0" * 16)[0] == here("ledger", "verify", "--export", str(file), "--key", "zz")[0] == 2
