"""Whoever changes, removes, cuts or rewrites the record, even with the triggers gone, is found out and named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.courier import Courier
from pwa.rules.chain import START, link
from pwa.store import engine, ledger_guards
from pwa.store.checkpoints import FILE
from pwa.store.transaction import transaction
from tests.actions.looks import chain_of, every_line
from tests.cast import Cast
from tests.conftest import Clock


@pytest.fixture
def chain(store: str, cast: Cast, data: Path, clock: Clock, courier: Courier) -> str:
    """Steph's own chain of a dozen lines, signed."""
    for number in range(3):
        cast.steph.undoes(cast.steph.holds(f"Post {number}"))
    clock.forward(13)
    courier.run_once()
    assert verify_ledger(data)[1] == []
    return chain_of("steph")


@pytest.fixture
def tamper(chain: str) -> Callable[..., None]:
    """Somebody with the database's password: drops the triggers, does as they please, and puts them back."""

    def do(*statements: str) -> None:
        with engine.engine().execution_options(writes=True).begin() as connection:
            without_triggers(connection)
            for statement in statements:
                assert connection.execute(text(statement), {"chain": chain}).rowcount > 0, statement
        with transaction() as session:
            ledger_guards.put_back(session)

    return do


def without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for name in ("ledger_lines_only_grow", "ledger_lines_no_truncate"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON ledger_lines"))
    else:
        for name in ("ledger_lines_no_update", "ledger_lines_no_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def numbered(chain: str) -> list[dict[str, Any]]:
    return [json.loads(line.body) | {"number": line.number} for line in every_line() if line.chain == chain]


def size_of(chain: str) -> int:
    return sum(line.chain == chain for line in every_line())


def test_an_altered_line_is_named(tamper: Callable[..., None], chain: str, data: Path) -> None:
    tamper("UPDATE ledger_lines SET body = replace(body, 'held', 'kept') WHERE chain = :chain AND number = 3")
    assert verify_ledger(data)[1] == [f"{chain}: altered at 3"]


def test_a_removed_line_is_named(tamper: Callable[..., None], chain: str, data: Path) -> None:
    tamper("DELETE FROM ledger_lines WHERE chain = :chain AND number IN (3, 4)")
    assert verify_ledger(data)[1] == [f"{chain}: missing 3 to 4"]


def test_a_cut_tail_is_named(tamper: Callable[..., None], chain: str, data: Path) -> None:
    size = size_of(chain)
    tamper(f"DELETE FROM ledger_lines WHERE chain = :chain AND number > {size - 2}")
    [fault] = verify_ledger(data)[1]
    assert fault.startswith(f"{chain}: tail cut, {size - 2} lines where {size} stood at")


def test_a_chain_that_was_removed_whole_is_named(tamper: Callable[..., None], chain: str, data: Path) -> None:
    tamper("DELETE FROM ledger_lines WHERE chain = :chain")
    assert [fault for fault in verify_ledger(data)[1] if fault.startswith(f"{chain}: tail cut, 0 lines")]


def test_a_rewrite_that_fits_together_again_is_named(tamper: Callable[..., None], chain: str, data: Path) -> None:
    tamper("UPDATE ledger_lines SET body = replace(body, 'held', 'kept') WHERE chain = :chain")
    previous = START
    with engine.engine().execution_options(writes=True).begin() as connection:
        without_triggers(connection)
        rows = connection.execute(text("SELECT number, body FROM ledger_lines WHERE chain = :chain ORDER BY number"), {"chain": chain})
        for number, body in rows.all():
            forged = link(chain, number, body, previous)
            change = text("UPDATE ledger_lines SET previous = :previous, hash = :forged WHERE chain = :chain AND number = :number")
            connection.execute(change, {"previous": previous, "forged": forged, "chain": chain, "number": number})
            previous = forged
    found = [fault for fault in verify_ledger(data)[1] if fault.startswith(chain)]
    assert found
    assert all(fault.startswith(f"{chain}: rewritten, line ") for fault in found)


def test_words_beside_the_ledger_that_were_altered_or_deleted_by_hand_are_named(
    tamper: Callable[..., None], chain: str, data: Path
) -> None:
    tamper("UPDATE ledger_texts SET text = 'Never said' WHERE text = 'Post 1'")
    [fault] = verify_ledger(data)[1]
    assert fault.startswith("text ")
    assert fault.endswith(": altered")
    tamper("DELETE FROM ledger_texts WHERE text IN ('Post 2', 'Never said')")
    held = [line["number"] for line in numbered(chain) if line["verb"] == "held"]
    assert verify_ledger(data)[1] == [f"{chain}: words of line {number} were deleted by hand" for number in held[1:]]


def test_checkpoints_are_added_only_while_a_chain_grows(chain: str, data: Path, cast: Cast) -> None:
    signed: dict[str, int] = {}
    newest = sign_ledger(data, signed, after=0)
    before = (data / FILE).read_text()
    assert sign_ledger(data, signed, after=newest) == newest
    assert (data / FILE).read_text() == before
    cast.steph.holds("One more.")
    sign_ledger(data, signed, after=newest)
    added = (data / FILE).read_text().removeprefix(before).splitlines()
    assert [json.loads(row)["chain"] for row in added] == [chain]
    assert verify_ledger(data)[1] == []
    assert (data / FILE).stat().st_mode & 0o077 == 0


def test_a_checkpoint_of_another_key_or_an_altered_one_is_named(chain: str, data: Path) -> None:
    rows = (data / FILE).read_text().splitlines()
    first = json.loads(rows[0])
    forged = [{**first, "key": "0" * 16}, {**first, "size": first["size"] - 1}, {**first, "signature": "AAAA"}, {"chain": chain}]
    (data / FILE).write_text("\n".join([*(json.dumps(row) for row in forged), "rubbish", *rows]) + "\n")
    found = verify_ledger(data)[1]
    assert found == [f"checkpoint {number}: {what}" for number, what in enumerate(["unknown key", *["altered"] * 4], 1)]


def test_a_new_key_file_makes_every_old_checkpoint_unknown(chain: str, data: Path) -> None:
    elsewhere = data / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / FILE).write_bytes((data / FILE).read_bytes())
    found = verify_ledger(elsewhere)[1]
    rows = (data / FILE).read_text().splitlines()
    assert [fault for fault in found if "unknown key" in fault] == [f"checkpoint {row}: unknown key" for row in range(1, len(rows) + 1)]


@pytest.mark.parametrize("body", ["{}", "[]", "not json", '{"at":"yesterday"}', '{"at":"2026-01-01T00:00:00"}'])
def test_whatever_was_put_in_its_place_a_first_line_is_still_named(tamper: Callable[..., None], chain: str, data: Path, body: str) -> None:
    (data / FILE).unlink()
    escaped = body.replace(":", "\\:")
    tamper(f"UPDATE ledger_lines SET body = '{escaped}' WHERE chain = :chain AND number = 1")
    assert f"{chain}: altered at 1" in verify_ledger(data)[1]


def test_a_checkpoint_file_that_is_gone_is_noticed(cast: Cast, data: Path, clock: Clock) -> None:
    sign_ledger(data, {}, after=0)
    assert verify_ledger(data)[1] == []
    (data / FILE).unlink()
    clock.forward(180)
    assert all("nothing of it is signed" in fault for fault in verify_ledger(data)[1])
    assert verify_ledger(data)[1]
