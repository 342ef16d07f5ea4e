"""The fault table: what a person saw and what the server did, wherever the signal went. It stands in `tests/fault_table.md`.

The browser tests hold each row true. With ONLYHUMAN_TEST_FAULT_TABLE set they write down what they saw instead.
"""

import os
import re

from tests.browser.link import Cut, Silence
from tests.sources import ROOT

Row = tuple[str, str, str, str]

FILE = ROOT / "tests" / "fault_table.md"
WRITES = "ONLYHUMAN_TEST_FAULT_TABLE"
STEPS = (
    *("compose", "hold", "official hold", "official hold, lease over", "countdown", "undo", "undo in the outbox"),
    *("keep holding in the countdown", "keep holding in the outbox", "Stop in a notification", "switch to official"),
)
CUTS = [*map(str, Cut), *map(str, Silence)]
HEAD = """# What becomes of it when the signal goes

Each row was seen in a browser, with a link that is cut between it and the server, and a test fails when it is not so any more. At the end
of each row nothing had been sent.

| step | the signal went | the person saw | the server |
|---|---|---|---|
"""


def agrees(row: Row) -> None:
    """The table says so; or it is made to, when it is being written."""
    step, cut, saw, did = (re.sub(r"\d\d:\d\d:\d\d", "14:03:07", words).replace("no answer Then", "no answer. Then") for words in row)
    if os.environ.get(WRITES):
        _write(rows() | {(step, cut): (saw, did)})
    assert rows().get((step, cut)) == (saw, did), f"{FILE.name} says otherwise; {WRITES}=yes writes what is so now"


def rows() -> dict[tuple[str, str], tuple[str, str]]:
    """What stands there, by the step and where the signal went."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][1:]
    return {(step, cut): (saw, did) for step, cut, saw, did in cells}


def _write(found: dict[tuple[str, str], tuple[str, str]]) -> None:
    lines = [f"| {' | '.join((*key, *found[key]))} |" for key in sorted(found, key=_place)]
    FILE.write_text("\n".join([HEAD.rstrip("\n"), *lines, ""]), encoding="utf-8")


def _place(key: tuple[str, str]) -> tuple[int, int, str]:
    step, cut = key
    return STEPS.index(step), CUTS.index(cut) if cut in CUTS else len(CUTS), cut
