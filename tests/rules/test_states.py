"""The states as design.md, section 3, writes them, and the one word people read for them."""

from itertools import combinations_with_replacement, product

import pytest

from pwa.rules import delivery, post
from pwa.rules.delivery import DeliveryState, look_again_after
from pwa.rules.post import PostState, Word, word
from pwa.rules.step_up import BY_LINK, ENROLMENTS, OFFICIAL, STEP_UPS, Purpose


def test_a_post_moves_as_the_design_says() -> None:
    assert {
        "held": {"released", "cancelled", "parked"},
        "parked": {"held", "cancelled"},
        "released": set(),
        "cancelled": set(),
    } == post.MOVES


def test_a_delivery_moves_as_the_design_says() -> None:
    assert {
        "due": {"sending", "parked"},
        "sending": {"sent", "refused", "unsure", "due"},
        "unsure": {"sent", "due", "refused"},
        "parked": {"due", "dropped"},
        "refused": {"due", "dropped"},
        "sent": set(),
        "dropped": set(),
    } == delivery.MOVES


@pytest.mark.parametrize(("moves", "states"), [(post.MOVES, PostState), (delivery.MOVES, DeliveryState)])
def test_every_state_has_its_row(moves: dict[str, frozenset[str]], states: type[PostState] | type[DeliveryState]) -> None:
    assert set(moves) == set(states)


def as_told(state: str, deliveries: tuple[str, ...]) -> str:
    """The outbox's word by an independent reading of the design, each rule for itself."""
    told = {"held": "Held", "parked": "Parked", "cancelled": "Undone"}
    if state != "released":
        return told[state]
    if any(one == "unsure" for one in deliveries):
        return "Not sure"
    if not deliveries or any(one in ("due", "sending") for one in deliveries):
        return "Going out"
    sent = sum(one == "sent" for one in deliveries)
    return "Sent" if sent == len(deliveries) else "Partly sent" if sent else "Not sent"


def test_the_word_for_every_combination_of_states() -> None:
    said = set()
    for state, size in product(PostState, range(4)):
        for deliveries in combinations_with_replacement(DeliveryState, size):
            assert word(state, deliveries) == as_told(state, deliveries), (state, deliveries)
            said.add(word(state, deliveries))
    assert said == set(Word)


def test_doubt_and_silence_never_read_as_sent() -> None:
    assert word(PostState.RELEASED, [DeliveryState.SENT, DeliveryState.UNSURE]) == Word.NOT_SURE
    assert word(PostState.RELEASED, [DeliveryState.SENT, DeliveryState.DUE]) == Word.GOING_OUT
    assert word(PostState.RELEASED, []) == Word.GOING_OUT


def test_looks_grow_apart_and_then_a_person_is_asked() -> None:
    waits = [look_again_after(looks) for looks in range(6)]
    assert [wait.total_seconds() for wait in waits if wait] == [5, 20, 60, 300]
    assert waits[4:] == [None, None]


def test_each_purpose_is_one_kind_of_ceremony() -> None:
    sign_in = {Purpose.SIGN_IN}
    assert ENROLMENTS | STEP_UPS | sign_in == set(Purpose)
    assert len(ENROLMENTS) + len(STEP_UPS) + 1 == len(Purpose)
    assert BY_LINK < ENROLMENTS
    assert OFFICIAL < STEP_UPS
    assert Purpose.SPEAK_AS in OFFICIAL
