"""Upward takes a finger, downward one tap, and time falls back to the personal voice."""

from tests.cast import Member
from tests.conftest import Clock
from tests.web.phone import Phone, said, words


def test_upward_takes_a_finger_and_downward_one_tap(steph_phone: Phone) -> None:
    assert steph_phone.voice() == "Posting as Steph Personal"
    assert steph_phone.sends("/switch/wv11").status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"
    assert steph_phone.speaks_as("wv11").location == "/as/wv11/"
    assert steph_phone.voice() == "Posting as WV11 Official"
    assert steph_phone.sends("/switch/steph").location == "/as/steph/"
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_proof_serves_its_own_purpose_and_target_only(steph_phone: Phone) -> None:
    assert steph_phone.sends("/switch/wv11", credential=steph_phone.proves("new_codes")).status_code == 400
    assert steph_phone.sends("/switch/wv11", credential=steph_phone.proves("speak_as", "walsall")).status_code == 400
    answer = steph_phone.proves("speak_as", "wv11")
    assert steph_phone.sends("/switch/wv11", credential=answer).status_code == 303
    steph_phone.sends("/switch/steph")
    assert steph_phone.sends("/switch/wv11", credential=answer).status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_nobody_steps_up_with_somebody_elses_passkey_or_without_their_finger(steph_phone: Phone, anna: Member) -> None:
    options = steph_phone.is_asked("speak_as", "wv11")
    assert (
        steph_phone.sends(
            "/switch/wv11", credential=anna.passkey.get(options | {"publicKey": {**options["publicKey"], "allowCredentials": []}})
        ).status_code
        == 400
    )
    assert steph_phone.sends("/switch/wv11", credential=steph_phone.proves("speak_as", "wv11", uv=False)).status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_voice_one_may_not_use_does_not_exist(steph_phone: Phone, anna_phone: Phone, jo: Member) -> None:
    missing = anna_phone.sends("/switch/nobody", credential="{}")
    theirs = anna_phone.sends("/switch/walsall", credential="{}")
    assert (missing.status_code, theirs.status_code) == (404, 404)
    assert words(missing, "<main.*</main>") == words(theirs, "<main.*</main>")


def test_a_cold_start_is_personal(steph_phone: Phone) -> None:
    steph_phone.speaks_as("wv11")
    assert steph_phone.opens("/").location == "/as/wv11/"
    assert steph_phone.opens("/start").location == "/as/steph/"
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_lease_that_ran_out_is_told_once_and_not_to_a_poll(steph_phone: Phone, clock: Clock) -> None:
    steph_phone.speaks_as("wv11")
    clock.forward(5 * 60 + 1)
    assert said(steph_phone.opens("/switch", X_Poll="1")) == []
    [sentence] = said(steph_phone.opens("/switch"))
    assert sentence.startswith("Your time as WV11 is over. You are Steph again")
    assert said(steph_phone.opens("/switch")) == []


def test_taps_keep_a_lease_from_idling_and_polls_do_not(steph_phone: Phone, clock: Clock) -> None:
    steph_phone.speaks_as("wv11")
    clock.forward(4 * 60)
    steph_phone.opens("/switch")
    clock.forward(4 * 60)
    assert steph_phone.voice() == "Posting as WV11 Official"
    clock.forward(4 * 60)
    steph_phone.opens("/switch", X_Poll="1")
    clock.forward(61)
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_no_tap_moves_the_end_of_a_lease(steph_phone: Phone, clock: Clock) -> None:
    steph_phone.speaks_as("wv11")
    for _ in range(3):
        clock.forward(4 * 60 + 59)
        assert steph_phone.voice() == "Posting as WV11 Official"
    clock.forward(4)
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_the_page_of_another_voice_names_both(steph_phone: Phone) -> None:
    page = steph_phone.opens("/as/wv11/")
    assert page.status_code == 409
    assert words(page, "<h1>(.*?)</h1>") == ["This page is WV11’s. You are posting as Steph."]
