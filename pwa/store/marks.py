"""The signed marks of one chain around one moment, found in their file without reading all of it: a mark is signed every minute."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pwa.rules.chain import Checkpoint
from pwa.store.checkpoints import FILE, checked, public_key

READ_ON = 4 * 1024 * 1024  # bytes behind that moment, or before the file's end: hours of a busy server
AT_MOST = 32  # marks: the first that fits is among the first, unless an older copy of the store came back


def signed_from(folder: Path, chain: str, since: datetime) -> list[Checkpoint]:
    """What was signed of this chain from then on, oldest first; no more than a few of them."""
    path = folder / FILE
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(_place_of(file, path.stat().st_size, since))
        found = list(islice((row for row in _rows(file, READ_ON) if _names(row, chain)), AT_MOST))
    return checked(found, public_key(folder))[0]


def signed_last(folder: Path, chain: str) -> Checkpoint | None:
    """The newest mark of this chain; None where it is not among the last hours' marks."""
    path = folder / FILE
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - READ_ON))
        rows = [row for row in _rows(file, READ_ON) if _names(row, chain)]
    marks, _ = checked(rows[-1:], public_key(folder))
    return marks[0] if marks else None


def signed_row(folder: Path, mark: Checkpoint) -> dict[str, Any] | None:
    """A mark as it stands in the file, with its signature."""
    with (folder / FILE).open("rb") as file:
        file.seek(_place_of(file, (folder / FILE).stat().st_size, datetime.fromisoformat(mark.at)))
        rows = (row for row in _rows(file, READ_ON) if _names(row, mark.chain) and f'"head":"{mark.head}"' in row)
        row = next(rows, None)
    return json.loads(row) if row else None


def _names(row: str, chain: str) -> bool:
    return f'"chain":{json.dumps(chain)}' in row


def _rows(file: BinaryIO, limit: int) -> Iterator[str]:
    """Whole rows from here on; what we began in the middle of is no mark, which shows when it is read."""
    yield from file.read(limit).decode(errors="replace").splitlines()


def _place_of(file: BinaryIO, size: int, since: datetime) -> int:
    """Where the first row that is not older begins, or a little before it."""
    low, high = 0, size
    while high - low > 4096:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()
        at = _moment(file.readline())
        if at is not None and at < since:
            low = middle
        else:
            high = middle
    return low


def _moment(row: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(row)["at"])
    except (ValueError, KeyError, TypeError):
        return None
