"""Identities: made, edited and shared with a finger; a wrong value comes back on the form; strangers find nothing."""

import re

import pytest

from tests.cast import Member
from tests.conftest import Clock
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
    assert "Invite somebody" not in anna_phone.opens("/identities/wv11/people").text
    edited = anna_phone.sends("/identities/wv11", **EDIT, credential=anna_phone.proves("edit_identity", "wv11"))
    assert edited.status_code == 404
    invited = anna_phone.sends("/identities/wv11/invitations", name="K", role="keeper", credential=anna_phone.proves("invite", "wv11"))
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
    invited = steph_phone.sends("/identities/steph/invitations", name="K", role="speaker", credential=steph_phone.proves("invite", "steph"))
    assert invited.status_code == 404


def test_a_stranger_cannot_tell_wv11_from_nothing(steph: Member, jo_phone: Writer) -> None:
    for handle in ("wv11", "steph", "no-such-identity"):
        assert jo_phone.opens(f"/identities/{handle}").status_code == 404
        edit = jo_phone.sends(f"/identities/{handle}", **EDIT, credential=jo_phone.proves("edit_identity", handle))
        invite = jo_phone.sends(f"/identities/{handle}/invitations", name="K", role="keeper", credential=jo_phone.proves("invite", handle))
        assert (edit.status_code, invite.status_code) == (404, 404)


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
    invited = steph_phone.sends(
        "/identities/bloxwich/invitations", name="K", role="speaker", credential=steph_phone.proves("invite", "bloxwich")
    )
    pages = [steph_phone.opens(path).text for path in ("/identities", "/identities/bloxwich", "/switch", "/board/bloxwich")]
    for page in [*pages, form, invited.text]:
        assert "<img" not in page
        assert "&lt;img" in page
