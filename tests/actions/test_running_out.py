"""When the time of a grant runs out: noted once, with what hung on it, and the next time of the week comes by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.extend_window import extend_window
from pwa.actions.invite import invite
from pwa.actions.run_out import run_out_due
from pwa.courier import Courier
from pwa.rules.grant_times import Span
from pwa.rules.post import LOST_AFTER, ParkingReason, PostState
from pwa.rules.refusals import NotAllowed
from pwa.rules.step_up import Purpose
from pwa.store import ledger, lost_signal
from pwa.store.transaction import snapshot, transaction
from tests.actions.looks import active_of, chain_of, lines, reread, state_of
from tests.actions.roster import HOUR, MINUTE, grant_of, now, sets, speaks, told, until, verbs, week
from tests.cast import Cast, lets_in
from tests.conftest import Clock


def test_a_window_that_waits_for_a_lost_signal_does_not_outlast_the_grant(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, until(MINUTE))
    anna.speaks_as("wv11")
    post = anna.holds("Tunnel.", handle="wv11")
    with transaction() as session:
        lost_signal.heard(session, post.public_id, anna.caller.session.id, now())
    clock.forward(33 + LOST_AFTER.total_seconds())
    assert extend_window(60) == 1
    assert (state_of(post), reread(post).parking_reason) == (PostState.PARKED, ParkingReason.TIME_RAN_OUT)


def test_a_time_that_ran_out_is_noted_once_by_however_many_couriers(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    tablet = anna.another_browser()
    sets(steph, anna, until(MINUTE))
    anna.speaks_as("wv11")
    tablet.speaks_as("wv11")
    grant = grant_of(steph, anna)
    clock.forward(60)
    together = Barrier(4)

    def at_once(_: int) -> int:
        together.wait()
        return run_out_due()

    with ThreadPoolExecutor(4) as couriers:
        assert sum(couriers.map(at_once, range(4))) == 1
    assert verbs(3) == ["lease_ended", "lease_ended", "grant_ran_out"]
    assert verbs().count("grant_ran_out") == 1
    [line] = [line for line in lines(chain_of("wv11")) if line["verb"] == "grant_ran_out"]
    assert (line["grant"], line["of"], "by" in line, "again" in line) == (grant.public_id, anna.caller.person.public_id, False, False)
    assert [len(told(one)) for one in (anna, tablet)] == [2, 2]  # that her times were changed, and that they are over
    with snapshot() as session:
        assert ledger.altered_texts(session) == []


def test_a_courier_at_work_does_it_when_it_is_time(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, until(HOUR))
    clock.forward(1800)
    courier.run_once()
    assert "grant_ran_out" not in verbs()
    clock.forward(1800)
    courier.run_once()
    courier.run_once()
    assert verbs().count("grant_ran_out") == 1


def test_every_week_it_comes_back_by_itself_and_by_a_finger(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, week(HOUR, 2 * HOUR))
    for _ in range(2):
        assert not speaks(anna)
        clock.forward(3600)
        courier.run_once()
        anna.speaks_as("wv11")
        clock.forward(2 * 3600)
        assert (speaks(anna), active_of(anna)) == (False, "anna")
        courier.run_once()
        assert verbs(1) == ["grant_ran_out"]
        clock.forward((timedelta(days=7) - 3 * HOUR).total_seconds())
    [first, second] = [line for line in lines(chain_of("wv11")) if line["verb"] == "grant_ran_out"]
    assert datetime.fromisoformat(second["until"]) - datetime.fromisoformat(first["until"]) == timedelta(days=7)
    assert datetime.fromisoformat(first["again"]) == datetime.fromisoformat(second["until"]) - 2 * HOUR


def test_a_courier_that_slept_for_weeks_finds_the_time_that_runs(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, week(-HOUR, 2 * HOUR))
    assert speaks(anna)
    clock.forward(timedelta(days=21).total_seconds())
    assert not speaks(anna)  # nobody rolled it on: it fails towards the personal voice
    courier.run_once()
    assert speaks(anna)


def test_whose_time_is_to_come_needs_no_second_grant_and_whose_is_over_may_have_one(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, Span(now() + HOUR, now() + 2 * HOUR))
    link, _ = invite(steph.caller, "wv11", name="Anna", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))
    with pytest.raises(NotAllowed, match="already, at the times"):
        accept_invitation(anna.caller, link)
    clock.forward(2 * 3600)
    accept_invitation(anna.caller, link)
    lets_in(steph, link)
    assert speaks(anna)
    assert [verb for verb in verbs() if verb in ("grant_ran_out", "grant_given")][-2:] == ["grant_ran_out", "grant_given"]
