"""Other words for what is out get the second look too: an edit is no way around a colleague, nor around the time. On both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pwa.actions.decide_fates import decide_fates
from pwa.courier import Courier
from pwa.rules.own_up import Fate
from pwa.rules.text import Unfit
from tests.actions.test_elections import in_period
from tests.actions.test_owning_up import anna_is_out, courier, edits_of, far, official
from tests.cast import Member
from tests.conftest import Clock

__all__ = ["courier", "far"]


def test_it_names_nobody_whom_a_colleague_was_not_asked_about_and_waits_as_long_as_a_post(
    steph: Member, anna: Member, courier: Courier, clock: Clock
) -> None:
    post = anna_is_out(anna, courier, clock)
    in_period(steph)
    with pytest.raises(Unfit, match="second person"):
        decide_fates(anna.caller, post.public_id, replace(official(anna, Fate.EDITED), words=["Vote for Jane Smith."]), say=None)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    [edit] = edits_of(post)
    assert edit.due_at - edit.asked_at == timedelta(seconds=122)


def test_it_is_no_reshare_without_a_reason(anna: Member, courier: Courier, clock: Clock) -> None:
    post = anna_is_out(anna, courier, clock)
    with pytest.raises(Unfit, match="Nothing but a link"):
        decide_fates(anna.caller, post.public_id, replace(official(anna, Fate.EDITED), words=["x.com/someone/status/20"]), say=None)
