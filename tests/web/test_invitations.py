"""A link for one person, opened by somebody new or by somebody who is here, who waits until a keeper has compared the words."""

import re

import pytest
from flask import Flask

from pwa.actions.invite import invite
from pwa.rules.step_up import Purpose
from tests.cast import Member, invitation_of
from tests.web.phone import Phone, said, words
from tests.web.writer import Writer

PHRASE = r'<p class="say phrase".*?>(.*?)</p>'


@pytest.fixture
def invitation(steph: Member) -> str:
    """A link by which Kim may speak as WV11."""
    return invite(steph.caller, "wv11", name="Kim", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))[0]


def opened(app: Flask, invitation: str) -> Phone:
    phone = Phone(app)
    answer = phone.makes("join", invitation, "Kim")
    assert phone.sends(f"/join/{invitation}", name="Mallory", board="unlisted", credential=answer).location == f"/join/{invitation}"
    return phone


def let_in(keeper: Writer, invitation: str) -> int:
    public_id = invitation_of(invitation)
    return keeper.sends(f"/invitations/{public_id}/admission", credential=keeper.proves("let_in", public_id)).status_code


def test_both_screens_show_the_same_words_until_the_keeper_lets_them_in(app: Flask, steph_phone: Writer, invitation: str) -> None:
    assert "Steph invites Kim to WV11" in Phone(app).opens(f"/join/{invitation}").text
    assert "waits for your yes" not in steph_phone.opens("/identities/wv11/people").text
    kim = opened(app, invitation)
    page = steph_phone.opens("/identities/wv11/people")
    assert "Kim is waiting" in page.text
    assert words(page, PHRASE) == words(kim.opens(f"/join/{invitation}"), PHRASE) != []
    assert not kim.is_let_in()
    assert let_in(steph_phone, invitation) == 303
    assert "You may speak as WV11" in kim.opens(f"/join/{invitation}").text
    assert kim.signs_in().location == "/recovery-codes"
    assert kim.voice() == "Posting as Kim Personal"
    assert kim.speaks_as("wv11").location == "/as/wv11/"
    assert "came in as a speaker" in steph_phone.opens("/identities/wv11/people").text


def test_whoever_comes_second_sees_no_words_and_can_stop_the_first(app: Flask, steph_phone: Writer, invitation: str) -> None:
    late, answer = Phone(app), ""
    answer = late.makes("join", invitation, "Kim")
    mallory = opened(app, invitation)
    assert late.sends(f"/join/{invitation}", board="open", credential=answer).status_code == 410
    page = late.opens(f"/join/{invitation}")
    assert (page.status_code, words(page, PHRASE)) == (410, [])
    assert "Somebody was here before you" in page.text
    assert late.sends(f"/join/{invitation}/alarm").status_code == 303
    assert let_in(steph_phone, invitation) == 404
    assert "You were not let in" in mallory.opens(f"/join/{invitation}").text
    assert late.opens(f"/join/{invitation}").status_code == 410


def test_a_keeper_refuses_without_a_finger(app: Flask, steph_phone: Writer, jo_phone: Writer, invitation: str) -> None:
    kim, path = opened(app, invitation), f"/invitations/{invitation_of(invitation)}/withdrawal"
    assert jo_phone.sends(path).status_code == 404
    assert steph_phone.sends(path).location == "/identities/wv11/people"
    assert "You were not let in" in kim.opens(f"/join/{invitation}").text
    assert "was opened and refused by Steph" in steph_phone.opens("/identities/wv11/people").text


def test_looking_at_a_link_opens_nothing(app: Flask, steph_phone: Writer, invitation: str) -> None:
    for _ in range(3):
        assert Phone(app).opens(f"/join/{invitation}").status_code == 200
    assert "not opened yet" in steph_phone.opens("/identities/wv11/people").text
    assert Phone(app).opens(f"/join/{invitation}/alarm").status_code == 405


def test_somebody_who_is_here_signs_in_and_waits(app: Flask, jo: Member, steph_phone: Writer, invitation: str) -> None:
    phone = Phone(app, passkey=jo.passkey)
    assert phone.signs_in(join=invitation).location == f"/join/{invitation}"
    assert phone.sends(f"/join/{invitation}").location == f"/join/{invitation}"
    assert "It is Jo, who is here already." in steph_phone.opens("/identities/wv11/people").text
    assert let_in(steph_phone, invitation) == 303
    assert "You are still Jo until you switch." in phone.opens(f"/join/{invitation}").text
    assert phone.speaks_as("wv11").status_code == 303


def test_an_invitation_is_not_used_up_by_whoever_may_already(steph_phone: Phone, invitation: str) -> None:
    assert steph_phone.sends(f"/join/{invitation}").status_code == 409
    assert steph_phone.opens(f"/join/{invitation}").status_code == 200


@pytest.mark.parametrize("join", ["//evil.example", "../x", "https://evil.example/", "x"])
def test_what_follows_a_sign_in_is_an_invitation_or_home(app: Flask, steph: Member, join: str) -> None:
    assert Phone(app, passkey=steph.passkey).signs_in(join=join).location == "/"


def test_an_invitation_is_for_somebody(steph_phone: Writer) -> None:
    for name in ("", "\u202eKim", "wv11"):
        made = steph_phone.sends("/identities/wv11/invitations", name=name, role="speaker", credential=steph_phone.proves("invite", "wv11"))
        assert made.status_code in (409, 422)
        assert "Nothing was changed" in re.sub(r"\s+", " ", " ".join(words(made, r'role="alert">(.*?)</p>')))
        assert said(made) == []
