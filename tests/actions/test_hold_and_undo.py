"""Hold, undo, keep holding, send now, release: on both databases."""

import pytest

from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.send_now import send_now
from pwa.courier import Courier
from pwa.rules.post import PostState
from pwa.rules.refusals import LeaseOver, NotAllowed, NotFound, TooLate, WrongIdentity
from pwa.secrets import new_token
from pwa.store import posts
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.cast import Member
from tests.conftest import Clock


def state_of(post: Post) -> str:
    with reading() as session:
        return session.get_one(Post, post.id).state


def test_nothing_leaves_before_its_time(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds("Day made.")
    clock.forward(11.5)  # the ring is over; the grace is not
    courier.run_once()
    assert state_of(post) == PostState.HELD
    clock.forward(0.6)
    courier.run_once()
    assert state_of(post) == PostState.RELEASED


def test_an_undone_post_never_leaves_and_its_words_are_a_draft_again(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds("Well that was a waste", "of an afternoon.")
    draft = steph.undoes(post)
    clock.forward(3600)
    courier.run_once()
    assert state_of(post) == PostState.CANCELLED
    assert steph.undoes(post).public_id == draft.public_id


def test_anna_cannot_undo_once_the_window_has_closed(steph: Member, anna: Member, clock: Clock, courier: Courier) -> None:
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    clock.forward(33)
    courier.run_once()
    with pytest.raises(TooLate):
        anna.undoes(post)


def test_any_speaker_can_stop_what_another_held_while_speaking_as_themself(steph: Member, anna: Member) -> None:
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    draft = anna.undoes(post)
    assert draft.person_id == steph.caller.person.id


def test_a_stranger_cannot_tell_a_post_from_nothing(steph: Member, jo: Member) -> None:
    post = steph.holds("Mine.")
    with pytest.raises(NotFound):
        jo.undoes(post)


def test_no_lease_no_official_hold(anna: Member) -> None:
    with pytest.raises(LeaseOver):
        anna.holds("As if.", handle="wv11")


def test_a_personal_page_holds_nothing_while_the_session_speaks_officially(steph: Member) -> None:
    steph.speaks_as("wv11")
    with pytest.raises(WrongIdentity):
        steph.holds("Man on the bus.")


def test_a_lease_ends_at_its_time_and_when_idle(steph: Member, clock: Clock) -> None:
    steph.speaks_as("wv11")
    clock.forward(299)
    steph.holds("Still here.", handle="wv11")
    clock.forward(301)
    with pytest.raises(LeaseOver):
        steph.holds("Gone idle.", handle="wv11")


def test_the_same_key_is_the_same_post(steph: Member) -> None:
    words = steph.words("Twice.")
    assert hold_post(steph.caller, "steph", words).id == hold_post(steph.caller, "steph", words).id


def test_keep_holding_parks_until_a_person_holds_again(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds("Wait.")
    keep_holding(post.public_id, by=steph.caller.person)
    clock.forward(60)
    courier.run_once()
    assert state_of(post) == PostState.PARKED
    hold_again(steph.caller, post.public_id, hold_key=new_token())
    clock.forward(13)
    courier.run_once()
    assert state_of(post) == PostState.RELEASED


def test_send_now_is_for_ones_own_voice_only(steph: Member, courier: Courier) -> None:
    mine = steph.holds("Now.")
    send_now(mine.public_id, by=steph.caller.person)
    courier.run_once()
    assert state_of(mine) == PostState.RELEASED
    steph.speaks_as("wv11")
    official = steph.holds("Not now.", handle="wv11")
    with pytest.raises(NotAllowed):
        send_now(official.public_id, by=steph.caller.person)


def test_what_is_far_too_late_is_parked_and_asks(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds("Late.")
    clock.forward(10 + 2 + 15 * 60 + 1)
    courier.run_once()
    assert state_of(post) == PostState.PARKED


def test_a_series_arrives_on_the_noticeboard_in_order_with_receipts(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds("One", "Two", "Three")
    clock.forward(13)
    courier.run_once()
    from pwa.store import board, deliveries

    with reading() as session:
        found = deliveries.of_posts(session, [post])[post.id]
        assert [row[0].state for row in found] == ["sent"] * 3
        _, channel = board.board(session, "steph")
        [series] = board.series(session, board.latest(session, channel, 10)).values()
        assert [entry.text for entry in series] == ["One", "Two", "Three"]
        assert posts.next_due(session) is None
