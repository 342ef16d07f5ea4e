"""What reasons ask for together, and what an answer is worth."""

import pytest

from pwa.rules.second_look import Answers, Look, Need, Reason, Rule, why
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence

SAID = Reason(Rule.HOUR, Sentence("It is late."))
LONGER = Reason(Rule.SWEARING, Sentence("It swears."), window_seconds=120)
CHOICE = Reason(Rule.SERIES, Sentence("As whom?"), need=Need.CHOICE)
WHY = Reason(Rule.NEW_SOURCE, Sentence("Never before."), window_seconds=60, need=Need.WHY)
SECOND = Reason(Rule.LISTED, Sentence("It names a candidate."), second_person=True)
NEVER = Reason(Rule.LISTED_RESHARE, Sentence("Not before the election."), need=Need.NOT_NOW)


def test_the_longest_window_of_all_reasons_counts() -> None:
    assert Look().window_seconds == 0
    assert Look([WHY, LONGER, SAID]).window_seconds == 120


def test_what_is_only_said_asks_nobody_else() -> None:
    assert not Look([SAID]).asked_for
    assert all(Look([SAID, one]).asked_for for one in (LONGER, CHOICE, WHY, SECOND, NEVER))


@pytest.mark.parametrize(
    ("reasons", "answers", "unmet"),
    [
        ([LONGER, SAID], Answers(), None),
        ([CHOICE], Answers(), CHOICE),
        ([CHOICE], Answers(chosen="steph"), CHOICE),
        ([CHOICE], Answers(chosen="wv11"), None),
        ([WHY], Answers(), WHY),
        ([WHY], Answers(why="   "), WHY),
        ([WHY], Answers(why="They are our partner."), None),
        ([WHY], Answers(ask=True), None),
        ([CHOICE, WHY], Answers(chosen="wv11"), WHY),
        ([NEVER], Answers(chosen="wv11", why="It matters.", ask=True, fine=frozenset({"listed_reshare"})), NEVER),
    ],
)
def test_a_need_is_met_by_its_own_answer_only(reasons: list[Reason], answers: Answers, unmet: Reason | None) -> None:
    assert Look(reasons).unmet(answers, "wv11") is unmet


def test_a_colleague_is_asked_where_there_is_no_other_way_or_instead_of_a_reason() -> None:
    assert Look([SECOND]).second_person(Answers())
    assert Look([WHY]).second_person(Answers(ask=True))
    assert not Look([WHY]).second_person(Answers(why="They are our partner."))
    assert not Look([LONGER]).second_person(Answers(ask=True))


def test_what_it_asks_for_is_said_before_and_not_kept() -> None:
    seen = Sentence("WV11 never reshared @jo before.")
    asking = Reason(Rule.NEW_SOURCE, seen, need=Need.WHY)
    assert (asking.said, asking.kept) == ("WV11 never reshared @jo before. Say why, or ask a colleague.", seen)
    assert (Reason(Rule.RUDE, seen).said, Reason(Rule.LISTED_RESHARE, seen, need=Need.NOT_NOW).said) == (seen, seen)


def test_to_a_personal_voice_it_is_only_advice() -> None:
    look = Look([LONGER, SECOND]).advice()
    assert [one.sentence for one in look.reasons] == ["It swears.", "It names a candidate."]
    assert (look.window_seconds, look.second_person(Answers())) == (0, False)


@pytest.mark.parametrize("raw", ["", "ok", "x" * 201, "...", "🙂🙂🙂", "\u3164\u3164\u3164"])
def test_a_reason_says_something_and_is_no_essay(raw: str) -> None:
    with pytest.raises(Unfit, match="Nothing was sent"):
        why(raw)


def test_a_reason_is_one_line() -> None:
    assert why("They are\n our  partner. ") == "They are our partner."
