"""Only the right finger, in the right browser, just now, opens the door."""

import pytest
from flask import Flask

from tests.cast import Member
from tests.conftest import Clock
from tests.web.phone import Phone


def test_an_answer_opens_the_door_once(app: Flask, steph: Member) -> None:
    phone = Phone(app, passkey=steph.passkey)
    answer = phone.proves("sign_in")
    assert phone.sends("/sign-in", credential=answer).status_code == 303
    phone.sends("/sign-out")
    assert phone.sends("/sign-in", credential=answer).status_code == 400
    assert not phone.is_let_in()


def test_an_answer_is_good_in_its_own_browser_only(app: Flask, steph: Member, stranger: Phone) -> None:
    answer = Phone(app, passkey=steph.passkey).proves("sign_in")
    stranger.is_asked("sign_in")
    assert stranger.sends("/sign-in", credential=answer).status_code == 400


def test_an_old_challenge_opens_nothing(app: Flask, steph: Member, clock: Clock) -> None:
    phone = Phone(app, passkey=steph.passkey)
    answer = phone.proves("sign_in")
    clock.forward(121)
    assert phone.sends("/sign-in", credential=answer).status_code == 400


def test_a_phone_that_did_not_ask_for_the_finger_stays_outside(app: Flask, steph: Member) -> None:
    phone = Phone(app, passkey=steph.passkey)
    assert phone.sends("/sign-in", credential=phone.proves("sign_in", uv=False)).status_code == 400
    assert not phone.is_let_in()


def test_a_passkey_nobody_knows_is_told_so(stranger: Phone, steph: Member) -> None:
    options = stranger.is_asked("sign_in")
    stranger.passkey.held = {"localhost": [*steph.passkey.held["localhost"]]}
    answer = stranger.passkey.get(options, outer={"id": "AAAA", "rawId": "AAAA"})
    page = stranger.sends("/sign-in", credential=answer)
    assert page.status_code == 400
    assert "not known here" in page.text


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"id": 1}', "x" * 20_000])
def test_junk_is_refused_like_any_wrong_answer(stranger: Phone, answer: str) -> None:
    stranger.is_asked("sign_in")
    assert stranger.sends("/sign-in", credential=answer).status_code == 400


def test_signing_in_gives_the_browser_a_new_session(app: Flask, steph: Member) -> None:
    phone = Phone(app, passkey=steph.passkey)
    phone.is_asked("sign_in")
    before = phone.client.get_cookie("onlyhuman")
    phone.signs_in()
    after = phone.client.get_cookie("onlyhuman")
    assert before
    assert after
    assert before.value != after.value
    stolen = app.test_client()
    stolen.set_cookie("onlyhuman", before.value, domain="localhost")
    assert stolen.get("/passkeys").status_code == 303
