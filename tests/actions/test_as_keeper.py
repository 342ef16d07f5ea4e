"""A finger changes one thing once, whichever of an identity's rules it is for."""

from collections.abc import Callable

import pytest

from pwa.actions.edit_approval_rule import edit_approval_rule
from pwa.actions.edit_election import edit_election
from pwa.actions.edit_house_voice import edit_house_voice
from pwa.actions.import_listed import import_listed
from pwa.actions.list_source import list_source
from pwa.rules.approval import Rule
from pwa.rules.house_words import Wishes
from pwa.rules.quarantine import Source
from pwa.rules.refusals import StepUpRefused
from pwa.rules.step_up import Purpose
from tests.cast import Member

CHANGES: dict[str, Callable[[Member, int], None]] = {
    "approval_rule": lambda who, proof: edit_approval_rule(who.caller, "wv11", rule=Rule(), proof=proof),
    "house_voice": lambda who, proof: edit_house_voice(who.caller, "wv11", wishes=Wishes(), proof=proof),
    "election": lambda who, proof: edit_election(who.caller, "wv11", periods=[], proof=proof),
    "listed": lambda who, proof: import_listed(who.caller, "wv11", entries=[], proof=proof),
    "source": lambda who, proof: list_source(who.caller, "wv11", Source("x", "jo"), on_list=True, proof=proof),
}


@pytest.mark.one_store
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_finger_is_used_once_and_for_its_own_purpose_only(speaking: Member, change: Callable[[Member, int], None]) -> None:
    proof = speaking.proves(Purpose.EDIT_IDENTITY, "wv11")
    change(speaking, proof)
    for refused in (proof, speaking.proves(Purpose.INVITE, "wv11")):
        with pytest.raises(StepUpRefused):
            change(speaking, refused)
