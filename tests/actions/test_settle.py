"""What each answer does: it is there, send it again, leave it; part by part, with the same key, and on the record."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from pwa.actions.release_due import release_due
from pwa.actions.retract_post import retract_post
from pwa.actions.settle_delivery import settle_delivery
from pwa.networks.contract import UNNAMED
from pwa.rules.delivery import DeliveryState
from pwa.rules.refusals import AlreadyDone
from pwa.rules.settling import Answer
from pwa.store import deliveries, identities, posts
from pwa.store.tables import Delivery
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, deliveries_of, lines, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE
from tests.stuck import Stuck, asked_of, says

A = Answer
LONG_LATE = 15 * 60 + 1
LOOKS = (5.5, 20.5, 60.5, 300.5)


@pytest.fixture
def stuck(store: str, data: Path, clock: Clock) -> Stuck:
    return Stuck(data, clock)


def told(handle: str, count: int) -> list[tuple[Any, ...]]:
    """The verb, the part, the answer and who, of the latest lines of a chain."""
    return [(line["verb"], line["part"], line.get("answer"), line.get("by")) for line in lines(chain_of(handle))[-count:]]


def test_it_is_there_counts_as_sent_and_the_series_goes_on(steph: Member, stuck: Stuck) -> None:
    post = stuck.leaves(steph, UNSURE)
    assert says(steph, A.THERE, post) == post.public_id
    assert told("steph", 1) == [("delivery_sent", 1, "there", steph.caller.person.public_id)]
    stuck.works()
    assert states_of(post) == ["sent", "sent", "sent"]
    assert stuck.network.asked == ["One", "Two", "Three"]
    with reading() as session:
        receipts = [row[2] for row in deliveries.of_posts(session, [post])[post.id]]
    assert receipts[0] is None
    assert receipts[1]
    assert receipts[2]
    assert [part.reply_to for part in stuck.network.published] == [UNNAMED, receipts[1].remote_id]


def test_send_it_again_keeps_its_key_and_its_time_begins_anew(steph: Member, stuck: Stuck) -> None:
    post = stuck.leaves(steph, UNSURE)
    before = deliveries_of(post)
    stuck.clock.forward(800)
    says(steph, A.AGAIN, post)
    for was, now in zip(before, deliveries_of(post), strict=True):
        assert (now.state, now.attempt_key, now.looks, now.look_at) == ("due", was.attempt_key, 0, None)
        assert (now.due_at - was.due_at).total_seconds() > 800
    stuck.works(after=200)  # too late by the time it first had
    assert stuck.network.texts == ["One", "Two", "Three"]
    assert stuck.network.published[0].attempt_key == before[0].attempt_key


def test_what_is_left_alone_is_never_tried_again_and_the_rest_stays_here(steph: Member, stuck: Stuck) -> None:
    post = stuck.leaves(steph, UNSURE)
    says(steph, A.LEFT, post)
    assert states_of(post) == ["dropped", "parked", "parked"]
    verbs = [(verb, part) for verb, part, answer, by in told("steph", 4) if (answer, by) == ("left", steph.caller.person.public_id)]
    assert verbs == [("delivery_refused", 1), ("delivery_dropped", 1), ("delivery_parked", 2), ("delivery_parked", 3)]
    for _ in range(2):
        stuck.works(after=400)
    assert stuck.network.asked == ["One"]
    for part, answer in ((1, A.AGAIN), (1, A.LEFT), (2, A.AGAIN), (2, A.LEFT)):
        delivery = deliveries_of(post)[part - 1]
        with pytest.raises(AlreadyDone):
            settle_delivery(steph.caller, delivery.public_id, answer, asked=asked_of(delivery))


def test_nothing_is_sent_again_before_the_last_look_is_over(steph: Member, stuck: Stuck) -> None:
    post = stuck.leaves(steph, UNSURE, looked=False)
    for seconds in LOOKS:
        with pytest.raises(AlreadyDone):
            says(steph, A.AGAIN, post)
        stuck.works(after=seconds)
    says(steph, A.AGAIN, post)
    assert states_of(post)[0] == "due"


def test_what_is_too_late_goes_when_a_person_says_so_part_by_part(steph: Member, stuck: Stuck) -> None:
    post = steph.holds("One", "Two", "Three")
    stuck.clock.forward(12.5)
    release_due()
    stuck.works(after=LONG_LATE)
    assert (states_of(post), stuck.network.asked) == (["parked"] * 3, [])
    with pytest.raises(AlreadyDone):
        says(steph, A.AGAIN, post, part=2)
    says(steph, A.AGAIN, post)
    stuck.works()
    assert stuck.network.texts == ["One", "Two", "Three"]


def test_try_again_goes_on_with_the_rest_and_a_second_refusal_asks_anew(steph: Member, stuck: Stuck) -> None:
    post = stuck.leaves(steph, REFUSED, at="Two")
    for _ in range(2):
        assert states_of(post) == ["sent", "refused", "parked"]
        stuck.network.answers["Two"] = [REFUSED]
        says(steph, A.AGAIN, post, part=2)
        stuck.works()
    says(steph, A.AGAIN, post, part=2)
    stuck.works()
    assert stuck.network.texts == ["One", "Two", "Three"]


def test_sending_again_waits_as_long_as_the_network_asked_of_its_channel(steph: Member, stuck: Stuck) -> None:
    post, other = stuck.leaves(steph, REFUSED), stuck.leaves(steph, None)
    with transaction() as session:
        waiting = update(Delivery).where(col(Delivery.post_id) == other.id)
        session.exec(waiting.values(state=DeliveryState.DUE, try_at=deliveries_of(other)[0].try_at.replace(year=2100)))
    asked = len(stuck.network.asked)
    says(steph, A.AGAIN, post)
    stuck.works()
    assert len(stuck.network.asked) == asked
    assert deliveries_of(post)[0].try_at.year == 2100


def test_what_was_taken_down_is_not_sent_again(steph: Member, stuck: Stuck) -> None:
    refused, unsure = stuck.leaves(steph, REFUSED, at="Two"), stuck.leaves(steph, UNSURE, at="Two")
    for post in (refused, unsure):
        retract_post(post.public_id, by=steph.caller.person)
        with pytest.raises(AlreadyDone):
            says(steph, A.AGAIN, post, part=2)
    says(steph, A.THERE, unsure, part=2)
    stuck.works()
    assert (states_of(refused), states_of(unsure)) == (["sent", "refused", "parked"], ["sent", "sent", "parked"])


def test_whatever_asks_is_in_the_outbox_however_old(steph: Member, stuck: Stuck) -> None:
    asking, settled = stuck.leaves(steph, REFUSED), stuck.leaves(steph, UNSURE)
    says(steph, A.LEFT, settled)
    taken_down = stuck.leaves(steph, REFUSED, at="Two")
    retract_post(taken_down.public_id, by=steph.caller.person)
    with reading() as session:
        identity = identities.personal(session, steph.caller.person)
        assert [post.id for post in posts.outbox(session, identity, 0)] == [asking.id]
