"""On each channel one at a time and in order, and nobody waits for a network that is not their own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from pwa.actions.deliver_due import deliver_due, look_for_unsure
from pwa.actions.release_due import release_due
from pwa.courier import HANDS, Courier
from pwa.networks.contract import Accepted, Network, Outgoing, Place, TryLater
from pwa.store import engine, errands, moments
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Channel, Delivery, Identity, Post, Receipt
from pwa.store.transaction import reading, transaction
from tests.actions.looks import deliveries_of, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE, StandIn

PATIENCE = 10  # seconds until a test gives up


class Gate(StandIn):
    """A network that answers nobody before it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened, self.asked_by, self.busy, self.busiest = threading.Event(), threading.Semaphore(0), 0, 0
        self._counting = threading.Lock()

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Wait, then accept."""
        with self._counting:
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        self.asked_by.release()
        assert self.opened.wait(PATIENCE)
        with self._counting:
            self.busy -= 1
        return super().publish(part, place)


@contextmanager
def at_work(networks: dict[str, Network], folder: Path) -> Iterator[Courier]:
    """A courier that runs in a thread."""
    courier = Courier(networks, folder)
    thread = threading.Thread(target=courier.run)
    thread.start()
    try:
        yield courier
    finally:
        courier.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(so: Callable[[], object]) -> None:
    limit = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < limit, "it never came to that"
        time.sleep(0.01)


def second_channel(member: Member, handle: str, network: str) -> None:
    """Another place for an identity's posts."""
    with transaction() as session:
        identity = session.exec(select(Identity).where(col(Identity.handle) == handle)).one()
        at, by = moments.database_time(session), member.caller.person.id
        session.add(
            Channel(
                identity_id=identity.id, network=network, handle=handle, remote_id=f"{network}-{handle}", connected_at=at, connected_by=by
            )
        )


def hold_and_release(clock: Clock, member: Member, *posts: str) -> list[Post]:
    held = [member.holds(words) for words in posts]
    clock.forward(12.5)
    assert release_due() == len(posts)
    return held


def test_two_posts_on_one_channel_never_travel_at_once(steph: Member, clock: Clock, data: Path) -> None:
    hold_and_release(clock, steph, *"ABCDE")
    gate = Gate()
    gate.opened.set()
    with at_work({"noticeboard": gate}, data):
        until(lambda: len(gate.texts) == 5)
    assert gate.texts == list("ABCDE")
    assert gate.busiest == 1


def test_another_courier_finds_the_channel_taken(steph: Member, clock: Clock) -> None:
    hold_and_release(clock, steph, "A", "B")
    with transaction() as session:
        assert errands.claim(session, "one", ["noticeboard"])
    with transaction() as session:
        assert errands.claim(session, "two", ["noticeboard"]) is None


def test_channels_do_not_wait_for_each_other(steph: Member, anna: Member, clock: Clock, data: Path) -> None:
    for member in (steph, anna):
        member.holds("Both at once")
    clock.forward(12.5)
    release_due()
    gate = Gate()
    with at_work({"noticeboard": gate}, data):
        for _ in range(HANDS):
            assert gate.asked_by.acquire(timeout=PATIENCE)
        gate.opened.set()
        until(lambda: len(gate.texts) == 2)
    assert gate.busiest == 2


def test_a_network_that_hangs_holds_up_its_own_deliveries_only(steph: Member, clock: Clock, data: Path) -> None:
    second_channel(steph, "steph", "far")
    slow, quick = Gate(), StandIn()
    hold_and_release(clock, steph, "A", "B", "C")
    with at_work({"far": slow, "noticeboard": quick}, data):
        until(lambda: quick.texts == ["A", "B", "C"])
        assert slow.texts == []
        slow.opened.set()
        until(lambda: slow.texts == ["A", "B", "C"])


def test_a_hold_is_released_while_a_network_hangs(steph: Member, clock: Clock, data: Path) -> None:
    gate = Gate()
    hold_and_release(clock, steph, "Stuck")
    with at_work({"noticeboard": gate}, data):
        assert gate.asked_by.acquire(timeout=PATIENCE)
        post = steph.holds("Due soon")
        clock.forward(12.5)
        steph.holds("Rings the bell")
        until(lambda: states_of(post) == ["due"])
        gate.opened.set()


def test_a_network_that_asks_to_wait_is_left_alone_on_that_channel(
    steph: Member, anna: Member, clock: Clock, courier: Courier, data: Path
) -> None:
    network = StandIn()
    network.answers["A"] = [TryLater(timedelta(seconds=60))]
    steph.holds("A"), steph.holds("B"), anna.holds("Hers")
    clock.forward(12.5)
    impatient = Courier({"noticeboard": network}, data)
    impatient.run_once()
    assert network.asked == ["A", "Hers"]
    clock.forward(59)
    impatient.run_once()
    assert network.asked == ["A", "Hers"]
    clock.forward(17)
    impatient.run_once()
    assert network.texts == ["Hers", "A", "B"]


def test_an_unanswered_question_does_not_hold_up_the_next_post(steph: Member, clock: Clock, data: Path) -> None:
    network = StandIn()
    network.answers["One"] = [UNSURE]
    series, other = steph.holds("One", "Two"), steph.holds("Later")
    clock.forward(12.5)
    Courier({"noticeboard": network}, data).run_once()
    assert states_of(series) == ["unsure", "due"]
    assert states_of(other) == ["sent"]


def test_it_does_not_try_for_ever(steph: Member, clock: Clock, data: Path) -> None:
    network = StandIn()
    network.answers["A"] = [TryLater() for _ in range(99)]
    [post] = hold_and_release(clock, steph, "A")
    for _ in range(40):
        Courier({"noticeboard": network}, data).run_once()
        clock.forward(30)
    assert states_of(post) == ["parked"]
    assert 5 < len(network.asked) < 12


def test_the_proof_of_another_delivery_proves_nothing(steph: Member, clock: Clock) -> None:
    class Mistaken(StandIn):
        def find(self, part: Outgoing, place: Place) -> Accepted:
            return Accepted("remote-1", "https://far.example/1")

    network = Mistaken()
    first, second = hold_and_release(clock, steph, "Same words", "Same words")
    with transaction() as session:
        session.add(
            Receipt(
                delivery_id=deliveries_of(first)[0].id,
                channel_id=deliveries_of(first)[0].channel_id,
                remote_id="remote-1",
                url="https://far.example/1",
                at=moments.database_time(session),
            )
        )
        session.get_one(Delivery, deliveries_of(first)[0].id).state = "sent"
    network.answers["Same words"] = [UNSURE]
    deliver_due({"noticeboard": network}, owner="me")
    clock.forward(5.5)
    look_for_unsure({"noticeboard": network})
    assert states_of(second) == ["unsure"]


def test_an_answer_is_written_down_once_the_store_is_back(steph: Member, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    [post] = hold_and_release(clock, steph, "A")
    network, real = StandIn(), engine.engine

    def gone() -> object:
        raise StoreUnavailable("gone for a moment")

    def store_goes_away() -> None:
        monkeypatch.setattr(engine, "engine", gone)
        threading.Timer(0.3, lambda: monkeypatch.setattr(engine, "engine", real)).start()

    network.meanwhile = store_goes_away
    deliver_due({"noticeboard": network}, owner="me")
    assert states_of(post) == ["sent"]


def test_a_refused_series_tells_its_following_parts(steph: Member, clock: Clock, data: Path) -> None:
    network = StandIn()
    network.answers["One"] = [REFUSED]
    post = steph.holds("One", "Two")
    clock.forward(12.5)
    Courier({"noticeboard": network}, data).run_once()
    assert states_of(post) == ["refused", "parked"]
    with reading() as session:
        assert not errands.wanted(session, ["noticeboard"])
