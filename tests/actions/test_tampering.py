"""Each way of tampering is named by its name: in the database on either store, and in a file without any database."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pwa.actions.export_ledger import export_ledger
from pwa.actions.guard_ledger import guard_ledger
from pwa.actions.sign_ledger import sign_ledger, verify_ledger
from pwa.actions.verify_export import verify_export
from pwa.rules.chain import Line, canonical, link
from pwa.store import checkpoints, engine, ledger, ledger_guards
from pwa.store.ledger_export import NoExport
from pwa.store.transaction import snapshot
from tests.actions.looks import chain_of, lines
from tests.actions.test_verify_ledger import without_triggers
from tests.cast import Cast
from tests.outsider import check

Tamper = Callable[[str, list[Line]], Sequence[Line]]


def edited(line: Line) -> Line:
    return replace(line, body=line.body.replace('"verb":"', '"verb":"not_'))


def forged(chain: str, after: Line | None, body: str, number: int) -> Line:
    previous = after.hash if after else "0" * 64
    return Line(number, body, previous, link(chain, number, body, previous))


def rewritten(chain: str, old: list[Line], first: int) -> list[Line]:
    """Everything from there on made anew, so that it fits together again."""
    new = old[: first - 1]
    for line in old[first - 1 :]:
        new.append(forged(chain, new[-1] if new else None, edited(line).body, line.number))
    return new


def swapped(old: list[Line], one: int, other: int) -> list[Line]:
    new = [*old]
    new[one - 1], new[other - 1] = replace(old[other - 1], number=one), replace(old[one - 1], number=other)
    return new


def renumbered(old: Sequence[Line]) -> list[Line]:
    return [replace(line, number=number) for number, line in enumerate(old, 1)]


# What is done to a chain whose lines 4 and 9 were signed, and what is said of it.
WAYS: list[tuple[str, Tamper, list[str]]] = [
    ("nothing", lambda chain, old: old, []),
    ("edit", lambda chain, old: [*old[:2], edited(old[2]), *old[3:]], ["altered at 3"]),
    ("edit two", lambda chain, old: [edited(old[0]), *old[1:5], edited(old[5]), *old[6:]], ["altered at 1", "altered at 6"]),
    ("edit, hash mended", lambda chain, old: [*old[:2], forged(chain, old[1], edited(old[2]).body, 3), *old[3:]], ["altered at 3"]),
    ("delete", lambda chain, old: old[:2] + old[4:], ["missing 3 to 4"]),
    ("delete the first", lambda chain, old: old[1:], ["missing 1"]),
    ("delete, renumber", lambda chain, old: renumbered(old[:2] + old[3:]), ["missing 3, and 3 to 8 renumbered"]),
    ("reorder", lambda chain, old: swapped(old, 3, 4), ["reordered 3 to 4"]),
    ("reorder far", lambda chain, old: swapped(old, 2, 7), ["reordered 2 and 7"]),
    ("reorder all", lambda chain, old: renumbered(old[::-1]), ["reordered 1 to 4 and 6 to 9"]),
    ("cut tail", lambda chain, old: old[:7], ["tail cut, 7 lines where 9 stood at {9}"]),
    ("cut all", lambda chain, old: [], ["tail cut, 0 lines where 4 stood at {4}", "tail cut, 0 lines where 9 stood at {9}"]),
    ("rewrite", lambda chain, old: rewritten(chain, old, 5), ["rewritten, line 9 is not the one signed at {9}"]),
    (
        "rewrite all",
        lambda chain, old: rewritten(chain, old, 1),
        ["rewritten, line 4 is not the one signed at {4}", "rewritten, line 9 is not the one signed at {9}"],
    ),
    (
        "insert, renumber",
        lambda chain, old: renumbered([*old[:2], forged(chain, old[1], "{}", 3), *old[2:]]),
        ["inserted 3, and 4 to 10 renumbered"],
    ),
    ("fork", lambda chain, old: [*old[:6], forged(chain, old[4], "{}", 6), *old[6:]], ["forked at 6"]),
    ("fork at the end", lambda chain, old: [*old, forged(chain, old[7], "{}", 9)], ["forked at 9"]),
    ("fork, several lines", lambda chain, old: [*old, *rewritten(chain, old, 6)[5:]], ["forked at 6"]),
    (
        "edit, delete, cut",
        lambda chain, old: [old[0], edited(old[1]), *old[2:4], *old[5:8]],
        ["altered at 2", "missing 5", "tail cut, 8 lines where 9 stood at {9}"],
    ),
    ("reorder, edit", lambda chain, old: [*swapped(old, 3, 4)[:7], edited(old[7]), old[8]], ["reordered 3 to 4", "altered at 8"]),
]  # fmt: skip


@pytest.fixture
def chain(store: str, cast: Cast, data: Path) -> str:
    """Steph's own, of nine lines, signed at its fourth and at its ninth."""
    own = chain_of("steph")
    sign_at: dict[str, int] = {}
    cast.steph.holds("One")
    cast.steph.holds("Two")
    assert len(lines(own)) == 4
    sign_ledger(data, sign_at, after=0)
    for words in ("Three", "Four"):
        cast.steph.undoes(cast.steph.holds(words))
    cast.steph.holds("Five")
    assert len(lines(own)) == 9
    sign_ledger(data, sign_at, after=0)
    return own


def said_of(chain: str, verdicts: Sequence[str], data: Path) -> list[str]:
    """The verdicts as they are printed, with the times at which the lines were signed."""
    marks = [mark for mark in checkpoints.read(data)[0] if mark.chain == chain]
    at = {mark.size: mark.at for mark in marks}
    return [f"{chain}: " + verdict.replace("{4}", at[4]).replace("{9}", at[9]) for verdict in verdicts]


def unguard() -> None:
    """As somebody does who may do everything in the database: no triggers, and no constraint against two lines of one number."""
    with engine.engine().execution_options(writes=True).begin() as connection:
        without_triggers(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE ledger_lines DROP CONSTRAINT {ledger_guards.ONE_OF_EACH}"))
        else:
            connection.execute(text("CREATE TABLE others AS SELECT * FROM ledger_lines"))
            connection.execute(text("DROP TABLE ledger_lines"))
            connection.execute(text("ALTER TABLE others RENAME TO ledger_lines"))


def put(chain: str, lines: Sequence[Line]) -> None:
    """Make the chain these lines, in the database."""
    with engine.engine().execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM ledger_lines WHERE chain = :chain"), {"chain": chain})
        into = text(
            "INSERT INTO ledger_lines (id, chain, number, body, previous, hash) VALUES (:id, :chain, :number, :body, :previous, :hash)"
        )
        for place, line in enumerate(lines):
            connection.execute(into, {"id": 1000 + place, "chain": chain} | asdict(line))


def test_each_way_is_named_in_the_database_and_in_a_file(chain: str, data: Path) -> None:
    with snapshot() as session:
        old = list(ledger.lines(session, chain))
    export_ledger(data, data / "whole")
    whole = (data / "whole").read_text().splitlines()
    at = json.loads(whole[0])["at"]
    others = [row for row in whole if json.loads(row).get("chain") != chain or "body" not in json.loads(row)]
    unguard()
    unguarded = verify_ledger(data).faults
    for name, tamper, verdicts in WAYS:
        new, expected = tamper(chain, [*old]), said_of(chain, verdicts, data)
        put(chain, new)
        assert verify_ledger(data).faults == unguarded + expected, name
        rows = [canonical({"chain": chain, **asdict(line)}) for line in new]
        (data / "changed").write_text("\n".join([*others, *rows]) + "\n")
        assert bool(check((data / "changed").read_text().splitlines())) == bool(verdicts), name  # whoever knows only README
        own_end = {f"{chain}: {verdict.replace('{9}', at)}" for verdict in verdicts if "{9}" in verdict}  # signed by the export itself
        assert [fault for fault in verify_export(data / "changed").faults if fault in expected or fault not in own_end] == expected, name
    put(chain, old)
    assert verify_ledger(data).faults == unguarded


def test_rows_of_a_file_in_another_order_and_rubbish_among_them_are_named(chain: str, data: Path) -> None:
    export_ledger(data, data / "whole")
    rows = (data / "whole").read_text().splitlines()
    ours = [place for place, row in enumerate(rows) if json.loads(row).get("chain") == chain and "body" in json.loads(row)]

    def found(changed: list[str]) -> list[str]:
        (data / "changed").write_text("\n".join(changed) + "\n")
        return verify_export(data / "changed").faults

    assert found(rows) == []
    assert found([*rows[: ours[2]], rows[ours[3]], rows[ours[2]], *rows[ours[4] :]]) == [f"{chain}: reordered 3 to 4"]
    assert found([*rows, rows[ours[4]]]) == [f"{chain}: there twice 5"]
    assert found([*rows, "rubbish"]) == [f"row {len(rows) + 1} of the file: no line of a ledger"]
    header = json.loads(rows[0])
    del header["chains"][chain]
    assert found([json.dumps(header), *rows[1:]])[0] == "the first row: altered"
    first_mark = json.loads(rows[1]) | {"size": 3}
    assert found([rows[0], json.dumps(first_mark), *rows[2:]]) == ["of the export, checkpoint 1: altered"]
    with pytest.raises(NoExport):
        found(rows[1:])
    longer = Line(10, "{}", json.loads(rows[ours[-1]])["hash"], "")
    row = {"chain": chain, "number": 10, "body": "{}", "previous": longer.previous, "hash": link(chain, 10, "{}", longer.previous)}
    assert found([*rows, json.dumps(row)]) == [f"{chain}: inserted 10, after the end of what was exported"]


def test_an_export_and_checkpoints_from_elsewhere_that_do_not_agree_are_named(chain: str, data: Path, cast: Cast) -> None:
    kept = data / "kept elsewhere"
    export_ledger(data, data / "before")
    kept.write_text((data / checkpoints.FILE).read_text())
    assert verify_export(data / "before", elsewhere=kept).faults == []
    with snapshot() as session:
        old = list(ledger.lines(session, chain))
    unguard()
    put(chain, rewritten(chain, old, 5))
    (data / checkpoints.FILE).unlink()
    sign_ledger(data, {}, after=0)  # whoever has the server and its key signs what they made of it
    guard_ledger()
    export_ledger(data, data / "after")
    assert verify_export(data / "after").faults == []
    [old_mark] = [mark for mark in checkpoints.read_copy(kept, checkpoints.public_key(data))[0] if (mark.chain, mark.size) == (chain, 9)]
    [new_mark] = [mark for mark in checkpoints.read(data)[0] if (mark.chain, mark.size) == (chain, 9)]
    fork = f"{chain}: forked at 9, one line was signed at {old_mark.at} and another at {new_mark.at}"
    assert fork in verify_export(data / "after", elsewhere=kept).faults
    assert fork in verify_ledger(data, kept).faults
    assert [fault for fault in verify_export(data / "before", elsewhere=data / checkpoints.FILE).faults if "forked at 9" in fault]
    cast.steph.holds("Six")
    sign_ledger(data, {}, after=0)
    assert verify_export(data / "after", elsewhere=data / checkpoints.FILE).faults == []  # it only went on since


def test_a_missing_guard_is_named_and_put_back_with_a_line(chain: str, data: Path) -> None:
    names = ["ledger_lines_only_grow", "ledger_lines_no_truncate"]
    with engine.engine().execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "sqlite":
            names = ["ledger_lines_no_update", "ledger_lines_no_delete"]
        without_triggers(connection)
    said = [f"the database: {name} is missing, which refuses a change of the ledger" for name in names]
    assert verify_ledger(data).faults == said
    assert guard_ledger() == (names, [])
    assert verify_ledger(data).faults == []
    assert lines(ledger.SERVER)[-1]["guards"] == names
    off = {
        "postgresql": ["ALTER TABLE ledger_lines DISABLE TRIGGER ledger_lines_only_grow"],
        "sqlite": [
            "DROP TRIGGER ledger_lines_no_update",
            "CREATE TRIGGER ledger_lines_no_update BEFORE update ON ledger_lines WHEN 0 BEGIN SELECT 1; END",
        ],
    }
    with engine.engine().execution_options(writes=True).begin() as connection:
        for statement in off[connection.dialect.name]:
            connection.execute(text(statement))
    assert verify_ledger(data).faults == said[:1]
    if engine.engine().dialect.name == "postgresql":
        with engine.engine().begin() as connection:
            connection.execute(
                text("CREATE OR REPLACE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
            )
        assert verify_ledger(data).faults == said
    guard_ledger()
    assert verify_ledger(data).faults == []
    for statement in ("UPDATE ledger_lines SET body = ''", "DELETE FROM ledger_lines", "TRUNCATE ledger_lines"):
        if "TRUNCATE" in statement and engine.engine().dialect.name == "sqlite":
            continue  # it has none
        with pytest.raises(Exception, match="the ledger only grows"), engine.engine().execution_options(writes=True).begin() as connection:
            connection.execute(text(statement))
