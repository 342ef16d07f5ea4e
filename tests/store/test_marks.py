"""The signed marks around one moment are found in a long file without reading all of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pwa.store import checkpoints, marks

BEGAN = datetime(2026, 7, 2, 14, tzinfo=UTC)


def test_the_first_mark_of_a_chain_after_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for minute in range(300):
        heads = {"organisation:a": (minute + 1, f"{minute:064x}"), "person:b": (minute + 1, "0" * 64)}
        checkpoints.sign(tmp_path, heads, (BEGAN + timedelta(minutes=minute)).isoformat())
    monkeypatch.setattr(marks, "READ_ON", 12_000)  # a tenth of the file: what is not near that moment is not read
    found = marks.signed_from(tmp_path, "organisation:a", BEGAN + timedelta(minutes=150, seconds=30))
    assert found[0].size <= 152
    assert next(mark for mark in found if mark.size > 151).head == f"{151:064x}"
    assert {mark.chain for mark in found} == {"organisation:a"}
    assert (last := marks.signed_last(tmp_path, "organisation:a"))
    assert last.size == 300
    assert (marks.signed_row(tmp_path, last) or {})["size"] == 300


def test_a_mark_that_we_did_not_sign_counts_for_nothing(tmp_path: Path) -> None:
    checkpoints.sign(tmp_path, {"organisation:a": (1, "0" * 64)}, BEGAN.isoformat())
    file = tmp_path / checkpoints.FILE
    file.write_text(file.read_text().replace('"size":1', '"size":2'))
    assert marks.signed_from(tmp_path, "organisation:a", BEGAN) == []
    assert marks.signed_from(tmp_path / "nowhere", "organisation:a", BEGAN) == []
    assert marks.signed_last(tmp_path / "nowhere", "organisation:a") is None
