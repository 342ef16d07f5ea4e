"""Identities: made, edited and shared with a finger; a wrong value comes back on the form; strangers find nothing."""

import re

import pytest
from flask import Flask

from pwa.secrets import new_public_id
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.phone import Phone
from tests.web.writer import Writer, read

NEW = {
    "organisation": "Bloxwich Library",
    "name": "Bloxwich",
    "handle": "bloxwich",
    "initials": "",
    "colour": "plum",
    "window": "45",
    "lease": "10",
    "board": "open",
}
EDIT = {"name": "WV11 News", "initials": "wn", "colour": "navy", "window": "60", "lease": "5", "board": "unlisted"}
MARKUP = "<img src=x onerror=alert(1)>"


def makes(phone: Writer, **fields: str) -> tuple[int, str]:
    answer = phone.sends("/identities", **NEW | fields, credential=phone.proves("create_identity"))
    return answer.status_code, answer.text


def test_a_keeper_makes_an_official_identity(steph_phone: Writer) -> None:
    assert "New official identity" in steph_phone.opens("/identities").text
    assert steph_phone.opens("/identities/new").status_code == 200
    assert makes(steph_phone)[0] == 303
    page = steph_phone.opens("/identities/bloxwich")
    assert "Bloxwich Library" in page.text
    assert 'value="45"' in page.text
    assert "Posting as Steph" in read(page)
    assert steph_phone.becomes("bloxwich").opens("/as/bloxwich/").status_code == 200


def test_making_one_takes_a_finger(steph_phone: Writer) -> None:
    assert steph_phone.sends("/identities", **NEW).status_code == 400
    assert steph_phone.sends("/identities", **NEW, credential="{}").status_code == 400
    wrong = steph_phone.sends("/identities", **NEW, credential=steph_phone.proves("invite", "wv11"))
    assert wrong.status_code == 400
    assert steph_phone.opens("/identities/bloxwich").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "name is empty"),
        ("name", "x" * 61, "too long"),
        ("name", "WV\u202e11", "invisible characters"),
        ("name", "!!!", "letter or digit"),
        ("organisation", "", "organisation is empty"),
        ("handle", "Ö", "A handle has"),
        ("handle", "-a-", "A handle has"),
        ("handle", "admin", "kept for the app"),
        ("initials", "ABCD", "one to three letters"),
        ("initials", "<b>", "one to three letters"),
        ("colour", "gold", "Choose a colour"),
        ("window", "4", "from 5 to 600"),
        ("window", "601", "from 5 to 600"),
        ("window", "ten", "from 5 to 600"),
        ("window", "9" * 5000, "from 5 to 600"),
        ("lease", "0", "from 1 to 60"),
        ("lease", "61", "from 1 to 60"),
        ("board", "secret", "Choose who"),
    ],
)
def test_a_value_that_cannot_be_taken_is_mended_on_the_form(steph_phone: Writer, field: str, value: str, says: str) -> None:
    status, page = makes(steph_phone, **{field: value})
    assert status == 422
    assert says in page
    assert "Nothing was changed" in page
    assert 'value="Bloxwich Library"' in page or field == "organisation"


@pytest.mark.parametrize("field", ["handle", "name"])
def test_what_is_taken_is_said_on_the_form(steph_phone: Writer, field: str) -> None:
    status, page = makes(steph_phone, **{field: {"handle": "wv11", "name": "wv11"}[field]})
    assert status == 409
    assert "Nothing was changed" in page
    assert 'value="Bloxwich Library"' in page


def test_a_speaker_may_not_found_or_edit(anna_phone: Writer) -> None:
    assert anna_phone.opens("/identities/new").status_code == 404
    assert makes(anna_phone)[0] == 404
    page = anna_phone.opens("/identities/wv11")
    assert page.status_code == 200
    assert "Save changes" not in page.text
    assert "Invite somebody" not in page.text
    edited = anna_phone.sends("/identities/wv11", **EDIT, credential=anna_phone.proves("edit_identity", "wv11"))
    assert edited.status_code == 404
    invited = anna_phone.sends("/identities/wv11/invitations", role="keeper", credential=anna_phone.proves("invite", "wv11"))
    assert invited.status_code == 404


def test_a_keeper_edits_everything_but_the_handle(steph_phone: Writer) -> None:
    answer = steph_phone.sends("/identities/wv11", **EDIT | {"handle": "other"}, credential=steph_phone.proves("edit_identity", "wv11"))
    assert answer.headers["Location"] == "/identities/wv11"
    page = steph_phone.opens("/identities/wv11").text
    for value in ("WV11 News", 'value="WN"', 'value="60"', 'value="5"'):
        assert value in page
    assert re.search(r'value="unlisted" checked', page)
    wrong = steph_phone.sends("/identities/wv11", **EDIT | {"window": "1"}, credential=steph_phone.proves("edit_identity", "wv11"))
    assert wrong.status_code == 422
    assert 'value="1"' in wrong.text


def test_one_s_own_voice_is_edited_without_a_lease(steph_phone: Writer) -> None:
    own = {name: value for name, value in EDIT.items() if name != "lease"} | {"name": "Stephanie"}
    assert steph_phone.sends("/identities/steph", **own, credential=steph_phone.proves("edit_identity", "steph")).status_code == 303
    assert "Posting as Stephanie" in read(steph_phone.opens("/identities/steph"))
    invited = steph_phone.sends("/identities/steph/invitations", role="speaker", credential=steph_phone.proves("invite", "steph"))
    assert invited.status_code == 404


def test_an_invitation_s_link_is_shown_once_and_works(app: Flask, steph_phone: Writer, jo_phone: Writer) -> None:
    made = steph_phone.sends("/identities/wv11/invitations", role="speaker", credential=steph_phone.proves("invite", "wv11"))
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    link = re.search(r"http://localhost:8000(/join/[\w-]+)", made.text)
    assert link
    assert link[1] not in steph_phone.opens("/identities/wv11").text
    assert "An invitation for a speaker by Steph is open until" in read(steph_phone.opens("/identities/wv11"))
    assert jo_phone.sends(link[1]).status_code == 303
    assert "Jo" in read(steph_phone.opens("/identities/wv11"))
    assert Phone(app).opens(link[1]).status_code == 410


def test_an_invitation_has_a_role(steph_phone: Writer) -> None:
    for role in ("", "owner"):
        made = steph_phone.sends("/identities/wv11/invitations", role=role, credential=steph_phone.proves("invite", "wv11"))
        assert made.status_code == 422


def test_a_keeper_ends_a_grant_and_what_was_held_is_parked(steph_phone: Writer, anna_phone: Writer) -> None:
    post = anna_phone.becomes("wv11").holds("wv11", "Half-way")
    grant = ended_grant(steph_phone, "Anna")
    answer = steph_phone.sends(f"/grants/{grant}/end", credential=steph_phone.proves("end_grant", grant))
    assert answer.headers["Location"] == "/identities/wv11"
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
    page = steph_phone.opens("/identities/wv11").text
    key = re.search(r"/passkeys/([a-z2-7]{16})/confirmation", page)
    assert key
    assert "New phone" in page
    assert "confirmation" not in anna_phone.opens("/identities/wv11").text
    vouched = anna_phone.sends(f"/passkeys/{key[1]}/confirmation", credential="{}")
    assert vouched.status_code in (303, 400, 401, 404)
    confirmed = steph_phone.sends(f"/passkeys/{key[1]}/confirmation", credential=steph_phone.proves("confirm_passkey", key[1]))
    assert confirmed.status_code == 303
    assert "New phone" not in steph_phone.opens("/identities/wv11").text


def test_a_stranger_cannot_tell_wv11_from_nothing(steph_phone: Writer, jo_phone: Writer) -> None:
    grant = ended_grant(steph_phone, "Steph", button=False)
    for handle in ("wv11", "steph", "no-such-identity"):
        assert jo_phone.opens(f"/identities/{handle}").status_code == 404
        edit = jo_phone.sends(f"/identities/{handle}", **EDIT, credential=jo_phone.proves("edit_identity", handle))
        invite = jo_phone.sends(f"/identities/{handle}/invitations", role="keeper", credential=jo_phone.proves("invite", handle))
        assert (edit.status_code, invite.status_code) == (404, 404)
    for public_id in (grant, new_public_id()):
        assert jo_phone.sends(f"/grants/{public_id}/end", credential=jo_phone.proves("end_grant", public_id)).status_code == 404
        answer = jo_phone.sends(f"/passkeys/{public_id}/confirmation", credential=jo_phone.proves("confirm_passkey", public_id))
        assert answer.status_code == 404


def test_a_proof_for_one_identity_edits_no_other(steph_phone: Writer, clock: Clock) -> None:
    makes(steph_phone)
    wrong = steph_phone.sends("/identities/bloxwich", **EDIT, credential=steph_phone.proves("edit_identity", "wv11"))
    assert wrong.status_code == 400
    late = steph_phone.proves("edit_identity", "wv11")
    clock.forward(121)
    assert steph_phone.sends("/identities/wv11", **EDIT, credential=late).status_code == 400


def test_names_are_never_markup(steph_phone: Writer) -> None:
    assert makes(steph_phone, name=MARKUP, organisation=MARKUP)[0] == 303
    _, form = makes(steph_phone, name=MARKUP, organisation=MARKUP, handle="<b>")
    invited = steph_phone.sends("/identities/bloxwich/invitations", role="speaker", credential=steph_phone.proves("invite", "bloxwich"))
    pages = [steph_phone.opens(path).text for path in ("/identities", "/identities/bloxwich", "/switch", "/board/bloxwich")]
    for page in [*pages, form, invited.text]:
        assert "<img" not in page
        assert "&lt;img" in page


def ended_grant(phone: Writer, name: str, *, button: bool = True) -> str:
    """The id of somebody's grant on WV11, from its page."""
    page = phone.opens("/identities/wv11").text
    forms = re.findall(r'action="/grants/([a-z2-7]+)/end".*?<b>(.*?)</b>(.*?)</form>', page, re.DOTALL)
    grant, rest = next((grant, rest) for grant, who, rest in forms if who == name)
    assert ("<button" in rest) is button
    return str(grant)
