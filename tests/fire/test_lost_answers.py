"""A network that took the words and never said so: whatever becomes of its answer, they stand there exactly once."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from pwa.courier import Courier
from pwa.networks.contract import Accepted, Found, Outgoing, Place, TryLater
from pwa.rules.delivery import LOOK_AGAIN
from pwa.secrets import new_token
from pwa.store.tables import Post
from tests.actions.looks import deliveries_of, states_of
from tests.bench.servers import free_port
from tests.fire.afterwards import OUT_OF_NOWHERE, go_on, violations
from tests.fire.conftest import World
from tests.fire.far_network import RESET_SECONDS, FarNetwork, Fault, far_network
from tests.fire.record import Record
from tests.fire.standin import UNREACHABLE_FOR, OnFile, StandIn

PATIENCE_SECONDS = 1.5  # more than a slow answer takes on a busy machine, and less than a test should
WINDOW = 13  # seconds: of a personal voice, with its grace
PLACE = Place("steph", "steph")

# What is known at once, and how often it has arrived by then. Whatever was not refused has arrived once in the end.
AT_ONCE = {
    Fault.DROPPED_AFTER: ("unsure", 1),
    Fault.RESET_AFTER: ("unsure", 1),
    Fault.HUNG_AFTER: ("unsure", 1),
    Fault.HALF_AFTER: ("unsure", 1),
    Fault.GARBAGE_AFTER: ("unsure", 1),
    Fault.HTML_AFTER: ("unsure", 1),
    Fault.NO_ID_AFTER: ("unsure", 1),
    Fault.ERROR_AFTER: ("unsure", 1),
    Fault.TIMEOUT_AFTER: ("unsure", 1),
    Fault.REDIRECT_AFTER: ("unsure", 1),
    Fault.TWICE: ("sent", 1),
    Fault.SLOW: ("sent", 1),
    Fault.DROPPED_BEFORE: ("unsure", 0),
    Fault.ERROR_BEFORE: ("unsure", 0),
    Fault.WALL_BEFORE: ("unsure", 0),
    Fault.BUSY: ("due", 0),
    Fault.REFUSED: ("refused", 0),
}


@dataclass
class Series:
    """What Steph has just held, and which of its parts meets a fault."""

    post: Post
    texts: list[str]
    place: int

    @property
    def hit(self) -> str:
        """The words that meet the fault."""
        return self.texts[self.place]


@pytest.fixture
def network(far: FarNetwork) -> StandIn:
    """The network far away, and little patience with it."""
    return StandIn(far.url, patience=PATIENCE_SECONDS)


@pytest.fixture
def courier(world: World, network: StandIn) -> Courier:
    """A courier whose only network that is."""
    return world.courier(network)


@pytest.fixture(params=["alone", "part 2 of 3"])
def series(request: pytest.FixtureRequest, world: World) -> Series:
    """A post, or a series of three, whose window has just closed."""
    texts = [new_token() for _ in range(1 if request.param == "alone" else 3)]
    world.words.update(texts)
    post = world.cast.steph.holds(*texts)
    world.clock.forward(WINDOW)
    return Series(post, texts, len(texts) // 2)


def test_every_fault_is_tried() -> None:
    assert set(AT_ONCE) == set(Fault)


@pytest.mark.parametrize("fault", Fault)
def test_it_arrives_once_whatever_becomes_of_the_answer(
    series: Series, courier: Courier, far: FarNetwork, world: World, fault: Fault
) -> None:
    state, arrived = AT_ONCE[fault]
    far.arm(fault, series.hit)
    courier.run_once()
    rest = {"sent": "sent", "refused": "parked"}.get(state, "due")
    assert states_of(series.post) == (["sent", state, rest] if series.place else [state])
    assert far.record.times(series.hit) == arrived
    if state == "unsure":
        doubted = deliveries_of(series.post)[series.place]
        assert doubted.started_at
        assert doubted.look_at
        assert doubted.look_at - doubted.started_at >= LOOK_AGAIN[0]
        courier.run_once()
        assert states_of(series.post)[series.place] == "unsure", "it was looked for, or sent again, too soon"
    elif state == "due":
        world.clock.forward(RESET_SECONDS / 2)
        courier.run_once()
        assert far.record.times(series.hit) == 0, "it was asked sooner than it allowed"
    go_on(courier, world.clock)
    ends = ["sent", "refused", "parked"] if series.place else ["refused"]
    assert states_of(series.post) == (ends if state == "refused" else ["sent"] * len(series.texts))
    there = [line for line in far.record.arrived() if line.text in series.texts]
    expected = series.texts[: series.place] if state == "refused" else series.texts
    assert [line.text for line in there] == expected
    assert [line.reply_to for line in there] == [None, *(line.id for line in there)][: len(there)]


@pytest.mark.parametrize("answer", [Fault.ERROR_AFTER, Fault.HTML_AFTER, Fault.DROPPED_AFTER])
def test_looks_that_are_answered_badly_decide_nothing(
    series: Series, courier: Courier, far: FarNetwork, world: World, answer: Fault
) -> None:
    far.arm(Fault.DROPPED_AFTER, series.hit)
    far.arm(answer, series.hit, looking=True, times=3)
    courier.run_once()
    for wait in LOOK_AGAIN[:3]:
        world.clock.forward(wait.total_seconds() + 0.5)
        courier.run_once()
        assert states_of(series.post)[series.place] == "unsure"
    go_on(courier, world.clock)
    assert states_of(series.post) == ["sent"] * len(series.texts)


def test_a_network_that_never_tells_is_left_to_a_person(series: Series, courier: Courier, far: FarNetwork, world: World) -> None:
    far.arm(Fault.ERROR_AFTER, series.hit)
    far.arm(Fault.ERROR_AFTER, series.hit, looking=True, times=100)
    courier.run_once()
    for wait in (*LOOK_AGAIN, timedelta(hours=1)):
        world.clock.forward(wait.total_seconds() + 0.5)
        courier.run_once()
    assert deliveries_of(series.post)[series.place].state == "unsure"
    assert deliveries_of(series.post)[series.place].look_at is None


def test_a_network_that_nobody_answers_for_was_certainly_not_asked(series: Series, courier: Courier, far: FarNetwork, world: World) -> None:
    world.courier(StandIn(f"http://127.0.0.1:{free_port()}")).run_once()
    assert states_of(series.post)[0] == "due"
    go_on(courier, world.clock)
    assert states_of(series.post) == ["sent"] * len(series.texts)


def test_an_answer_that_comes_after_the_courier_gave_up_changes_nothing(courier: Courier, far: FarNetwork, world: World) -> None:
    texts = [new_token() for _ in range(4)]
    posts = [world.cast.steph.holds(text) for text in texts]
    for text in texts[::2]:
        far.arm(Fault.HUNG_AFTER, text)
    world.clock.forward(WINDOW)
    go_on(courier, world.clock)
    assert [states_of(post) for post in posts] == [["sent"]] * 4
    assert [far.record.times(text) for text in texts] == [1] * 4


def test_and_in_all_of_these_every_other_promise_was_kept(world: World, far: FarNetwork) -> None:
    mine = [line for line in far.record.lines() if line.text in world.words]  # the network has met the other store's people too
    assert {line.text for line in mine}
    found = violations(far.record, world.folder, words=world.words)
    assert [fault for fault in found if not fault.startswith(OUT_OF_NOWHERE)] == []


def test_what_the_table_says_of_each_answer(far: FarNetwork, network: StandIn) -> None:
    """The adapter by itself, so that a fault of its own is not taken for one of the courier's."""
    part = Outgoing(new_token(), new_token(), None)
    assert network.find(part, PLACE) is Found.ABSENT
    accepted = network.publish(part, PLACE)
    assert network.find(part, PLACE) == accepted
    far.arm(Fault.BUSY, part.text)
    with pytest.raises(TryLater) as later:
        network.publish(part, PLACE)
    assert later.value.after == timedelta(seconds=RESET_SECONDS)
    nobody = StandIn(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(TryLater) as away:
        nobody.publish(part, PLACE)
    assert away.value.after == UNREACHABLE_FOR
    assert nobody.find(part, PLACE) is Found.CANNOT_TELL
    assert far.record.times(part.text) == 1


def test_the_record_notices_a_second_time_unless_the_network_remembers_keys(tmp_path: Path) -> None:
    part = Outgoing(new_token(), "Once.", None)
    with far_network(tmp_path / "remembering", "--remembers-keys") as remembering:
        there = [StandIn(remembering.url).publish(part, PLACE) for _ in range(3)]
        assert remembering.record.times("Once.") == len(set(there)) == 1
    forgetful = [OnFile(Record(tmp_path / "forgetful")).publish(part, PLACE) for _ in range(3)]
    assert Record(tmp_path / "forgetful").times("Once.") == len(set(forgetful)) == 3
    assert isinstance(there[0], Accepted)
