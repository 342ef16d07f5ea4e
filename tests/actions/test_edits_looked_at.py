"""Other words for what is out get the second look too: an edit is no way around a colleague, nor around the time. On both databases."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pwa.actions.decide_fates import decide_fates
from pwa.actions.list_source import list_source
from pwa.courier import Courier
from pwa.rules.own_up import Fate
from pwa.rules.quarantine import Source
from pwa.rules.reshare import Carries
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import originals
from pwa.store.moments import database_time
from pwa.store.transaction import transaction
from tests.actions.test_elections import in_period
from tests.actions.test_owning_up import anna_is_out, courier, edits_of, far, official
from tests.cast import Member
from tests.conftest import Clock

__all__ = ["courier", "far"]
LINK = "https://x.com/someone/status/20"


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


@pytest.mark.parametrize(("words", "seconds"), [(LINK, 122), ("The bus leaves at ten: " + LINK, 32)])
def test_a_link_in_its_place_waits_as_a_reshare_does_also_of_an_account_that_is_listed(
    steph: Member, anna: Member, courier: Courier, clock: Clock, words: str, seconds: int
) -> None:
    post = anna_is_out(anna, courier, clock)
    proof = steph.proves(Purpose.EDIT_IDENTITY, "wv11")
    list_source(steph.caller, "wv11", Source("x", "someone"), on_list=True, proof=proof)
    with transaction() as session:
        shown = json.dumps({"author": "Someone", "handle": "someone", "text": "Open.", "at": None})
        seen: dict[str, Any] = {"network": "x", "carries": Carries.NOTHING, "gone": False, "shown": shown}
        seen["looked_at"] = database_time(session)
        originals.keep(session, post.identity_id, LINK, **seen)
    decide_fates(anna.caller, post.public_id, replace(official(anna, Fate.EDITED), words=[words]), say=None)
    [edit] = edits_of(post)
    assert edit.due_at - edit.asked_at == timedelta(seconds=seconds)
