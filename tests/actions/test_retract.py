"""Taking back what has left: a tombstone on the board, a line in the ledger, and never too late."""

from datetime import timedelta
from pathlib import Path

import pytest

from pwa.actions.release_due import release_due
from pwa.actions.retract_due import retract_due
from pwa.actions.retract_post import retract_post
from pwa.courier import Courier
from pwa.networks.contract import Retracted, TryLater
from pwa.rules.delivery import SENDING_LEASE
from pwa.rules.refusals import AlreadyDone, NotFound
from pwa.store import deliveries, errands
from pwa.store.tables import Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines, on_the_board, parts_of, rest, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE, Broken, StandIn


def retractions_of(post: Post) -> list[str]:
    with reading() as session:
        return [row[3].state for row in deliveries.of_posts(session, [post])[post.id] if row[3]]


def verbs() -> list[str]:
    return [line["verb"] for line in lines(chain_of("steph")) if line["verb"].startswith("retraction")]


@pytest.fixture
def sent(steph: Member, clock: Clock, courier: Courier) -> Post:
    post = steph.holds("One", "Two")
    clock.forward(13)
    courier.run_once()
    return post


@pytest.fixture
def far(sent: Post) -> StandIn:
    return StandIn()


def test_a_retracted_post_leaves_tombstones_and_the_post_keeps_its_words(sent: Post, steph: Member, courier: Courier) -> None:
    assert retract_post(sent.public_id, by=steph.caller.person) == 2
    courier.run_once()
    assert on_the_board("steph") == [None, None]
    assert parts_of(sent) == ["One", "Two"]
    assert verbs() == ["retraction_asked", "retraction_sent", "retraction_sent"]


def test_twice_asks_once(sent: Post, steph: Member, courier: Courier) -> None:
    retract_post(sent.public_id, by=steph.caller.person)
    assert retract_post(sent.public_id, by=steph.caller.person) == 0
    courier.run_once()
    assert retract_post(sent.public_id, by=steph.caller.person) == 0
    assert verbs().count("retraction_asked") == 1


def test_only_what_has_left_and_only_by_who_may(sent: Post, steph: Member, anna: Member) -> None:
    with pytest.raises(NotFound):
        retract_post(sent.public_id, by=anna.caller.person)
    held = steph.holds("Held.")
    with pytest.raises(AlreadyDone):
        retract_post(held.public_id, by=steph.caller.person)
    steph.undoes(held)
    with pytest.raises(AlreadyDone):
        retract_post(held.public_id, by=steph.caller.person)


def test_any_speaker_may_retract_what_another_sent(steph: Member, anna: Member, clock: Clock, courier: Courier) -> None:
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    clock.forward(33)
    courier.run_once()
    assert retract_post(post.public_id, by=anna.caller.person) == 1
    courier.run_once()
    assert on_the_board("wv11") == [None]


def test_a_retraction_is_never_too_late(sent: Post, steph: Member, courier: Courier, clock: Clock) -> None:
    retract_post(sent.public_id, by=steph.caller.person)
    clock.forward(3 * 3600)
    courier.run_once()
    assert on_the_board("steph") == [None, None]
    assert rest() > 1


def test_a_removal_whose_courier_died_is_asked_again(sent: Post, steph: Member, clock: Clock, courier: Courier) -> None:
    retract_post(sent.public_id, by=steph.caller.person)
    with transaction() as session:
        errands.claim_retraction(session, "killed", ["noticeboard"])
    courier.run_once()
    assert sorted(retractions_of(sent)) == ["sending", "sent"]
    clock.forward(SENDING_LEASE.total_seconds() + 1)
    courier.run_once()
    assert retractions_of(sent) == ["sent", "sent"]


@pytest.mark.parametrize(
    ("answer", "state", "seconds", "asked_again"),
    [
        (Retracted.ALREADY_GONE, "sent", 1, False),
        (Retracted.NOT_OFFERED, "refused", 600, False),
        (REFUSED, "refused", 600, False),
        (TryLater(timedelta(seconds=40)), "due", 50.5, True),
        (UNSURE, "due", 20.5, True),
        (Broken("bug"), "due", 20.5, True),
    ],
)
def test_every_answer_of_a_far_network(
    sent: Post, far: StandIn, steph: Member, clock: Clock, answer: Retracted | Exception, state: str, seconds: float, asked_again: bool
) -> None:
    far.retractions = [answer, answer]
    networks = {"noticeboard": far}
    retract_post(sent.public_id, by=steph.caller.person)
    while retract_due(networks, owner="me"):
        pass
    assert retractions_of(sent) == [state, state]
    clock.forward(seconds)
    while retract_due(networks, owner="me"):
        pass
    assert retractions_of(sent) == (["sent", "sent"] if asked_again else [state, state])


def test_the_last_part_goes_first(sent: Post, far: StandIn, steph: Member, data: Path) -> None:
    retract_post(sent.public_id, by=steph.caller.person)
    with reading() as session:
        receipts = {row[2].remote_id: row[0].position for row in deliveries.of_posts(session, [sent])[sent.id] if row[2]}
    Courier({"noticeboard": far}, data).run_once()
    assert [receipts[remote_id] for remote_id in far.withdrawn] == [2, 1]


def test_what_is_taken_down_before_it_arrives_never_does(steph: Member, courier: Courier, clock: Clock) -> None:
    post = steph.holds("One", "Two")
    clock.forward(13)
    release_due()
    assert retract_post(post.public_id, by=steph.caller.person) == 0
    courier.run_once()
    assert on_the_board("steph") == []
    assert states_of(post) == ["parked", "parked"]
    assert [line["verb"] for line in lines(chain_of("steph"))][-4:] == [
        "released",
        "retraction_asked",
        "delivery_parked",
        "delivery_parked",
    ]
    assert rest() > 1


@pytest.mark.parametrize("answer", [TryLater(timedelta(seconds=5)), UNSURE, Broken("bug")])
def test_what_is_taken_down_while_a_courier_is_at_it_goes_no_further(steph: Member, clock: Clock, data: Path, answer: Exception) -> None:
    post, far = steph.holds("One", "Two", "Three"), StandIn()
    courier = Courier({"noticeboard": far}, data)
    far.answers["Two"] = [answer]
    clock.forward(13)
    courier.run_once()
    assert retract_post(post.public_id, by=steph.caller.person) == 1
    for _ in range(3):
        clock.forward(21)
        courier.run_once()
    assert far.texts == ["One"]
    assert states_of(post) == ["sent", "parked", "parked"]
    assert retractions_of(post) == ["sent"]


def test_what_arrives_all_the_same_is_asked_back(steph: Member, clock: Clock, data: Path) -> None:
    post, far, person = steph.holds("One", "Two"), StandIn(), steph.caller.person
    courier = Courier({"noticeboard": far}, data)

    def take_it_down() -> None:
        retract_post(post.public_id, by=person)

    far.meanwhile = take_it_down
    clock.forward(13)
    courier.run_once()
    courier.run_once()
    assert far.texts == ["One"]
    assert (states_of(post), retractions_of(post)) == (["sent", "parked"], ["sent"])
    assert len(far.withdrawn) == 1
