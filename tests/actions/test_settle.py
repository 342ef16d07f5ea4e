"""A person settles what the couriers cannot: once, with the guards of a hold where something leaves again, and on the record."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from pwa.actions.release_due import release_due
from pwa.actions.retract_post import retract_post
from pwa.actions.settle_delivery import settle_delivery
from pwa.courier import Courier
from pwa.networks.contract import Found
from pwa.rules.delivery import DeliveryState
from pwa.rules.identity import IDLE_MINUTES
from pwa.rules.refusals import AlreadyDone, LeaseOver, NotFound, WrongIdentity
from pwa.rules.settling import Answer, question
from pwa.store import deliveries, identities, posts, settling
from pwa.store.tables import Delivery, Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, deliveries_of, lines, states_of
from tests.actions.test_races import at_once
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE, StandIn

A = Answer
LONG_LATE = 15 * 60 + 1
PAST_ITS_LOOKS = (5.5, 20.5, 60.5, 300.5)


@pytest.fixture
def network() -> StandIn:
    """It answers as it is told to, and a look at it never tells anything."""
    far = StandIn()
    far.looks = [Found.CANNOT_TELL] * 20
    return far


@pytest.fixture
def courier(store: str, network: StandIn, data: Path) -> Courier:
    return Courier({"noticeboard": network}, data)


@pytest.fixture
def leaves(clock: Clock, courier: Courier, network: StandIn) -> Callable[..., Post]:
    """A series of three leaves its hold and meets `trouble` at its first part; in doubt, the looks are over too."""

    def leave(member: Member, trouble: Exception | None, *, handle: str | None = None, at: str = "One", looked: bool = True) -> Post:
        if handle:
            member.speaks_as(handle)
        post = member.holds("One", "Two", "Three", handle=handle)
        network.answers[at] = [trouble] if trouble else []
        clock.forward(33)
        courier.run_once()
        if trouble is UNSURE and looked:
            past_its_looks(post)
        return post

    return leave


def past_its_looks(post: Post) -> None:
    """As after the fourth look that told nothing; `test_deliver` walks there on foot."""
    with transaction() as session:
        doubtful = update(Delivery).where(col(Delivery.post_id) == post.id, col(Delivery.state) == DeliveryState.UNSURE)
        session.exec(doubtful.values(look_at=None, looks=len(PAST_ITS_LOOKS)))


def asked_of(delivery: Delivery) -> str:
    """The question that its page would put now."""
    with reading() as session:
        return question(DeliveryState(delivery.state), delivery.attempts, len(settling.answers(session, delivery)))


def says(member: Member, answer: Answer, post: Post, part: int = 1) -> str:
    """Open the page, press the button."""
    delivery = deliveries_of(post)[part - 1]
    return settle_delivery(member.caller, delivery.public_id, answer, asked=asked_of(delivery))


def told(handle: str, count: int) -> list[tuple[Any, ...]]:
    """The verb, the part, the answer and who, of the latest lines of a chain."""
    return [(line["verb"], line["part"], line.get("answer"), line.get("by")) for line in lines(chain_of(handle))[-count:]]


def test_it_is_there_counts_as_sent_and_the_series_goes_on(
    steph: Member, leaves: Callable[..., Post], courier: Courier, network: StandIn
) -> None:
    post = leaves(steph, UNSURE)
    assert says(steph, A.THERE, post) == post.public_id
    assert told("steph", 1) == [("delivery_sent", 1, "there", steph.caller.person.public_id)]
    courier.run_once()
    assert states_of(post) == ["sent", "sent", "sent"]
    assert network.asked == ["One", "Two", "Three"]
    with reading() as session:
        assert [row[2] is not None for row in deliveries.of_posts(session, [post])[post.id]] == [False, True, True]


def test_send_it_again_keeps_its_key_and_its_time_begins_anew(
    steph: Member, leaves: Callable[..., Post], courier: Courier, network: StandIn, clock: Clock
) -> None:
    post = leaves(steph, UNSURE)
    before = deliveries_of(post)
    clock.forward(800)
    says(steph, A.AGAIN, post)
    for was, now in zip(before, deliveries_of(post), strict=True):
        assert (now.state, now.attempt_key, now.looks, now.look_at) == ("due", was.attempt_key, 0, None)
        assert (now.due_at - was.due_at).total_seconds() > 800
    clock.forward(200)  # too late by the time it first had
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]
    assert network.published[0].attempt_key == before[0].attempt_key


def test_what_is_left_alone_is_never_tried_again_and_the_rest_stays_here(
    steph: Member, leaves: Callable[..., Post], courier: Courier, network: StandIn, clock: Clock
) -> None:
    post = leaves(steph, UNSURE)
    says(steph, A.LEFT, post)
    assert states_of(post) == ["dropped", "parked", "parked"]
    verbs = [(verb, part) for verb, part, answer, by in told("steph", 4) if (answer, by) == ("left", steph.caller.person.public_id)]
    assert verbs == [("delivery_refused", 1), ("delivery_dropped", 1), ("delivery_parked", 2), ("delivery_parked", 3)]
    for _ in range(2):
        clock.forward(400)
        courier.run_once()
    assert network.asked == ["One"]
    for part, answer in ((1, A.AGAIN), (1, A.LEFT), (2, A.AGAIN), (2, A.LEFT)):
        with pytest.raises(AlreadyDone):
            settle_delivery(steph.caller, deliveries_of(post)[part - 1].public_id, answer, asked=asked_of(deliveries_of(post)[part - 1]))


def test_nothing_is_sent_again_while_the_network_is_looked_at(steph: Member, leaves: Callable[..., Post], network: StandIn) -> None:
    post = leaves(steph, UNSURE, looked=False)
    with pytest.raises(AlreadyDone):
        says(steph, A.AGAIN, post)
    assert states_of(post)[0] == "unsure"
    says(steph, A.THERE, post)
    assert states_of(post)[0] == "sent"


def test_after_the_looks_the_walk_on_foot_ends_at_the_same_question(
    steph: Member, leaves: Callable[..., Post], courier: Courier, clock: Clock
) -> None:
    post = leaves(steph, UNSURE, looked=False)
    for seconds in PAST_ITS_LOOKS:
        clock.forward(seconds)
        courier.run_once()
    says(steph, A.AGAIN, post)
    assert states_of(post)[0] == "due"


def test_sending_again_needs_the_guards_of_a_hold(cast: Cast, leaves: Callable[..., Post], clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    ours, mine = leaves(steph, REFUSED, handle="wv11"), leaves(anna, REFUSED)
    with pytest.raises(WrongIdentity):
        says(anna_as(anna, "wv11"), A.AGAIN, mine)
    anna.speaks_as("anna")
    with pytest.raises(LeaseOver):
        says(anna, A.AGAIN, ours)
    anna.speaks_as("wv11")
    clock.forward(60 * IDLE_MINUTES + 1)
    with pytest.raises(LeaseOver):
        says(anna, A.AGAIN, ours)
    assert states_of(ours) == states_of(mine) == ["refused", "parked", "parked"]
    says(anna_as(anna, "wv11"), A.AGAIN, ours)
    assert states_of(ours) == ["due", "due", "due"]
    assert lines(chain_of("wv11"))[-1]["lease_opened"]


def anna_as(anna: Member, handle: str) -> Member:
    anna.speaks_as(handle)
    return anna


def test_leaving_and_saying_that_it_is_there_need_only_the_grant(cast: Cast, leaves: Callable[..., Post]) -> None:
    refused, unsure = leaves(cast.steph, REFUSED, handle="wv11"), leaves(cast.steph, UNSURE, handle="wv11")
    says(cast.anna, A.LEFT, refused)
    says(cast.anna, A.THERE, unsure)
    assert (states_of(refused)[0], states_of(unsure)[0]) == ("dropped", "sent")


def test_whoever_has_no_grant_finds_nothing(cast: Cast, leaves: Callable[..., Post]) -> None:
    ours, mine = leaves(cast.steph, UNSURE, handle="wv11"), leaves(cast.steph, UNSURE)
    for answer in A:
        for member, post in ((cast.jo, ours), (cast.anna, mine)):
            with pytest.raises(NotFound):
                says(member, answer, post)
        with pytest.raises(NotFound):
            settle_delivery(cast.steph.caller, "a" * 16, answer, asked="unsure-1-0")


@pytest.mark.parametrize("answer", A)
def test_the_same_answer_twice_is_given_once(
    steph: Member, leaves: Callable[..., Post], courier: Courier, network: StandIn, answer: Answer
) -> None:
    post = leaves(steph, UNSURE)
    first = deliveries_of(post)[0]
    tap = partial(settle_delivery, steph.caller, first.public_id, answer, asked=asked_of(first))
    tap()
    count = len(lines(chain_of("steph")))
    tap()
    assert len(lines(chain_of("steph"))) == count
    courier.run_once()
    assert tap() == post.public_id  # and whatever has become of it since
    assert network.texts.count("One") == (1 if answer is A.AGAIN else 0)


def test_of_two_people_at_once_one_wins(cast: Cast, leaves: Callable[..., Post], courier: Courier, network: StandIn) -> None:
    cast.anna.speaks_as("wv11")
    for _ in range(4):
        post = leaves(cast.steph, UNSURE, handle="wv11")
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


def test_an_answer_to_an_older_question_changes_nothing(
    cast: Cast, leaves: Callable[..., Post], courier: Courier, network: StandIn
) -> None:
    """Anna looked before Steph sent it again; what she saw says nothing of the second attempt."""
    post = leaves(cast.steph, UNSURE, handle="wv11")
    first = deliveries_of(post)[0]
    older = asked_of(first)
    network.answers["One"] = [UNSURE]
    says(cast.steph, A.AGAIN, post)
    courier.run_once()
    past_its_looks(post)
    assert states_of(post)[0] == "unsure"
    cast.anna.speaks_as("wv11")
    for answer in A:
        with pytest.raises(AlreadyDone):
            settle_delivery(cast.anna.caller, first.public_id, answer, asked=older)
    assert network.asked == ["One", "One"]


def test_what_is_too_late_goes_when_a_person_says_so_part_by_part(steph: Member, courier: Courier, network: StandIn, clock: Clock) -> None:
    post = steph.holds("One", "Two", "Three")
    clock.forward(12.5)
    release_due()
    clock.forward(LONG_LATE)
    courier.run_once()
    assert (states_of(post), network.asked) == (["parked"] * 3, [])
    with pytest.raises(AlreadyDone):
        says(steph, A.AGAIN, post, part=2)
    says(steph, A.AGAIN, post)
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]


def test_try_again_goes_on_with_the_rest_and_a_second_refusal_asks_anew(
    steph: Member, leaves: Callable[..., Post], courier: Courier, network: StandIn
) -> None:
    post = leaves(steph, REFUSED, at="Two")
    assert states_of(post) == ["sent", "refused", "parked"]
    network.answers["Two"] = [REFUSED]
    says(steph, A.AGAIN, post, part=2)
    courier.run_once()
    assert states_of(post) == ["sent", "refused", "parked"]
    says(steph, A.AGAIN, post, part=2)
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]


def test_sending_again_waits_as_long_as_the_network_asked_of_its_channel(
    steph: Member, leaves: Callable[..., Post], courier: Courier, network: StandIn, clock: Clock
) -> None:
    post, other = leaves(steph, REFUSED), leaves(steph, None)
    with transaction() as session:
        waiting = update(Delivery).where(col(Delivery.post_id) == other.id)
        session.exec(waiting.values(state=DeliveryState.DUE, try_at=deliveries_of(other)[0].try_at.replace(year=2100)))
    says(steph, A.AGAIN, post)
    courier.run_once()
    assert "One" not in network.asked[4:]
    assert deliveries_of(post)[0].try_at.year == 2100


def test_what_was_taken_down_is_not_sent_again(cast: Cast, leaves: Callable[..., Post], courier: Courier) -> None:
    steph = cast.steph
    refused, unsure = leaves(steph, REFUSED, at="Two"), leaves(steph, UNSURE, at="Two")
    for post in (refused, unsure):
        retract_post(post.public_id, by=steph.caller.person)
        with pytest.raises(AlreadyDone):
            says(steph, A.AGAIN, post, part=2)
    says(steph, A.THERE, unsure, part=2)
    courier.run_once()
    assert (states_of(refused), states_of(unsure)) == (["sent", "refused", "parked"], ["sent", "sent", "parked"])


def test_whatever_asks_is_in_the_outbox_however_old(steph: Member, leaves: Callable[..., Post], clock: Clock) -> None:
    asking, settled = leaves(steph, REFUSED), leaves(steph, UNSURE)
    says(steph, A.LEFT, settled)
    taken_down = leaves(steph, REFUSED, at="Two")
    retract_post(taken_down.public_id, by=steph.caller.person)
    with reading() as session:
        identity = identities.personal(session, steph.caller.person)
        assert [post.id for post in posts.outbox(session, identity, 0)] == [asking.id]
