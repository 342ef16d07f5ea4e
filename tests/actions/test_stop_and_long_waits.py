"""A stop and what takes long: a window of hours, a colleague's yes within a day, a look that ends after everything goes on."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pwa.actions.deliver_due import deliver_due, look_for_unsure
from pwa.actions.finish_stop import finish_stop, park_some
from pwa.actions.release_due import release_due
from pwa.courier import Courier
from pwa.networks.contract import Accepted, Found, Outgoing, Place
from pwa.rules.approval import Ask, Rule
from pwa.store import stops
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.actions.looks import deliveries_of, state_of, states_of
from tests.actions.second_person import asks_for
from tests.actions.test_resume import Silent, goes_on
from tests.actions.test_stop_everything import LEAVES, stops_all
from tests.cast import Member
from tests.conftest import Clock

HOUR = 3600


@pytest.mark.parametrize("rule", [Rule(Ask.OBJECTION, objection_minutes=240), Rule(Ask.YES, answer_minutes=1440)])
def test_what_waits_for_hours_is_caught_however_long_ago_it_was_held(
    steph: Member, anna: Member, courier: Courier, clock: Clock, rule: Rule
) -> None:
    asks_for(steph, rule)
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    clock.forward((rule.answer_minutes if rule.ask is Ask.YES else rule.objection_minutes) * 60 - HOUR / 2)
    stop = stops_all(anna)
    assert state_of(post) == "parked"
    with reading() as session:
        assert stops.caught(session, stop) == (1, 0)
    goes_on(steph)
    clock.forward(HOUR)
    courier.run_once()
    assert (state_of(post), states_of(post)) == ("parked", [])


def test_what_is_held_after_everything_goes_on_is_not_caught_by_the_stop_before(steph: Member, anna: Member) -> None:
    """A courier had looked which stops stand, and comes to it only now."""
    stop = stops_all(anna)
    goes_on(steph)
    steph.speaks_as("wv11")
    post = steph.holds("Road open.", handle="wv11")
    assert finish_stop(stop) == 0
    assert state_of(post) == "held"


class Interrupted(Silent):
    """Something else happens while it is looked for."""

    def __init__(self, record: Path, found: Found) -> None:
        super().__init__(record)
        self.found = found
        self.meanwhile: Callable[[], object] = bool

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """First that, then the answer."""
        self.meanwhile()
        return self.found


@pytest.fixture
def doubtful(steph: Member, clock: Clock) -> Post:
    """Steph's, held as WV11 and released."""
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    clock.forward(LEAVES)
    release_due()
    return post


@pytest.mark.parametrize("found", [Found.ABSENT, Found.CANNOT_TELL])
def test_a_look_that_ends_after_everything_goes_on_sends_nothing_and_looks_no_more(
    steph: Member, anna: Member, doubtful: Post, clock: Clock, data: Path, found: Found
) -> None:
    network = Interrupted(data / "record", found)
    deliver_due({network.name: network}, owner="courier")
    stops_all(anna)
    clock.forward(10)
    network.meanwhile = partial(goes_on, steph)
    assert look_for_unsure({network.name: network}) == 1
    [delivery] = deliveries_of(doubtful)
    assert (delivery.state, delivery.look_at) == ("unsure", None)


def test_a_look_that_ends_in_the_middle_of_going_on_sends_nothing(
    steph: Member, anna: Member, doubtful: Post, clock: Clock, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found absent after everything that was due has been parked, and before everything goes on."""
    network = Interrupted(data / "record", Found.ABSENT)
    deliver_due({network.name: network}, owner="courier")
    stops_all(anna)
    clock.forward(10)
    parked, written = threading.Event(), threading.Event()

    def then_a_moment(*given: Any) -> int:
        if more := park_some(*given):
            return more
        parked.set()
        written.wait(0.3)
        return 0

    monkeypatch.setattr("pwa.actions.resume.park_some", then_a_moment)
    letting_go = threading.Thread(target=goes_on, args=(steph,))

    def meanwhile() -> None:
        letting_go.start()
        parked.wait(20)

    network.meanwhile = meanwhile
    look_for_unsure({network.name: network})
    written.set()
    letting_go.join(20)
    assert states_of(doubtful) == ["unsure"]
