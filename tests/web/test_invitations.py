"""A link gives one grant, to somebody new or to somebody who is here."""

import pytest
from flask import Flask

from pwa.actions.invite import invite
from pwa.rules.step_up import Purpose
from tests.cast import Member
from tests.web.phone import Phone, said


@pytest.fixture
def invitation(steph: Member) -> str:
    """A link to speak as WV11."""
    return invite(steph.caller, "wv11", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))[0]


def test_somebody_new_joins_with_a_new_passkey_once(app: Flask, invitation: str) -> None:
    kim, late = Phone(app), Phone(app)
    assert "Steph invites you to WV11" in kim.opens(f"/join/{invitation}").text
    late_answer = late.makes("join", invitation, "Mallory")
    answer = kim.makes("join", invitation, "Kim")
    assert kim.sends(f"/join/{invitation}", name="Kim", board="unlisted", credential=answer).location == "/recovery-codes"
    assert late.sends(f"/join/{invitation}", name="Mallory", board="open", credential=late_answer).status_code == 410
    assert kim.voice() == "Posting as Kim Personal"
    assert kim.speaks_as("wv11").location == "/as/wv11/"


def test_somebody_who_is_here_signs_in_and_joins(app: Flask, jo: Member, invitation: str) -> None:
    phone = Phone(app, passkey=jo.passkey)
    assert phone.signs_in(join=invitation).location == f"/join/{invitation}"
    assert phone.sends(f"/join/{invitation}").location == "/switch"
    assert "You can speak as WV11 now. You are still Jo until you switch." in said(phone.opens("/switch"))
    assert phone.speaks_as("wv11").status_code == 303


def test_an_invitation_is_not_used_up_by_whoever_may_already(steph_phone: Phone, invitation: str) -> None:
    assert steph_phone.sends(f"/join/{invitation}").status_code == 409
    assert steph_phone.opens(f"/join/{invitation}").status_code == 200


@pytest.mark.parametrize("join", ["//evil.example", "../x", "https://evil.example/", "x"])
def test_what_follows_a_sign_in_is_an_invitation_or_home(app: Flask, steph: Member, join: str) -> None:
    assert Phone(app, passkey=steph.passkey).signs_in(join=join).location == "/"
