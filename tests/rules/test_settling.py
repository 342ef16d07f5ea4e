"""What a person may answer: only what the table of moves allows, and nothing that reads as certain when it is not."""

from itertools import product

from pwa.rules.delivery import MOVES, DeliveryState
from pwa.rules.post import PostState, Word, word
from pwa.rules.settling import STEPS, Answer, as_known, offered, question

S = DeliveryState


def test_every_answer_takes_the_moves_there_are() -> None:
    for state, answers in STEPS.items():
        for steps in answers.values():
            for before, after in zip((state, *steps), steps, strict=False):
                assert after in MOVES[before]


def test_only_doubt_refusal_and_parking_ask_and_each_can_be_left() -> None:
    asking = {state for state in S if offered(state, looking=False, taken_down=False)}
    assert asking == {S.UNSURE, S.PARKED, S.REFUSED}
    assert all(offered(state, looking=False, taken_down=False)[-1] is Answer.LEFT for state in asking)
    assert offered(S.UNSURE, looking=False, taken_down=False) == [Answer.THERE, Answer.AGAIN, Answer.LEFT]


def test_nothing_is_sent_again_while_it_is_looked_for_or_once_it_was_taken_down() -> None:
    for state, looking, taken_down in product(S, (True, False), (True, False)):
        if looking or taken_down:
            assert Answer.AGAIN not in offered(state, looking=looking, taken_down=taken_down)
    assert offered(S.REFUSED, looking=False, taken_down=True) == []
    assert offered(S.UNSURE, looking=False, taken_down=True) == [Answer.THERE, Answer.LEFT]


def test_another_attempt_and_another_answer_are_another_question() -> None:
    asked = {question(state, attempts, answers) for state, attempts, answers in product(S, range(12), range(12))}
    assert len(asked) == len(S) * 12 * 12


def test_what_was_left_in_doubt_never_reads_as_sent_or_not_sent() -> None:
    left = as_known(S.DROPPED, left_in_doubt=True)
    assert word(PostState.RELEASED, [S.SENT, left]) == word(PostState.RELEASED, [left, S.PARKED]) == Word.NOT_SURE
    assert word(PostState.RELEASED, [as_known(S.DROPPED, left_in_doubt=False)]) == Word.NOT_SENT
