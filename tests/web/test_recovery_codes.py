"""Codes are shown until they are confirmed, and let one back in."""

from flask import Flask

from tests.cast import Member
from tests.conftest import Clock
from tests.web.phone import CODE, Phone, said, words


def test_codes_that_were_not_confirmed_are_new_ones_at_the_next_sign_in(app: Flask, stranger: Phone, link: str) -> None:
    stranger.sets_up(link)
    first = words(stranger.opens("/recovery-codes"), CODE)
    assert words(stranger.opens("/recovery-codes"), CODE) == first
    again = Phone(app, passkey=stranger.passkey)
    assert again.signs_in().location == "/recovery-codes"
    page = again.opens("/recovery-codes")
    assert "replace the codes you had not confirmed" in page.text
    assert not set(words(page, CODE)) & set(first)
    assert again.sends("/recovery-codes/confirmation").status_code == 422
    again.sends("/recovery-codes/confirmation", saved="yes")
    assert again.opens("/recovery-codes").location == "/"


def test_new_codes_need_a_finger_and_void_the_old_ones(steph_phone: Phone) -> None:
    assert steph_phone.sends("/recovery-codes").status_code == 400
    assert steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes")).location == "/recovery-codes"
    page = steph_phone.opens("/recovery-codes")
    assert len(words(page, CODE)) == 10
    assert "had not confirmed" not in page.text


def test_a_code_opens_the_making_of_a_passkey_and_nothing_else(app: Flask, steph: Member, steph_phone: Phone) -> None:
    steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes"))
    code = words(steph_phone.opens("/recovery-codes"), CODE)[3]
    steph_phone.sends("/recovery-codes/confirmation", saved="yes")
    lost = Phone(app)
    assert lost.sends("/recover", code=f" {code.upper()} ").location == "/recover/passkey"
    page = lost.opens("/recover/passkey")
    assert "Hello again, Steph" in page.text
    assert "WV11 stays shut" in page.text
    assert lost.opens("/passkeys").location == "/welcome"
    assert lost.sends("/challenges", purpose="speak_as", target="wv11").status_code == 401
    assert lost.sends("/recover/passkey", name="New phone", credential=lost.makes("recover")).location == "/"
    assert lost.is_let_in()
    assert lost.speaks_as("wv11").status_code == 400
    assert "A recovery code was used" in steph_phone.opens("/switch").text
    again = Phone(app).sends("/recover", code=code)
    assert again.status_code == 410
    assert "not one of yours" in again.text


def test_a_recovery_is_over_after_a_quarter_of_an_hour(app: Flask, steph_phone: Phone, clock: Clock) -> None:
    steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes"))
    code = words(steph_phone.opens("/recovery-codes"), CODE)[0]
    lost = Phone(app)
    lost.sends("/recover", code=code)
    clock.forward(15 * 60 + 1)
    assert lost.opens("/recover/passkey").location == "/recover"
    assert "The time to make a passkey is over" in said(lost.opens("/recover"))[0]
