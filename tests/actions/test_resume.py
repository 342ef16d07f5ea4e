"""After a stop: a keeper's finger and a reason, or two keepers'; what was stopped stays stopped, and nothing bursts out."""

from pathlib import Path

import pytest

from pwa.actions import stop_everything
from pwa.actions.deliver_due import deliver_due
from pwa.actions.release_due import release_due
from pwa.actions.resume import resume
from pwa.actions.set_resumption import set_resumption
from pwa.courier import Courier
from pwa.networks.contract import Accepted, Found, Outgoing, Place, Unsure
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.rules.stop import Asked, Step, step
from pwa.store import errands, sessions, stops
from pwa.store.tables import Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines, state_of, states_of
from tests.actions.test_stop_everything import LEAVES, stops_all
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.fire.paper import Paper


@pytest.fixture
def official(steph: Member) -> Post:
    """Steph's, held as WV11."""
    steph.speaks_as("wv11")
    return steph.holds("Road closed.", handle="wv11")


def goes_on(member: Member, why: str = "It was nothing.") -> Step:
    return resume(member.caller, "wv11", why=why, proof=member.proves(Purpose.RESUME, "wv11"))


def asks_for_two(member: Member, two: bool = True) -> None:
    set_resumption(member.caller, "wv11", two=two, proof=member.proves(Purpose.SET_RESUMPTION, "wv11"))


def is_stopped() -> bool:
    with reading() as session:
        return bool(stops.all_standing(session))


def test_what_was_stopped_stays_stopped_and_can_be_held_again(
    steph: Member, anna: Member, official: Post, courier: Courier, clock: Clock
) -> None:
    stops_all(anna)
    assert goes_on(steph, "A mistake of mine.") is Step.RESUMES
    clock.forward(LEAVES)
    courier.run_once()
    assert (state_of(official), states_of(official)) == ("parked", [])
    last = lines(chain_of("wv11"))[-1]
    assert (last["verb"], last["by"], last["two_keepers"]) == ("resumed", steph.caller.person.public_id, False)
    with reading() as session:
        [told] = sessions.notices(session, anna.caller.session.id)
    assert "let %(organisation)s go on" in told.text
    steph.speaks_as("wv11")
    steph.holds("Out again.", handle="wv11")


def test_only_a_keeper_and_only_with_a_finger_for_just_this(steph: Member, anna: Member, jo: Member, official: Post) -> None:
    stops_all(anna)
    for member in (anna, jo):
        with pytest.raises(NotFound):
            goes_on(member)
    with pytest.raises(StepUpRefused):
        resume(steph.caller, "wv11", why="No.", proof=steph.proves(Purpose.EDIT_IDENTITY, "wv11"))
    assert is_stopped()
    goes_on(steph)
    with pytest.raises(AlreadyDone):
        goes_on(steph)


def test_nothing_that_nobody_had_parked_yet_bursts_out(
    steph: Member, anna: Member, official: Post, courier: Courier, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.forward(LEAVES)
    release_due()
    steph.speaks_as("wv11")
    held = steph.holds("Held.", handle="wv11")
    monkeypatch.setattr(stop_everything, "_finish", lambda _: None)
    stops_all(anna)
    assert (states_of(official), state_of(held)) == (["due"], "held")
    goes_on(steph)
    clock.forward(LEAVES)
    courier.run_once()
    assert (states_of(official), state_of(held)) == (["parked"], "parked")


def test_while_a_network_is_still_being_asked_it_stays_stopped(
    steph: Member, anna: Member, official: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop_everything, "WAIT_FOR", 0.0)
    clock.forward(LEAVES)
    release_due()
    with transaction() as session:
        assert errands.claim(session, "slow", ["noticeboard"])
    stops_all(anna)
    with pytest.raises(NotAllowed, match="still being asked"):
        goes_on(steph)
    assert is_stopped()


class Silent(Paper):
    """Nobody knows, and then it is not there."""

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """No answer."""
        raise Unsure("asked, no answer")

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Not there."""
        return Found.ABSENT


def test_what_was_in_doubt_asks_a_person_and_is_not_sent_again_by_itself(
    steph: Member, anna: Member, official: Post, clock: Clock, data: Path
) -> None:
    network = Silent(data / "record")
    clock.forward(LEAVES)
    release_due()
    deliver_due({network.name: network}, owner="courier")
    stops_all(anna)
    goes_on(steph)
    clock.forward(10)
    Courier({network.name: network}, data).run_once()
    assert states_of(official) == ["unsure"]


def test_two_keepers_where_two_are_asked_for(cast: Cast, official: Post) -> None:
    steph, anna = cast.steph, cast.anna
    with pytest.raises(NotAllowed, match="one keeper only"):
        asks_for_two(steph)
    zoe = cast.newcomer("Zoe", "wv11", "keeper")
    asks_for_two(steph)
    stops_all(anna)
    with pytest.raises(NotAllowed, match="stays as it is"):
        asks_for_two(zoe, two=False)
    assert [goes_on(steph), goes_on(steph)] == [Step.ASKS, Step.WAITS]
    assert is_stopped()
    assert goes_on(zoe) is Step.RESUMES
    verbs = [line["verb"] for line in lines(chain_of("wv11"))]
    assert [verb for verb in verbs if "resum" in verb] == ["resumption_set", "resumption_asked", "resumed"]


def test_what_it_takes_when_one_keeper_is_left(clock: Clock) -> None:
    from datetime import timedelta

    from pwa import clock as product_clock

    now = product_clock.now()
    asked = Asked(1, now - timedelta(hours=23))
    assert step(1, now, two=True, keepers=1, asked=None) is Step.ASKS
    assert step(1, now, two=True, keepers=1, asked=asked) is Step.WAITS
    assert step(1, now + timedelta(hours=1), two=True, keepers=1, asked=asked) is Step.RESUMES
    assert step(1, now + timedelta(hours=1), two=True, keepers=2, asked=asked) is Step.WAITS
    assert step(2, now, two=True, keepers=2, asked=asked) is Step.RESUMES
    assert step(1, now, two=False, keepers=1, asked=None) is Step.RESUMES
