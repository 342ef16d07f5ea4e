"""The fault table is whole: every step meets every cut, a silence, and what may be killed or replaced in between."""

import pytest

from tests import fault_table
from tests.browser.link import Cut, Silence

ANYWHERE = [*Cut, *Silence]
KILLED, REPLACED = "process killed", "service worker replaced"
WHOLE = {
    "compose": [*Cut, Silence.LOST, REPLACED],
    "hold": [*ANYWHERE, KILLED, REPLACED],
    "official hold": [*Cut, Silence.LOST],
    "official hold, lease over": [Cut.BEFORE, Cut.UNHEARD],
    "countdown": [*Cut, Silence.LOST, KILLED, REPLACED, "page killed", "until the window was over"],
    "undo": [*ANYWHERE, KILLED, REPLACED],
    "undo in the outbox": [Cut.BEFORE, Cut.AFTER],
    "keep holding in the countdown": [Cut.BEFORE, Cut.AFTER],
    "keep holding in the outbox": [Cut.BEFORE, Cut.AFTER],
    "Stop in a notification": [*Cut, Silence.LOST],
    "switch to official": ANYWHERE,
}


@pytest.mark.parametrize("step", WHOLE)
def test_every_step_has_a_row_for_every_cut(step: str) -> None:
    assert [cut for cut in WHOLE[step] if (step, str(cut)) not in fault_table.rows()] == []


def test_no_row_is_of_a_step_that_nobody_takes() -> None:
    assert {step for step, _ in fault_table.rows()} == WHOLE.keys()
