"""Once and only once, on a network that promises nothing: every answer, every silence, every courier that dies."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from pwa.actions.deliver_due import deliver_due, look_for_unsure
from pwa.actions.release_due import release_due
from pwa.actions.set_aside import set_aside
from pwa.courier import Courier
from pwa.networks.contract import Found, Outgoing, Place, TryLater
from pwa.rules.delivery import SENDING_LEASE, DeliveryState
from pwa.rules.post import PostState, Word, word
from pwa.store import deliveries, errands
from pwa.store.tables import Post, Rendering
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, deliveries_of, lines, reread, rest, states_of
from tests.actions.test_races import at_once
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import LATER, REFUSED, UNSURE, Broken, StandIn

LEASE = SENDING_LEASE.total_seconds()


@pytest.fixture
def network() -> StandIn:
    return StandIn()


@pytest.fixture
def courier(store: str, network: StandIn, data: Path) -> Courier:
    """A courier whose only network is the stand-in."""
    return Courier({"noticeboard": network}, data)


@pytest.fixture
def released(steph: Member, clock: Clock) -> Post:
    """A series of three that has left the hold, and that nobody has delivered yet."""
    post = steph.holds("One", "Two", "Three")
    clock.forward(12.5)
    assert release_due() == 1
    return post


def read_as(post: Post) -> Word:
    return word(PostState(reread(post).state), [DeliveryState(state) for state in states_of(post)])


def verbs(handle: str = "steph") -> list[str]:
    return [line["verb"] for line in lines(chain_of(handle)) if line["verb"].startswith("delivery")]


def test_each_part_follows_the_receipt_of_the_one_before(released: Post, courier: Courier, network: StandIn) -> None:
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]
    first, second, third = network.published
    assert [part.reply_to for part in network.published] == [None, f"remote-{first.attempt_key}", f"remote-{second.attempt_key}"]
    assert third.text == "Three"
    assert verbs() == ["delivery_sent"] * 3
    assert read_as(released) == Word.SENT


def test_a_courier_killed_before_it_asked_loses_nothing(released: Post, courier: Courier, network: StandIn, clock: Clock) -> None:
    with transaction() as session:
        assert errands.claim(session, "killed", ["noticeboard"])
    courier.run_once()
    assert (network.texts, states_of(released)) == ([], ["sending", "due", "due"])
    clock.forward(LEASE + 1)
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]
    assert network.looked == ["One"]
    assert verbs() == ["delivery_unsure", "delivery_due", "delivery_sent", "delivery_sent", "delivery_sent"]


def test_a_courier_killed_after_it_asked_sends_nothing_twice(released: Post, courier: Courier, network: StandIn, clock: Clock) -> None:
    with transaction() as session:
        claimed = errands.claim(session, "killed", ["noticeboard"])
    assert claimed
    with reading() as session:
        rendering, channel, _ = deliveries.way(session, claimed)
    text = json.loads(rendering.payload)["text"]
    network.publish(Outgoing(claimed.attempt_key, text, None), Place(channel.handle, channel.remote_id))  # and then it was gone
    assert network.texts == ["One"]
    clock.forward(LEASE + 1)
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]
    assert states_of(released) == ["sent"] * 3


def test_a_refusal_stops_the_series_there_and_says_why(released: Post, courier: Courier, network: StandIn) -> None:
    network.answers["Two"] = [REFUSED]
    courier.run_once()
    assert network.texts == ["One"]
    assert states_of(released) == ["sent", "refused", "parked"]
    assert [delivery.reason for delivery in deliveries_of(released)] == [
        None,
        "It says no.\nSay it otherwise.",
        "The part before it was refused.",
    ]
    assert read_as(released) == Word.PARTLY_SENT


def test_a_refusal_of_the_first_part_sends_nothing_at_all(released: Post, courier: Courier, network: StandIn, clock: Clock) -> None:
    network.answers["One"] = [REFUSED]
    courier.run_once()
    clock.forward(800)
    courier.run_once()
    assert (network.texts, read_as(released)) == ([], Word.NOT_SENT)


def test_try_later_waits_as_long_as_it_was_told(released: Post, courier: Courier, network: StandIn, clock: Clock) -> None:
    network.answers["Two"] = [LATER]
    courier.run_once()
    assert (network.asked, read_as(released)) == (["One", "Two"], Word.GOING_OUT)
    clock.forward(29)
    courier.run_once()
    assert network.asked == ["One", "Two"]
    clock.forward(9)  # half a minute, and up to a quarter more
    courier.run_once()
    assert network.texts == ["One", "Two", "Three"]
    assert len({part.attempt_key for part in network.published}) == 3


@pytest.mark.parametrize("arrived", [True, False])
def test_doubt_is_settled_by_looking_never_by_a_blind_second_try(
    released: Post, courier: Courier, network: StandIn, clock: Clock, arrived: bool
) -> None:
    network.answers["One"], network.arrives_anyway = [UNSURE], {"One"} if arrived else set()
    courier.run_once()
    assert (states_of(released), read_as(released)) == (["unsure", "due", "due"], Word.NOT_SURE)
    assert network.asked == ["One"]
    clock.forward(5.5)
    courier.run_once()
    assert network.looked == ["One"]
    assert network.texts == ["One", "Two", "Three"]
    assert network.asked.count("One") == (1 if arrived else 2)


def test_a_network_that_cannot_tell_is_asked_four_times_and_then_a_person_is(
    released: Post, courier: Courier, network: StandIn, clock: Clock
) -> None:
    network.answers["One"], network.looks = [UNSURE], [Found.CANNOT_TELL] * 9
    courier.run_once()
    for seconds, looks in ((5.5, 1), (15, 1), (5.5, 2), (60.5, 3), (300.5, 4), (3600, 4)):
        clock.forward(seconds)
        courier.run_once()
        assert len(network.looked) == looks
    assert network.asked == ["One"]
    assert states_of(released)[0] == "unsure"


@pytest.mark.parametrize("trouble", [Broken("bug"), KeyError("bug")])
def test_an_adapter_that_breaks_is_a_doubt_and_stops_nobody_else(
    released: Post, steph: Member, courier: Courier, network: StandIn, clock: Clock, trouble: Exception
) -> None:
    network.answers["One"], network.looks = [trouble], [trouble]
    other = steph.holds("Another post")
    clock.forward(12.5)
    courier.run_once()
    assert states_of(other) == ["sent"]
    assert states_of(released) == ["unsure", "due", "due"]
    clock.forward(5.5)
    courier.run_once()
    assert states_of(released) == ["unsure", "due", "due"]
    clock.forward(20.5)
    courier.run_once()
    assert states_of(released) == ["sent"] * 3


def test_what_waits_for_the_part_before_it_lets_the_courier_sleep(released: Post, courier: Courier, network: StandIn) -> None:
    network.answers["One"] = [TryLater(timedelta(seconds=20))]
    courier.run_once()
    assert rest() > 15


def test_more_than_15_minutes_late_it_is_parked_and_asks(released: Post, courier: Courier, network: StandIn, clock: Clock) -> None:
    clock.forward(15 * 60 + 1)
    courier.run_once()
    assert (network.asked, states_of(released)) == ([], ["parked"] * 3)


def test_a_courier_that_was_killed_long_ago_leaves_nothing_that_goes_out_by_itself(
    released: Post, courier: Courier, network: StandIn, clock: Clock
) -> None:
    with transaction() as session:
        errands.claim(session, "killed", ["noticeboard"])
    clock.forward(2 * 3600)
    courier.run_once()
    courier.run_once()
    assert (network.asked, states_of(released)) == ([], ["parked"] * 3)


def test_who_comes_back_after_the_lease_ran_out_overwrites_nothing(
    released: Post, courier: Courier, network: StandIn, clock: Clock
) -> None:
    def another_courier_takes_over() -> None:
        clock.forward(LEASE + 1)
        set_aside()
        look_for_unsure({"noticeboard": StandIn()})
        with transaction() as session:
            assert errands.claim(session, "other", ["noticeboard"])

    network.meanwhile = another_courier_takes_over
    deliver_due({"noticeboard": network}, owner="slow")
    first = deliveries_of(released)[0]
    assert (first.state, first.lease_owner) == ("sending", "other")
    assert "delivery_sent" not in verbs()


def test_what_waits_behind_a_slow_network_is_not_leased_meanwhile(steph: Member, courier: Courier, network: StandIn, clock: Clock) -> None:
    first, second = steph.holds("First"), steph.holds("Second")
    clock.forward(12.5)
    release_due()
    network.meanwhile = lambda: clock.forward(80)
    courier.run_once()
    assert network.texts == ["First", "Second"]
    assert states_of(first) == states_of(second) == ["sent"]


def test_two_couriers_never_deliver_the_same_part(steph: Member, courier: Courier, network: StandIn, clock: Clock, data: Path) -> None:
    for number in range(12):
        steph.holds(f"{number}a", f"{number}b")
    clock.forward(12.5)
    other = Courier({"noticeboard": network}, data)
    at_once(courier.run_once, other.run_once)
    courier.run_once()
    assert sorted(network.texts) == sorted(f"{number}{part}" for number in range(12) for part in "ab")


def test_words_that_were_changed_in_the_store_do_not_leave_and_stop_nobody(
    released: Post, steph: Member, courier: Courier, network: StandIn, clock: Clock
) -> None:
    other = steph.holds("Another post")
    with transaction() as session:
        session.exec(update(Rendering).where(col(Rendering.payload).contains("Two")).values(payload='{"text":"Three thousand"}'))
    clock.forward(12.5)
    courier.run_once()
    assert network.texts == ["One", "Another post"]
    assert (states_of(released), states_of(other)) == (["sent", "refused", "parked"], ["sent"])
