"""Who may settle a delivery, and that of several answers one counts: with the guards of a hold where something leaves again."""

from functools import partial
from pathlib import Path

import pytest

from pwa.actions.settle_delivery import settle_delivery
from pwa.rules.identity import IDLE_MINUTES
from pwa.rules.refusals import AlreadyDone, LeaseOver, NotFound, WrongIdentity
from pwa.rules.settling import Answer
from pwa.store import settling
from pwa.store.tables import Delivery
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, deliveries_of, lines, states_of
from tests.actions.test_races import at_once
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE
from tests.stuck import Stuck, asked_of, looks_are_over, says

A = Answer


@pytest.fixture
def stuck(store: str, data: Path, clock: Clock) -> Stuck:
    return Stuck(data, clock)


def test_sending_again_needs_the_guards_of_a_hold(cast: Cast, stuck: Stuck) -> None:
    anna = cast.anna
    ours, mine = stuck.leaves(cast.steph, REFUSED, handle="wv11"), stuck.leaves(anna, REFUSED)
    anna.speaks_as("wv11")
    with pytest.raises(WrongIdentity):
        says(anna, A.AGAIN, mine)
    anna.speaks_as("anna")
    with pytest.raises(LeaseOver):
        says(anna, A.AGAIN, ours)
    anna.speaks_as("wv11")
    stuck.clock.forward(60 * IDLE_MINUTES + 1)
    with pytest.raises(LeaseOver):
        says(anna, A.AGAIN, ours)
    assert states_of(ours) == states_of(mine) == ["refused", "parked", "parked"]
    anna.speaks_as("wv11")
    says(anna, A.AGAIN, ours)
    assert states_of(ours) == ["due", "due", "due"]
    assert lines(chain_of("wv11"))[-1]["lease_opened"]


def test_leaving_and_saying_that_it_is_there_need_the_grant_only_and_without_it_nothing_is_found(cast: Cast, stuck: Stuck) -> None:
    mine, looking = stuck.leaves(cast.steph, UNSURE), stuck.leaves(cast.steph, UNSURE, handle="wv11", looked=False)
    refused = stuck.leaves(cast.steph, REFUSED, handle="wv11")
    for answer in A:
        for member, post in ((cast.jo, refused), (cast.anna, mine)):
            with pytest.raises(NotFound):
                says(member, answer, post)
        with pytest.raises(NotFound):
            settle_delivery(cast.steph.caller, "a" * 16, answer, asked="unsure-1-0")
    says(cast.anna, A.LEFT, refused)
    says(cast.anna, A.THERE, looking)
    assert (states_of(refused)[0], states_of(looking)[0]) == ("dropped", "sent")


def test_the_same_answer_twice_is_given_once(steph: Member, stuck: Stuck) -> None:
    for answer in A:
        post = stuck.leaves(steph, UNSURE)
        first, sent = deliveries_of(post)[0], stuck.network.texts.count("One")
        tap = partial(settle_delivery, steph.caller, first.public_id, answer, asked=asked_of(first))
        tap()
        count = len(lines(chain_of("steph")))
        tap()
        assert len(lines(chain_of("steph"))) == count
        stuck.works()
        assert tap() == post.public_id  # and whatever has become of it since
        assert stuck.network.texts.count("One") - sent == (1 if answer is A.AGAIN else 0)


def test_of_two_people_at_once_one_wins(cast: Cast, stuck: Stuck) -> None:
    cast.anna.speaks_as("wv11")
    for _ in range(3):
        post = stuck.leaves(cast.steph, UNSURE, handle="wv11", looked=False)
        first, won = deliveries_of(post)[0], list[Answer]()

        def presses(member: Member, answer: Answer, delivery: Delivery = first, won: list[Answer] = won) -> None:
            asked, caller = asked_of(delivery), member.caller
            try:
                settle_delivery(caller, delivery.public_id, answer, asked=asked)
            except AlreadyDone:
                return
            won.append(answer)

        at_once(partial(presses, cast.steph, A.THERE), partial(presses, cast.anna, A.LEFT))
        [winner] = won
        assert states_of(post)[0] == ("sent" if winner is A.THERE else "dropped")
        with reading() as session:
            assert [one.answer for one in settling.answers(session, first)] == [winner]


def test_an_answer_to_an_older_question_changes_nothing(cast: Cast, stuck: Stuck) -> None:
    """Anna looked before Steph sent it again; what she saw says nothing of the second attempt."""
    post = stuck.leaves(cast.steph, UNSURE, handle="wv11")
    first = deliveries_of(post)[0]
    older = asked_of(first)
    stuck.network.answers["One"] = [UNSURE]
    says(cast.steph, A.AGAIN, post)
    stuck.works(after=0)
    looks_are_over()
    assert states_of(post)[0] == "unsure"
    cast.anna.speaks_as("wv11")
    for answer in A:
        with pytest.raises(AlreadyDone):
            settle_delivery(cast.anna.caller, first.public_id, answer, asked=older)
    assert stuck.network.asked == ["One", "One"]
