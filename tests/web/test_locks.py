"""Lock this phone, as it is pressed: under Sessions, with a recovery code, under People; and how it opens again."""

import re

from flask import Flask

from tests.cast import Member
from tests.web.phone import CODE, Phone, words
from tests.web.test_people import ended_grant
from tests.web.writer import Writer, read


def test_a_phone_is_locked_under_sessions_and_its_passkey_says_so(app: Flask, steph: Member, steph_phone: Writer) -> None:
    other = Phone(app, steph.another_browser())
    [address] = re.findall(r'action="(/sessions/[a-z2-7]+/lock)"', steph_phone.opens("/sessions").text)
    assert "You came in here with the same passkey" in read(steph_phone.opens("/sessions"))
    assert steph_phone.sends(address).location == "/sessions"
    assert re.search(r"Firefox on Linux is locked since \d\d:\d\d:\d\d", read(steph_phone.opens("/sessions")))
    assert other.opens("/passkeys").location == "/welcome"
    page = steph_phone.opens("/passkeys")
    assert "It vouches for nothing until a keeper says" in read(page)
    [address] = re.findall(r'action="(/passkeys/[a-z2-7]+/confirmation)"', page.text)
    assert "open this one again" not in read(page)
    refused = steph_phone.sends(address, credential=steph_phone.proves("confirm_passkey", address.split("/")[2]))
    assert refused.status_code == 400  # it is the only one, and nobody vouches for themself
    assert "This passkey’s phone was locked" in read(refused)


def test_a_locked_phone_is_shown_no_codes(app: Flask, steph: Member, steph_phone: Writer) -> None:
    other = Phone(app, steph.another_browser())
    other.sends("/recovery-codes", credential=other.proves("new_codes"))
    assert words(other.opens("/recovery-codes"), CODE)
    [address] = re.findall(r'action="(/sessions/[a-z2-7]+/lock)"', steph_phone.opens("/sessions").text)
    steph_phone.sends(address)
    thief = Phone(app, steph.another_browser())
    assert thief.opens("/recovery-codes").location == "/"


def test_a_code_locks_every_phone_and_goes_on_to_a_new_passkey(app: Flask, steph_phone: Writer) -> None:
    steph_phone.sends("/recovery-codes", credential=steph_phone.proves("new_codes"))
    [code, *_] = words(steph_phone.opens("/recovery-codes"), CODE)
    borrowed = Phone(app)
    assert borrowed.sends("/recover", code=code).location == "/recover/passkey"
    assert 'action="/recover/lock"' in borrowed.opens("/recover/passkey").text
    assert borrowed.sends("/recover/lock").location == "/recover/passkey"
    assert "Every phone is locked" in read(borrowed.opens("/recover/passkey"))
    assert not steph_phone.is_let_in()
    assert borrowed.sends("/recover/passkey", name="New", credential=borrowed.makes("recover")).status_code == 303
    assert borrowed.is_let_in()


def test_a_keeper_locks_a_member_and_lets_them_speak_again(app: Flask, anna: Member, steph_phone: Writer, anna_phone: Writer) -> None:
    grant = ended_grant(steph_phone, "Anna")
    receipt = steph_phone.sends(f"/grants/{grant}/lock").location
    assert receipt == f"/grants/{grant}/receipt"
    said = read(steph_phone.opens(receipt))
    assert "Steph locked Anna’s phones at" in said
    assert "Nothing of theirs is pending." in said
    assert not anna_phone.is_let_in()
    assert anna_phone.signs_in().status_code == 303
    assert "WV11 is locked for you since" in read(anna_phone.opens("/identities"))
    assert anna_phone.opens("/as/wv11/outbox").status_code == 404
    opened = steph_phone.sends(f"/grants/{grant}/opening", credential=steph_phone.proves("confirm_passkey", grant))
    assert opened.location == "/identities/wv11/people"
    assert anna_phone.speaks_as("wv11").status_code == 303
    assert anna_phone.holds("wv11", "Back again")
    assert steph_phone.opens(receipt).status_code == 404
