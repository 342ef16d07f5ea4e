"""The people screen: who may speak, invited and ended with a finger; a speaker sees, a keeper acts, a stranger finds nothing."""

import re

from flask import Flask

from pwa.secrets import new_public_id
from tests.cast import Cast
from tests.web.phone import Phone
from tests.web.writer import Writer, read


def test_an_invitation_s_link_is_shown_once_and_works(app: Flask, steph_phone: Writer, jo_phone: Writer) -> None:
    made = steph_phone.sends("/identities/wv11/invitations", name="Jo", role="speaker", credential=steph_phone.proves("invite", "wv11"))
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    link = re.search(r"http://localhost:8000(/join/[\w-]+)", made.text)
    assert link
    assert link[1] not in steph_phone.opens("/identities/wv11/people").text
    assert "Invited by Steph to be a speaker. The link works until" in read(steph_phone.opens("/identities/wv11/people"))
    assert jo_phone.sends(link[1]).status_code == 303
    assert Phone(app).opens(link[1]).status_code == 410


def test_an_invitation_has_a_role(steph_phone: Writer) -> None:
    for role in ("", "owner"):
        made = steph_phone.sends("/identities/wv11/invitations", name="Kim", role=role, credential=steph_phone.proves("invite", "wv11"))
        assert made.status_code == 422


def test_a_keeper_ends_a_grant_and_what_was_held_is_parked(steph_phone: Writer, anna_phone: Writer) -> None:
    post = anna_phone.becomes("wv11").holds("wv11", "Half-way")
    grant = ended_grant(steph_phone, "Anna")
    answer = steph_phone.sends(f"/grants/{grant}/end", credential=steph_phone.proves("end_grant", grant))
    assert answer.headers["Location"] == f"/grants/{grant}/receipt"
    assert anna_phone.opens("/as/wv11/outbox").status_code == 404
    assert anna_phone.opens(post).status_code == 404
    assert "Parked" in read(steph_phone.opens(post))
    assert "may no longer speak" in read(steph_phone.opens(post))


def test_anna_may_leave_and_the_last_keeper_may_not(steph_phone: Writer, anna_phone: Writer) -> None:
    steph_s = ended_grant(steph_phone, "Steph", button=False)
    refused = steph_phone.sends(f"/grants/{steph_s}/end", credential=steph_phone.proves("end_grant", steph_s))
    assert refused.status_code == 409
    assert anna_phone.sends(f"/grants/{steph_s}/end", credential=anna_phone.proves("end_grant", steph_s)).status_code == 404
    anna_s = ended_grant(anna_phone, "Anna")
    left = anna_phone.sends(f"/grants/{anna_s}/end", credential=anna_phone.proves("end_grant", anna_s))
    assert left.headers["Location"] == "/identities"
    assert "WV11" not in anna_phone.opens("/identities").text


def test_a_keeper_confirms_a_colleague_s_recovered_passkey(app: Flask, cast: Cast, steph_phone: Writer, anna_phone: Writer) -> None:
    anna_phone.sends("/recovery-codes", credential=anna_phone.proves("new_codes"))
    codes = re.findall(r"<li><span>(.*?)</span></li>", anna_phone.opens("/recovery-codes").text)
    new = Phone(app)
    new.sends("/recover", code=codes[0])
    assert new.sends("/recover/passkey", name="New phone", credential=new.makes("recover")).status_code == 303
    page = steph_phone.opens("/identities/wv11/people").text
    key = re.search(r"/passkeys/([a-z2-7]{16})/confirmation", page)
    assert key
    assert "New phone" in page
    assert "confirmation" not in anna_phone.opens("/identities/wv11/people").text
    vouched = anna_phone.sends(f"/passkeys/{key[1]}/confirmation", credential="{}")
    assert vouched.status_code in (303, 400, 401, 404)
    confirmed = steph_phone.sends(f"/passkeys/{key[1]}/confirmation", credential=steph_phone.proves("confirm_passkey", key[1]))
    assert confirmed.status_code == 303
    assert "New phone" not in steph_phone.opens("/identities/wv11/people").text


def test_a_stranger_cannot_tell_the_people_of_wv11_from_nobody(steph_phone: Writer, jo_phone: Writer) -> None:
    grant = ended_grant(steph_phone, "Steph", button=False)
    for handle in ("wv11", "steph", "no-such-identity"):
        assert jo_phone.opens(f"/identities/{handle}/people").status_code == 404
    for public_id in (grant, new_public_id()):
        assert jo_phone.sends(f"/grants/{public_id}/end", credential=jo_phone.proves("end_grant", public_id)).status_code == 404
        answer = jo_phone.sends(f"/passkeys/{public_id}/confirmation", credential=jo_phone.proves("confirm_passkey", public_id))
        assert answer.status_code == 404


def ended_grant(phone: Writer, name: str, *, button: bool = True) -> str:
    """The id of somebody's grant on WV11, from its page."""
    page = phone.opens("/identities/wv11/people").text
    cards = re.findall(r'<h3 id="grant-([a-z2-7]+)">(.*?)</h3>(.*?)</article>', page, re.DOTALL)
    grant, rest = next((grant, rest) for grant, who, rest in cards if who.split(" (")[0] == name)
    assert ("<button" in rest) is button
    return str(grant)
