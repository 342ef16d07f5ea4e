"""A phone that vanished in the countdown, and what its post does about it: on both databases."""

import json
import threading
import time

import pytest
from sqlmodel import col, select

from pwa.actions.extend_window import extend_window
from pwa.actions.hold_post import hold_again
from pwa.actions.keep_holding import keep_holding
from pwa.actions.note_heartbeat import note_heartbeat
from pwa.actions.release_due import release_due
from pwa.actions.send_now import send_now
from pwa.courier import Courier
from pwa.rules.identity import GRACE_SECONDS
from pwa.rules.post import PostState, lost_signal
from pwa.rules.refusals import NotFound
from pwa.secrets import new_token
from pwa.store import posts
from pwa.store.moments import database_time
from pwa.store.tables import LedgerLine, Post
from pwa.store.transaction import reading
from tests.cast import Member
from tests.conftest import Clock

LONGER = 60
WINDOW = 12  # seconds of a personal post, the grace included


def now_of(post: Post) -> Post:
    with reading() as session:
        return session.get_one(Post, post.id)


def lines_of(post: Post, verb: str) -> list[dict[str, object]]:
    with reading() as session:
        bodies = [json.loads(line.body) for line in session.exec(select(LedgerLine).order_by(col(LedgerLine.id)))]
    return [body for body in bodies if body.get("post") == post.public_id and body["verb"] == verb]


def vanishes(member: Member, clock: Clock, at: float = 4) -> Post:
    """Held, heard for the last time `at` seconds into its window, and now over."""
    post = member.holds("Road closed.")
    clock.forward(at)
    note_heartbeat(member.caller, post.public_id)
    clock.forward(WINDOW + 0.1 - at)
    return post


def test_a_window_whose_phone_vanished_moves_once_and_its_line_says_so(steph: Member, clock: Clock) -> None:
    post = vanishes(steph, clock)
    assert extend_window(LONGER) == 1
    moved = now_of(post)
    with reading() as session:
        left = (moved.ring_ends_at - database_time(session)).total_seconds()
    assert left == pytest.approx(LONGER, abs=2)
    assert (moved.due_at - moved.ring_ends_at).total_seconds() == GRACE_SECONDS
    [line] = lines_of(post, "extended")
    assert (line["was_due"], line["due"]) == (post.due_at.isoformat(), moved.due_at.isoformat())
    clock.forward(LONGER + GRACE_SECONDS + 0.1)
    assert extend_window(LONGER) == 0


@pytest.mark.parametrize(("seen", "waits"), [(None, 0), (4.0, 1), (8.0, 0)])
def test_only_a_phone_that_was_there_and_is_gone_is_waited_for(steph: Member, clock: Clock, seen: float | None, waits: int) -> None:
    post = vanishes(steph, clock, at=seen) if seen else steph.holds("Nobody watched.")
    if not seen:
        clock.forward(WINDOW + 0.1)
    assert extend_window(LONGER) == waits
    assert (now_of(post).extended_at is not None) is bool(waits)


def test_the_rule_and_its_sql_say_the_same(steph: Member, clock: Clock) -> None:
    held = [steph.holds("Never heard."), steph.holds("Said good-bye."), vanishes(steph, clock)]
    note_heartbeat(steph.caller, held[1].public_id)
    note_heartbeat(steph.caller, held[1].public_id, leaving=True)
    fresh = steph.holds("Still there.")
    note_heartbeat(steph.caller, fresh.public_id)
    with reading() as session:
        lost = {post.id for post in session.exec(select(Post).where(posts.signal_lost()))}
        kept = {post.id for post in session.exec(select(Post).where(~posts.signal_lost()))}
        everything = session.exec(select(Post)).all()
        assert (
            lost == {post.id for post in everything if lost_signal(post.heard_at, post.extended_at, database_time(session))} == {held[2].id}
        )
        assert lost | kept == {post.id for post in everything}


def test_whoever_hides_the_page_is_not_waited_for(steph: Member, clock: Clock) -> None:
    post = steph.holds("Put away.")
    note_heartbeat(steph.caller, post.public_id)
    note_heartbeat(steph.caller, post.public_id, leaving=True)
    clock.forward(WINDOW + 0.1)
    assert extend_window(LONGER) == 0
    assert now_of(post).due_at == post.due_at


def test_a_window_that_is_not_over_does_not_move_yet(steph: Member, clock: Clock) -> None:
    post = steph.holds("Still time.")
    note_heartbeat(steph.caller, post.public_id)
    clock.forward(WINDOW - 1)
    assert extend_window(LONGER) == 0


def test_only_the_browser_that_held_it_is_heard(steph: Member, anna: Member, jo: Member) -> None:
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    for watching in (anna, steph.another_browser()):
        note_heartbeat(watching.caller, post.public_id)
        assert now_of(post).heard_at is None
    with pytest.raises(NotFound):
        note_heartbeat(jo.caller, post.public_id)


def test_an_undone_post_is_not_extended_and_a_new_hold_begins_afresh(steph: Member, clock: Clock) -> None:
    undone = steph.holds("Taken back.")
    note_heartbeat(steph.caller, undone.public_id)
    steph.undoes(undone)
    post = vanishes(steph, clock)
    assert extend_window(LONGER) == 1
    keep_holding(post.public_id, by=steph.caller.person)
    hold_again(steph.caller, post.public_id, hold_key=new_token())
    assert (now_of(post).heard_at, now_of(post).extended_at) == (None, None)
    assert lines_of(undone, "extended") == []


def test_send_now_is_not_held_back_by_an_old_heartbeat(steph: Member, clock: Clock) -> None:
    post = steph.holds("Now, please.")
    note_heartbeat(steph.caller, post.public_id)
    clock.forward(7)
    send_now(post.public_id, by=steph.caller.person)
    assert extend_window(LONGER) == 0


def test_with_no_seconds_to_give_nothing_waits(steph: Member, clock: Clock) -> None:
    post = vanishes(steph, clock)
    assert release_due() == 0
    assert extend_window(0) == 1
    assert (now_of(post).due_at, lines_of(post, "extended")) == (post.due_at, [])
    assert release_due() == 1


def test_a_courier_lets_nothing_leave_whose_phone_vanished_until_it_waited_once(steph: Member, clock: Clock, courier: Courier) -> None:
    post, other = vanishes(steph, clock), steph.holds("Road open.")
    clock.forward(WINDOW + 0.1)
    courier.run_once()
    assert (now_of(post).state, now_of(other).state) == (PostState.HELD, PostState.RELEASED)
    assert len(lines_of(post, "extended")) == 1
    clock.forward(LONGER + GRACE_SECONDS + 0.1)
    courier.run_once()
    assert now_of(post).state == PostState.RELEASED


def test_a_running_courier_moves_the_window_and_sleeps_until_its_new_end(steph: Member, clock: Clock, courier: Courier) -> None:
    post = vanishes(steph, clock)
    working = threading.Thread(target=courier.run)
    working.start()
    try:
        until = time.monotonic() + 10
        while not lines_of(post, "extended") and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.3)
    finally:
        courier.stop()
        working.join(10)
    assert now_of(post).state == PostState.HELD
    assert len(lines_of(post, "extended")) == 1
