"""Stop everything against what is on its way: claimed, about to be claimed, or asleep after its claim."""

import threading
import time
from pathlib import Path

import pytest

from pwa.actions import stop_everything
from pwa.actions.deliver_due import deliver_due
from pwa.actions.release_due import release_due
from pwa.actions.retract_due import retract_due
from pwa.actions.retract_post import retract_post
from pwa.actions.set_aside import set_aside
from pwa.courier import Courier
from pwa.networks.contract import Accepted, Outgoing, Place
from pwa.store import errands, stops
from pwa.store.tables import Delivery, Post, Stop
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines, states_of
from tests.actions.test_stop_everything import LEAVES, stops_all
from tests.cast import Member
from tests.conftest import Clock
from tests.fire.paper import Paper


@pytest.fixture
def official(anna: Member) -> Post:
    """Anna's, held as WV11."""
    anna.speaks_as("wv11")
    return anna.holds("Road closed.", handle="wv11")


def test_what_left_the_outbox_is_set_aside_before_any_network_is_asked(
    steph: Member, official: Post, clock: Clock, courier: Courier
) -> None:
    clock.forward(LEAVES)
    release_due()
    assert states_of(official) == ["due"]
    stop = stops_all(steph)
    assert states_of(official) == ["parked"]
    courier.run_once()
    assert states_of(official) == ["parked"]
    with reading() as session:
        assert stops.caught(session, stop) == (0, 1)
        assert stops.on_its_way(session, stop) == []


def test_nothing_is_claimed_before_what_was_caught_is_parked(
    steph: Member, official: Post, clock: Clock, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process died right after the commit; then a courier finishes it."""
    monkeypatch.setattr(stop_everything, "_finish", lambda _: None)
    clock.forward(LEAVES)
    release_due()
    stops_all(steph)
    assert states_of(official) == ["due"]
    assert deliver_due(courier.networks, owner="courier") == 0
    with reading() as session:
        assert errands.wanted(session, courier.networks.keys())  # so that the hand rings for the porter
    assert set_aside() == 1
    assert states_of(official) == ["parked"]


def test_what_is_released_after_the_stop_is_set_aside_too(
    steph: Member, official: Post, clock: Clock, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop_everything, "_finish", lambda _: None)
    stops_all(steph)
    clock.forward(LEAVES)
    assert release_due() == 1
    courier.run_once()
    assert states_of(official) == ["parked"]


class Slow(Paper):
    """Takes its time: `asked` is set when somebody is there, and it goes on once `go` is."""

    def __init__(self, record: Path) -> None:
        super().__init__(record)
        self.asked, self.go = threading.Event(), threading.Event()

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """After a while."""
        self.asked.set()
        self.go.wait(20)
        return super().publish(part, place)


def test_what_is_on_its_way_is_waited_for_and_named_and_never_denied(
    steph: Member, official: Post, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Slow(tmp_path / "record")
    monkeypatch.setattr(stop_everything, "WAIT_FOR", 0.2)
    clock.forward(LEAVES)
    release_due()
    sending = threading.Thread(target=deliver_due, args=({network.name: network},), kwargs={"owner": "slow"})
    sending.start()
    assert network.asked.wait(20)
    begun = time.monotonic()
    stop = stops_all(steph)
    assert time.monotonic() - begun >= 0.2
    with reading() as session:
        [(delivery, channel, post, _)] = stops.on_its_way(session, stop)
    assert (delivery.state, channel.network, post.id) == ("sending", network.name, official.id)
    assert lines(chain_of("wv11"))[-1]["on_its_way"] == [delivery.public_id]
    network.go.set()
    sending.join()
    assert states_of(official) == ["sent"]


def test_a_courier_that_slept_after_its_claim_looks_once_more_and_asks_nobody(
    steph: Member, official: Post, clock: Clock, courier: Courier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Paper(tmp_path / "record")
    monkeypatch.setattr(stop_everything, "WAIT_FOR", 0.0)
    claim = errands.claim

    def then_it_sleeps(*claimed: object) -> Delivery | None:
        found = claim(*claimed)  # type: ignore[arg-type]
        if found is not None:
            sleeping.append(found)
        return found

    sleeping: list[Delivery] = []
    monkeypatch.setattr(errands, "claim", then_it_sleeps)
    monkeypatch.setattr("pwa.actions.deliver_due._errand", _stop_first(steph, sleeping))
    clock.forward(LEAVES)
    release_due()
    assert deliver_due({network.name: network}, owner="sleeper") == 1
    assert network.arrivals() == []
    assert states_of(official) == ["due"]
    set_aside()
    assert states_of(official) == ["parked"]


def _stop_first(steph: Member, sleeping: list[Delivery]) -> object:
    from pwa.actions import deliver_due as module

    errand = module._errand

    def stopped_meanwhile(*asked: object) -> object:
        stop = stops_all(steph)
        with reading() as session:
            assert [one.delivery.id for one in stops.on_its_way(session, stop)] == [sleeping[0].id]
        return errand(*asked)  # type: ignore[arg-type]

    return stopped_meanwhile


def test_taking_down_goes_on(steph: Member, official: Post, clock: Clock, courier: Courier) -> None:
    clock.forward(LEAVES)
    courier.run_once()
    assert states_of(official) == ["sent"]
    stops_all(steph)
    retract_post(official.public_id, by=steph.caller.person)
    assert retract_due(courier.networks, owner="courier") == 1


def test_a_stop_waits_for_a_claim_that_is_being_committed(store: str, steph: Member, official: Post, clock: Clock) -> None:
    clock.forward(LEAVES)
    release_due()
    done: list[Stop] = []
    with transaction() as session:
        assert errands.claim(session, "courier", ["noticeboard"]) is not None
        pressing = threading.Thread(target=lambda: done.append(stops_all(steph)))
        pressing.start()
        pressing.join(0.3)
        assert not done
    pressing.join(20)
    with reading() as session:
        assert [one.post.id for one in stops.on_its_way(session, done[0])] == [official.id]
