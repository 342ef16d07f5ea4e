"""Grants with times: nothing before the start, nothing after the end, and nothing that would outlast it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from pwa.actions.end_grant import end_grant
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.set_times import set_times
from pwa.courier import Courier
from pwa.rules.grant_times import Span
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import grants
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from tests.actions.looks import active_of, chain_of, lines, reread, state_of
from tests.actions.roster import HOUR, MINUTE, expiry, grant_of, now, sets, speaks, told, until, verbs, week
from tests.cast import Cast
from tests.conftest import Clock


def test_before_its_start_a_grant_opens_nothing_and_is_seen_to_come(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, Span(now() + HOUR, None))
    assert not speaks(anna)
    with pytest.raises(NotFound):
        anna.speaks_as("wv11")
    with reading() as session:
        [(grant, identity)] = grants.coming(session, anna.caller.person)
    assert (identity.handle, grant.from_at > now()) == ("wv11", True)
    assert "changed when you can speak as" in told(anna)[0]
    clock.forward(3601)
    anna.speaks_as("wv11")
    assert anna.holds("The day begins.", handle="wv11").state == PostState.HELD
    with reading() as session:
        assert grants.coming(session, anna.caller.person) == []


def test_at_its_end_all_is_gone_at_once_though_no_courier_runs(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    sets(steph, anna, until(4 * MINUTE))
    clock.forward(120)
    assert (active_of(anna), speaks(anna)) == ("wv11", True)
    clock.forward(120)
    assert (active_of(anna), speaks(anna)) == ("anna", False)
    with pytest.raises(NotFound):
        anna.holds("Still me?", handle="wv11")
    with pytest.raises(NotFound):
        anna.speaks_as("wv11")


def test_no_lease_outlives_its_grant(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    ends = until(5 * MINUTE)
    sets(steph, anna, ends)
    assert expiry(anna) == ends.ends  # one that was open
    anna.speaks_as("wv11")
    assert expiry(anna) == ends.ends  # one that is opened
    sets(steph, anna, None)
    assert expiry(anna) == ends.ends  # and it never moves on
    anna.speaks_as("wv11")
    assert expiry(anna) > now() + 14 * MINUTE


def test_what_would_leave_after_the_end_is_parked_at_the_hold_and_what_leaves_before_leaves(
    cast: Cast, clock: Clock, courier: Courier
) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, until(MINUTE))
    anna.speaks_as("wv11")
    in_time = anna.holds("In time.", handle="wv11")
    clock.forward(35)
    too_late = anna.holds("Too late.", handle="wv11")
    assert (state_of(in_time), state_of(too_late)) == (PostState.HELD, PostState.PARKED)
    assert reread(too_late).parking_reason == ParkingReason.TIME_RAN_OUT
    assert verbs(2) == ["held", "parked"]
    clock.forward(60)
    with pytest.raises(NotFound):
        anna.undoes(too_late)
    courier.run_once()
    assert (state_of(in_time), state_of(too_late)) == (PostState.RELEASED, PostState.PARKED)
    steph.speaks_as("wv11")
    assert hold_again(steph.caller, too_late.public_id, hold_key=new_token()).state == PostState.HELD


def test_what_is_held_again_near_the_end_is_parked_again(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, until(MINUTE))
    anna.speaks_as("wv11")
    clock.forward(40)
    post = anna.holds("Too late.", handle="wv11")
    hold_again(anna.caller, post.public_id, hold_key=new_token())
    assert state_of(post) == PostState.PARKED


def test_new_times_count_for_what_is_held_already(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    first = anna.holds("Stands.", handle="wv11")
    sets(steph, anna, until(5 * MINUTE))
    assert state_of(first) == PostState.HELD
    sets(steph, anna, until(timedelta(seconds=5)))
    assert state_of(first) == PostState.PARKED
    sets(steph, anna, None)
    second = anna.holds("Again.", handle="wv11")
    sets(steph, anna, Span(now() + HOUR, None))
    assert (active_of(anna), state_of(second)) == ("anna", PostState.PARKED)


def test_only_a_keeper_sets_times_and_with_a_finger_for_just_this(cast: Cast) -> None:
    steph, anna, jo = cast.steph, cast.anna, cast.jo
    grant = grant_of(steph, anna).public_id
    for member in (anna, jo):
        with pytest.raises(NotFound):
            set_times(member.caller, grant, wanted=None, proof=member.proves(Purpose.SET_TIMES, grant))
    assert "grant_times_set" not in verbs()
    sets(steph, anna, week(HOUR, HOUR))
    [line] = [line for line in lines(chain_of("wv11")) if line["verb"] == "grant_times_set"]
    assert (line["of"], line["weekly"][-4:]) == (anna.caller.person.public_id, " UTC")


def test_somebody_always_keeps_it_for_good(cast: Cast, clock: Clock) -> None:
    steph = cast.steph
    kim = cast.newcomer("Kim", "wv11", "keeper")
    sets(steph, kim, until(HOUR))
    for wanted in (until(HOUR), Span(now() + HOUR, None), week(-HOUR, 2 * HOUR)):
        with pytest.raises(NotAllowed, match="only keeper whose time does not run out"):
            sets(kim, steph, wanted)
    grant = grant_of(steph, steph).public_id
    with pytest.raises(NotAllowed, match="last keeper"):
        end_grant(steph.caller, grant, proof=steph.proves(Purpose.END_GRANT, grant))
    theirs = grant_of(steph, kim).public_id
    end_grant(steph.caller, theirs, proof=steph.proves(Purpose.END_GRANT, theirs))
    assert not speaks(kim)


def test_a_grant_that_is_to_come_can_be_ended_by_both(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    sets(steph, anna, Span(now() + HOUR, None))
    grant = grant_of(steph, anna).public_id
    end_grant(anna.caller, grant, proof=anna.proves(Purpose.END_GRANT, grant))
    cast.grants(anna, "wv11", "speaker")
    sets(steph, anna, Span(now() + HOUR, None))
    grant = grant_of(steph, anna).public_id
    end_grant(steph.caller, grant, proof=steph.proves(Purpose.END_GRANT, grant))


def test_times_and_a_hold_at_one_moment_leave_nothing_that_outlasts_the_grant(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    words, together = anna.words("At once.", handle="wv11"), Barrier(2)
    grant = grant_of(steph, anna).public_id
    proof, caller, soon = steph.proves(Purpose.SET_TIMES, grant), steph.caller, until(timedelta(seconds=20))
    holder = anna.caller

    def hold() -> Post | None:
        together.wait()
        return hold_post(holder, "wv11", words)

    def shorten() -> Identity:
        together.wait()
        return set_times(caller, grant, wanted=soon, proof=proof)

    with ThreadPoolExecutor(2) as both:
        post, shorter = both.submit(hold), both.submit(shorten)
    held, _ = post.result(), shorter.result()
    assert held
    assert state_of(held) == PostState.PARKED
