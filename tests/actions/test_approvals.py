"""A post that must have a colleague's yes: who may say it, for how long, what it is worth, and what ends it. On both databases."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlmodel import col, select
from webauthn.helpers import base64url_to_bytes

from pwa.actions.approve_post import approve_post
from pwa.actions.hold_post import hold_again
from pwa.actions.keep_holding import keep_holding
from pwa.actions.lose_approval import park_unanswered
from pwa.actions.make_challenge import make_challenge
from pwa.actions.refuse_post import refuse_post
from pwa.actions.withdraw_approval import withdraw_approval
from pwa.courier import Courier
from pwa.rules.approval import Ask, Rule, When
from pwa.rules.calendar import Period
from pwa.rules.payload import yes_to
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import AlreadyDone, NotAllowed, NotFound, StepUpRefused, TooLate
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import astray, posts
from pwa.store.moments import database_time
from pwa.store.tables import LedgerLine, Post
from pwa.store.transaction import reading, transaction
from tests.actions.second_person import MUST, approval_of, asks_for, now_of, says_yes
from tests.actions.test_reshare import goes_out, reshares
from tests.cast import RP, Member
from tests.conftest import Clock

WORDS = "The road is closed from Monday."


@pytest.fixture
def asked(speaking: Member, anna: Member) -> Post:
    """Steph has held it as WV11, and Anna is asked."""
    asks_for(speaking, MUST)
    return speaking.holds(WORDS, handle="wv11")


def verbs(post: Post) -> list[str]:
    with reading() as session:
        bodies = [json.loads(body) for body in session.exec(select(LedgerLine.body).order_by(col(LedgerLine.id)))]
    return [body["verb"] for body in bodies if body.get("post") == post.public_id]


def test_it_leaves_with_a_yes_and_not_without(asked: Post, anna: Member, clock: Clock, courier: Courier) -> None:
    clock.forward(40)
    courier.run_once()
    with reading() as session:
        assert (now_of(asked).state, posts.next_due(session), astray.late_posts(session)) == ("held", None, [])
    said = says_yes(anna, asked)
    assert (said.due_at - approval_of(asked).given_at) == timedelta(seconds=17)  # type: ignore[operator]
    courier.run_once()
    assert now_of(asked).state == "held"
    clock.forward(18)
    courier.run_once()
    assert now_of(asked).state == "released"
    assert verbs(asked) == ["held", "approval_asked", "approval_given", "released", "delivery_sent"]


def test_a_yes_at_once_shortens_no_window(asked: Post, anna: Member) -> None:
    assert says_yes(anna, asked).due_at == asked.held_at + timedelta(seconds=32)


def test_nobody_says_yes_to_what_they_hold_themself(asked: Post, speaking: Member) -> None:
    for phone in (speaking, speaking.another_browser("Another phone of Steph's")):
        with pytest.raises(NotAllowed):
            says_yes(phone, asked)
        with pytest.raises(NotAllowed):
            refuse_post(asked.public_id, by=phone.caller.person, reason="Mine.")
    assert now_of(asked).approval == "asked"


@pytest.mark.one_store
def test_a_stranger_finds_nothing(asked: Post, jo: Member) -> None:
    with pytest.raises(NotFound):
        says_yes(jo, asked)
    with pytest.raises(NotFound):
        refuse_post(asked.public_id, by=jo.caller.person, reason="No.")
    with pytest.raises(NotFound):
        withdraw_approval(asked.public_id, by=jo.caller.person)


@pytest.mark.one_store
def test_a_finger_for_something_else_is_no_yes(asked: Post, anna: Member) -> None:
    meant = yes_to(asked.public_id, approval_of(asked).payload_digest)
    other = yes_to(asked.public_id, "0" * 64)
    with pytest.raises(StepUpRefused):
        approve_post(anna.caller, asked.public_id, meant=meant, proof=anna.proves(Purpose.APPROVE, other))
    with pytest.raises(NotAllowed):
        approve_post(anna.caller, asked.public_id, meant=other, proof=anna.proves(Purpose.APPROVE, other))
    with pytest.raises(StepUpRefused):
        approve_post(anna.caller, asked.public_id, meant=meant, proof=anna.proves(Purpose.SPEAK_AS, "wv11"))
    assert now_of(asked).approval == "asked"


@pytest.mark.one_store
def test_what_the_passkey_signs_carries_the_payload(asked: Post, anna: Member) -> None:
    meant = yes_to(asked.public_id, approval_of(asked).payload_digest)
    options = make_challenge(anna.caller.session, Purpose.APPROVE, meant, name="", rp=RP)
    assert base64url_to_bytes(options["challenge"])[32:] == sha256(meant.encode()).digest()


def test_nobody_answers_in_time(asked: Post, anna: Member, clock: Clock, courier: Courier) -> None:
    clock.forward(3600)
    with pytest.raises(AlreadyDone):
        says_yes(anna, asked)
    assert (park_unanswered(), park_unanswered()) == (1, 0)
    parked = now_of(asked)
    assert (parked.state, parked.parking_reason) == ("parked", ParkingReason.APPROVAL_LOST)
    clock.forward(3600)
    courier.run_once()
    assert now_of(asked).state == "parked"
    assert verbs(asked) == ["held", "approval_asked", "approval_void", "parked"]


def test_even_if_nobody_parks_it_the_release_passes_it_over(asked: Post, clock: Clock) -> None:
    clock.forward(3700)
    with transaction() as session:
        assert posts.release_due(session, 10) == []
    assert now_of(asked).state == "held"


def test_a_no_parks_it_with_its_reason(asked: Post, anna: Member) -> None:
    refuse_post(asked.public_id, by=anna.caller.person, reason="It is Tuesday.")
    approval = approval_of(asked)
    assert (now_of(asked).state, approval.ended_why, approval.reason) == ("parked", "refused", "It is Tuesday.")
    with pytest.raises(AlreadyDone):
        says_yes(anna, asked)
    assert verbs(asked)[2:] == ["approval_refused", "parked"]


def test_held_again_it_asks_again(asked: Post, speaking: Member, anna: Member) -> None:
    refuse_post(asked.public_id, by=anna.caller.person, reason="Not yet.")
    again = hold_again(speaking.caller, asked.public_id, hold_key=new_token())
    assert (again.approval, approval_of(again).given_at) == ("asked", None)
    assert says_yes(anna, again).approval == "given"


def test_a_yes_is_said_once_and_taken_back_once(asked: Post, anna: Member, clock: Clock, courier: Courier) -> None:
    says_yes(anna, asked)
    with pytest.raises(AlreadyDone):
        says_yes(anna, asked)
    withdraw_approval(asked.public_id, by=anna.caller.person)
    said = verbs(asked)
    withdraw_approval(asked.public_id, by=anna.caller.person)  # its answer was lost
    assert verbs(asked) == said
    clock.forward(60)
    courier.run_once()
    assert (now_of(asked).state, approval_of(asked).ended_why) == ("parked", "taken_back")


@pytest.mark.one_store
def test_once_it_has_left_it_is_too_late_to_take_it_back(asked: Post, anna: Member, clock: Clock, courier: Courier) -> None:
    says_yes(anna, asked)
    clock.forward(33)
    courier.run_once()
    with pytest.raises(TooLate):
        withdraw_approval(asked.public_id, by=anna.caller.person)


@pytest.mark.one_store
def test_undone_or_kept_it_is_nobodys_to_answer(asked: Post, speaking: Member, anna: Member) -> None:
    keep_holding(asked.public_id, by=anna.caller.person)
    with pytest.raises(AlreadyDone):
        says_yes(anna, asked)
    speaking.undoes(asked)
    with pytest.raises(AlreadyDone):
        says_yes(anna, asked)


def test_longer_to_object_and_nobody_to_ask(speaking: Member, anna: Member, clock: Clock, courier: Courier) -> None:
    asks_for(speaking, Rule(Ask.OBJECTION, objection_minutes=10))
    post = speaking.holds(WORDS, handle="wv11")
    assert (post.approval, post.due_at - post.held_at) == (None, timedelta(minutes=10, seconds=2))
    clock.forward(603)
    courier.run_once()
    assert now_of(post).state == "released"


@pytest.mark.one_store
def test_only_when_the_second_look_asks(speaking: Member, jo: Member, clock: Clock, courier: Courier) -> None:
    asks_for(speaking, Rule(Ask.YES, When.ASKED_FOR))
    jo.holds("A political picture.")
    theirs = goes_out(clock, courier)
    assert speaking.holds(WORDS, handle="wv11").approval is None
    assert reshares(speaking, theirs, "Look!", handle="wv11").approval == "asked"


def test_only_on_certain_days(speaking: Member, anna: Member, clock: Clock) -> None:
    with reading() as session:
        now = database_time(session)
    days = (Period("Election", now + timedelta(days=1), now + timedelta(days=30)),)
    asks_for(speaking, Rule(Ask.YES, When.PERIODS, periods=days))
    assert speaking.holds(WORDS, handle="wv11").approval is None
    clock.forward(86_400)
    fresh = speaking.another_browser()
    fresh.speaks_as("wv11")
    assert fresh.holds(WORDS, handle="wv11").approval == "asked"


@pytest.mark.one_store
def test_a_personal_voice_asks_nobody(speaking: Member, anna: Member, clock: Clock) -> None:
    asks_for(speaking, MUST)
    assert anna.holds("Mine.").approval is None
    with pytest.raises(NotFound):
        asks_for(anna, MUST, handle="anna")
    with pytest.raises(NotFound):
        asks_for(anna, MUST)
