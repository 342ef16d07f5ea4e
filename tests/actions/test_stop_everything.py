"""Stop everything: one press parks what is held in every voice the person may stop, and nothing else; each has its line."""

import json

from sqlmodel import select

from pwa.actions.keep_holding import keep_holding
from pwa.actions.stop_everything import stop_everything
from pwa.courier import Courier
from pwa.rules.post import ParkingReason, PostState
from pwa.store import held, posts
from pwa.store.tables import LedgerLine, Post
from pwa.store.transaction import reading
from tests.cast import Member
from tests.conftest import Clock


def state_of(post: Post) -> str:
    with reading() as session:
        return session.get_one(Post, post.id).state


def waits_in(member: Member) -> set[str]:
    """The public ids of what this Person could stop now."""
    with reading() as session:
        return {post.public_id for post, _ in held.stoppable_by(session, member.caller.person)}


def parked_lines(post: Post) -> list[dict[str, object]]:
    with reading() as session:
        bodies = [json.loads(line.body) for line in session.exec(select(LedgerLine))]
    return [body for body in bodies if body["verb"] == "parked" and body.get("post") == post.public_id]


def test_one_press_stops_every_voice_of_a_person_and_nobody_elses(steph: Member, anna: Member, jo: Member) -> None:
    own, annas_own, jos_own = steph.holds("My day."), anna.holds("Mine."), jo.holds("Not yours.")
    anna.speaks_as("wv11")
    official = anna.holds("Road closed.", handle="wv11")
    assert waits_in(steph) == {own.public_id, official.public_id}
    outcome = stop_everything(steph.caller.person, seen=[own.public_id, official.public_id])
    assert set(outcome.stopped) == {own.public_id, official.public_id}
    assert (outcome.left, outcome.unanswered) == ([], [])
    assert [state_of(post) for post in (own, official, annas_own, jos_own)] == ["parked", "parked", "held", "held"]
    with reading() as session:
        [parking] = posts.parkings_of(session, official)
    assert parking.reason == ParkingReason.KEPT
    [line] = parked_lines(official)
    assert line["reason"] == ParkingReason.KEPT


def test_what_is_not_theirs_stays_held_even_when_it_is_named(steph: Member, jo: Member) -> None:
    jos = jo.holds("Not yours.")
    outcome = stop_everything(steph.caller.person, seen=[jos.public_id, "a" * 16])
    assert (outcome.stopped, outcome.left, outcome.unanswered) == ([], [], [])
    assert state_of(jos) == PostState.HELD


def test_what_left_meanwhile_is_told_and_what_was_undone_is_not(steph: Member, clock: Clock, courier: Courier) -> None:
    gone, undone = steph.holds("Gone."), steph.holds("Undone.")
    steph.undoes(undone)
    clock.forward(13)
    courier.run_once()
    waiting = steph.holds("Waiting.")
    outcome = stop_everything(steph.caller.person, seen=[gone.public_id, undone.public_id])
    assert (outcome.stopped, outcome.left) == ([waiting.public_id], [gone.public_id])


def test_pressing_twice_is_no_harm(steph: Member) -> None:
    post = steph.holds("Once.")
    assert stop_everything(steph.caller.person, seen=[]).stopped == [post.public_id]
    assert stop_everything(steph.caller.person, seen=[post.public_id]).stopped == [post.public_id]
    assert len(parked_lines(post)) == 1


def test_a_post_that_a_colleague_kept_is_not_held_any_more(steph: Member, anna: Member) -> None:
    anna.speaks_as("wv11")
    post = anna.holds("Road closed.", handle="wv11")
    keep_holding(post.public_id, by=anna.caller.person)
    assert waits_in(steph) == set()
