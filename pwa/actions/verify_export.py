"""Checks a record that was written to a file, with nothing of this server at hand."""

from collections.abc import Iterator
from itertools import chain as one_after_another
from pathlib import Path
from typing import NamedTuple, TextIO

from pwa.rules.chain import Line
from pwa.rules.spans import span
from pwa.rules.verdicts import Walk
from pwa.store import checkpoints, ledger_export
from pwa.store.ledger_export import Header


class Checked(NamedTuple):
    """How many chains there are, what is wrong with them, what went with a restore; when it was exported, and whose key signed it."""

    chains: int
    faults: list[str]
    restored: list[str]
    at: str
    fingerprint: str


def verify_export(path: Path, *, key: str | None = None, elsewhere: Path | None = None) -> Checked:
    """Read it through once. `key`: how the fingerprint of the key must begin. `elsewhere`: a copy of the checkpoints to compare it with.

    Raises NoExport, and OSError when a file cannot be read.
    """
    with path.open(encoding="utf-8", errors="replace") as rows:
        head = ledger_export.read_header(rows.readline())
        found = _of_header(head, key)
        signed, first = _signed(rows)
        marks, wrong = checkpoints.checked(signed, head.key)
        found += [f"of the export, {fault}" for fault in wrong]
        if elsewhere is not None:
            theirs, wrong = checkpoints.read_copy(elsewhere, head.key)
            found += [f"of {elsewhere.name}, {fault}" for fault in wrong]
            marks = checkpoints.together(theirs, marks)
        expected, restored = ledger_export.marks_for(head, marks)
        walks = {chain: Walk(chain, expected[chain]) for chain in head.chains}
        for place, row in enumerate(one_after_another(first, rows), 2 + len(signed)):
            found += _read(walks, place, row)
    for chain, walk in walks.items():
        wrong, gone = walk.faults()
        found, restored = found + wrong, restored + gone
        size, _ = head.chains[chain]
        if walk.size > size:
            found.append(f"{chain}: inserted {span(size + 1, walk.size)}, after the end of what was exported")
    return Checked(len(walks), found, restored, head.at, checkpoints.fingerprint(head.key))


def _of_header(head: Header, key: str | None) -> list[str]:
    found = [] if head.signed else ["the first row: altered"]
    if key is not None and not checkpoints.fingerprint(head.key).startswith(key.lower()):
        found.append(f"unknown key: its fingerprint is {checkpoints.fingerprint(head.key)}, and not {key}")
    return found


def _signed(rows: TextIO) -> tuple[list[str], list[str]]:
    """The checkpoints, which come first, and the row after them."""
    found: list[str] = []
    for row in rows:
        if "signature" not in (ledger_export.read_row(row) or {}):
            return found, [row]
        found.append(row)
    return found, []


def _read(walks: dict[str, Walk], place: int, row: str) -> Iterator[str]:
    said = ledger_export.read_row(row)
    found: tuple[str, Line] | None = ledger_export.as_line(said) if said is not None else None
    if found is None:
        yield f"row {place} of the file: no line of a ledger"
    elif found[0] not in walks:
        yield f"row {place} of the file: its chain {found[0]!r} is not one of those that were exported"
    else:
        walks[found[0]].read(found[1])
