"""What is held before a pre-election period and would leave in it: at five to midnight, by a late yes, sent again. On both databases."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from pwa.actions.edit_election import edit_election
from pwa.actions.import_listed import import_listed
from pwa.rules.approval import ApprovalState, Ask, Rule
from pwa.rules.calendar import Period
from pwa.rules.listed import Entry, Sort
from pwa.rules.refusals import NotAllowed
from pwa.rules.second_look import Answers, SecondLook
from pwa.rules.settling import Answer
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store.moments import database_time
from pwa.store.tables import BoardEntry
from pwa.store.transaction import reading
from tests.actions.looks import states_of
from tests.actions.second_person import asks_for, now_of, says_yes
from tests.actions.test_elections import BINS, LIST, rules_of, waits
from tests.actions.test_reshare import jos, reshares
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED
from tests.stuck import Stuck, says

__all__ = ["jos"]
JO = (Entry(Sort.HANDLE, "jo", "noticeboard"),)


def period_in(keeper: Member, minutes: float, entries: Sequence[Entry] = LIST) -> None:
    """Not yet: it begins in so many minutes."""
    with reading() as session:
        begins = database_time(session) + timedelta(minutes=minutes)
    period = Period("Local elections", begins, begins + timedelta(days=30))
    edit_election(keeper.caller, "wv11", periods=[period], proof=keeper.proves(Purpose.EDIT_IDENTITY, "wv11"))
    import_listed(keeper.caller, "wv11", entries=entries, proof=keeper.proves(Purpose.EDIT_IDENTITY, "wv11"))


def test_at_five_to_midnight_the_rules_of_the_morning_hold(speaking: Member, jos: BoardEntry) -> None:
    period_in(speaking, 5, JO)
    with pytest.raises(SecondLook, match="is not reshared before polls close"):
        reshares(speaking, jos, handle="wv11")
    assert rules_of(speaking.holds(BINS, handle="wv11")) == ["election"]


def test_the_evening_before_is_free_unless_colleagues_have_hours_to_object(speaking: Member) -> None:
    period_in(speaking, 120)
    assert waits(speaking.holds(BINS, handle="wv11")) < 120
    asks_for(speaking, Rule(Ask.OBJECTION, objection_minutes=180))
    assert rules_of(speaking.holds("The library is open until six.", handle="wv11")) == ["election"]


def test_a_yes_that_comes_on_the_day_lets_nobody_out_who_stands(speaking: Member, anna: Member, jos: BoardEntry, clock: Clock) -> None:
    period_in(speaking, 30, JO)
    post = reshares(speaking, jos, handle="wv11", answers=Answers(ask=True))
    clock.forward(31 * 60)
    with pytest.raises(NotAllowed, match=r"is not reshared before polls close\. It still waits"):
        says_yes(anna, post)
    assert now_of(post).approval == ApprovalState.ASKED


def test_what_a_network_refused_before_is_not_sent_again_in_it(speaking: Member, store: str, data: Path, clock: Clock) -> None:
    stuck, words = Stuck(data, clock), "Cllr Jane Smith opens the library."
    post = speaking.holds(words, handle="wv11")
    stuck.network.answers[words] = [REFUSED]
    stuck.works(130)
    assert states_of(post) == ["refused"]
    period_in(speaking, 30)
    clock.forward(31 * 60)
    speaking.speaks_as("wv11")
    with pytest.raises(Unfit, match=r"a colleague has to say yes\. Nothing more was sent"):
        says(speaking, Answer.AGAIN, post)
    assert states_of(post) == ["refused"]
