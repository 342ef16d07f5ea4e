"""A challenge is for one session, purpose and target, and is used once; so is the proof that came of it."""

import pytest

from pwa.actions.begin_visit import begin_visit
from pwa.actions.create_identity import create_identity
from pwa.actions.edit_identity import edit_identity
from pwa.actions.invite import invite
from pwa.actions.make_challenge import make_challenge
from pwa.actions.renew_codes import renew_codes
from pwa.actions.sign_in import sign_in
from pwa.actions.switch_identity import switch_identity
from pwa.actions.verify_step_up import verify_step_up
from pwa.rules.refusals import NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import ENROLMENTS, STEP_UPS, Purpose
from tests.actions.looks import active_of, lines
from tests.cast import PHONE, RP, Cast, Member, lets_in, row_of, shape, signed_in_with, waits_at
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey

SPEAK = Purpose.SPEAK_AS


def options_for(member: Member, purpose: Purpose = SPEAK, target: str = "wv11") -> dict[str, object]:
    return make_challenge(member.caller.session, purpose, target, name="", rp=RP)


def refusal(member: Member, answer: str, purpose: Purpose = SPEAK, target: str = "wv11") -> str:
    with pytest.raises(StepUpRefused) as refused:
        verify_step_up(member.caller, purpose, target, answer, rp=RP)
    return refused.value.reason


def test_a_challenge_is_used_once(steph: Member) -> None:
    answer = steph.passkey.get(options_for(steph))
    verify_step_up(steph.caller, SPEAK, "wv11", answer, rp=RP)
    assert refusal(steph, answer) == "challenge_used_or_old"


def test_a_refused_answer_burns_its_challenge_and_leaves_a_line(steph: Member) -> None:
    options = options_for(steph)
    assert refusal(steph, steph.passkey.get(options, uv=False)) == "user_verification_missing"
    assert refusal(steph, steph.passkey.get(options)) == "challenge_used_or_old"
    noted = [line for line in lines(f"person:{steph.caller.person.public_id}") if line["verb"] == "verification_refused"]
    assert [(line["reason"], line["purpose"], line["target"]) for line in noted] == [
        ("user_verification_missing", "speak_as", "wv11"),
        ("challenge_used_or_old", "speak_as", "wv11"),
    ]


def test_a_newer_challenge_burns_the_older(steph: Member) -> None:
    older, _newer = options_for(steph), options_for(steph)
    assert refusal(steph, steph.passkey.get(older)) == "wrong_challenge"


def test_a_challenge_is_bound_to_its_purpose_target_and_session(steph: Member) -> None:
    answer = steph.passkey.get(options_for(steph))
    assert refusal(steph, answer, purpose=Purpose.INVITE) == "challenge_used_or_old"
    assert refusal(steph, answer, target="walsall") == "challenge_used_or_old"
    assert refusal(steph.another_browser(), answer) == "challenge_used_or_old"
    verify_step_up(steph.caller, SPEAK, "wv11", answer, rp=RP)


@pytest.mark.parametrize(("seconds", "in_time"), [(115, True), (121, False)])
def test_a_challenge_lives_two_minutes(steph: Member, clock: Clock, seconds: int, in_time: bool) -> None:
    answer = steph.passkey.get(options_for(steph))
    clock.forward(seconds)
    if in_time:
        verify_step_up(steph.caller, SPEAK, "wv11", answer, rp=RP)
    else:
        assert refusal(steph, answer) == "challenge_used_or_old"


def test_another_persons_passkey_proves_nothing_here(steph: Member, anna: Member) -> None:
    answer = anna.passkey.get({**options_for(steph), "allowCredentials": []})
    assert refusal(steph, answer) == "not_theirs"
    answer = anna.passkey.get({**options_for(steph), "allowCredentials": []}, user_handle=None)
    assert refusal(steph, answer) == "not_theirs"


def test_a_copied_passkey_is_noticed_by_its_counter(cast: Cast) -> None:
    token, _ = invite(cast.steph.caller, "wv11", name="Max", role="speaker", proof=cast.steph.proves(Purpose.INVITE, "wv11"))
    phone = waits_at(token, "Max", SoftwarePasskey(single_device=True))
    lets_in(cast.steph, token)
    max_ = Member("Max", phone, signed_in_with(phone, PHONE))
    max_.speaks_as("wv11")
    assert refusal(max_, phone.get(options_for(max_), sign_count=1)) == "counter_did_not_grow"


def test_a_proof_is_used_once_and_only_for_what_it_was_given(steph: Member, jo: Member) -> None:
    proof = steph.proves(Purpose.NEW_CODES)
    with pytest.raises(StepUpRefused):
        create_identity(steph.caller, organisation="X", handle="other", shape=shape("Other"), proof=proof)
    with pytest.raises(StepUpRefused):
        renew_codes(jo.caller, proof=proof)
    with pytest.raises(StepUpRefused):
        renew_codes(steph.another_browser().caller, proof=proof)
    renew_codes(steph.caller, proof=proof)
    with pytest.raises(StepUpRefused):
        renew_codes(steph.caller, proof=proof)


def test_a_proof_for_one_identity_opens_no_other(steph: Member, jo: Member) -> None:
    proof = steph.proves(SPEAK, "wv11")
    with pytest.raises(StepUpRefused):
        switch_identity(steph.caller, "walsall", proof=proof)
    with pytest.raises(StepUpRefused):
        switch_identity(steph.caller, "wv11", proof=None)
    assert active_of(steph) == "steph"
    switch_identity(steph.caller, "wv11", proof=proof)
    assert active_of(steph) == "wv11"


def test_a_proof_lives_two_minutes(steph: Member, clock: Clock) -> None:
    proof = steph.proves(SPEAK, "wv11")
    clock.forward(121)
    with pytest.raises(StepUpRefused):
        switch_identity(steph.caller, "wv11", proof=proof)
    assert active_of(steph) == "steph"


def test_no_grant_no_switch_whatever_is_proved(jo: Member) -> None:
    with pytest.raises(NotFound):
        switch_identity(jo.caller, "wv11", proof=jo.proves(SPEAK, "wv11"))


def test_each_kind_of_session_may_ask_for_its_own_ceremonies_only(steph: Member) -> None:
    visit = row_of(begin_visit(device=PHONE))
    for purpose in STEP_UPS | {Purpose.RECOVER, Purpose.NEW_PASSKEY}:
        with pytest.raises(NotFound):
            make_challenge(visit, purpose, "", name="Max", rp=RP)
    for purpose in ENROLMENTS - {Purpose.NEW_PASSKEY} | {Purpose.SIGN_IN}:
        with pytest.raises(NotFound):
            make_challenge(steph.caller.session, purpose, "", name="", rp=RP)
    with pytest.raises(ValueError, match="no step-up"):
        verify_step_up(steph.caller, Purpose.SIGN_IN, "", "{}", rp=RP)


def test_a_sign_in_needs_a_challenge_of_its_own_browser(steph: Member) -> None:
    mine, thiefs = row_of(begin_visit(device=PHONE)), row_of(begin_visit(device="Thief"))
    answer = steph.passkey.get(make_challenge(mine, Purpose.SIGN_IN, "", name="", rp=RP))
    with pytest.raises(StepUpRefused):
        sign_in(thiefs, answer, rp=RP)
    sign_in(mine, answer, rp=RP)
    with pytest.raises(StepUpRefused):
        sign_in(mine, answer, rp=RP)
    stranger = SoftwarePasskey()
    stranger.create({"rp": {"id": "localhost"}, "user": {"id": "AAAA"}, "pubKeyCredParams": [{"alg": -7}], "challenge": "AA"})
    visit = row_of(begin_visit(device=PHONE))
    with pytest.raises(StepUpRefused, match="not known here"):
        sign_in(visit, stranger.get(make_challenge(visit, Purpose.SIGN_IN, "", name="", rp=RP)), rp=RP)


def test_rules_are_a_keepers_and_names_do_not_meet(steph: Member, anna: Member, jo: Member) -> None:
    for member in (anna, jo):
        with pytest.raises(NotFound):
            edit_identity(member.caller, "wv11", shape=shape("WV11"), proof=member.proves(Purpose.EDIT_IDENTITY, "wv11"))
        with pytest.raises(NotFound):
            invite(member.caller, "wv11", name="Kim", role="keeper", proof=member.proves(Purpose.INVITE, "wv11"))
    for twin in ("steph", "Anna"):
        with pytest.raises(NotAllowed, match="different names"):
            edit_identity(steph.caller, "wv11", shape=shape(twin), proof=steph.proves(Purpose.EDIT_IDENTITY, "wv11"))
    with pytest.raises(NotFound):
        create_identity(anna.caller, organisation="X", handle="x1", shape=shape("X"), proof=anna.proves(Purpose.CREATE_IDENTITY))
    with pytest.raises(NotAllowed, match="taken"):
        create_identity(jo.caller, organisation="X", handle="wv11", shape=shape("X"), proof=jo.proves(Purpose.CREATE_IDENTITY))
    with pytest.raises(NotFound):
        invite(steph.caller, "steph", name="Kim", role="speaker", proof=steph.proves(Purpose.INVITE, "steph"))
