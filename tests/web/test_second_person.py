"""The second person on the screens: a keeper's choice, what is said before a hold, the yes page, the outbox, the receipt."""

from tests.actions.second_person import MUST, asks_for
from tests.cast import Member
from tests.web.phone import said, words
from tests.web.writer import Writer

SCREEN = "/identities/wv11/second-person"
FORM = {"ask": "yes", "when": "always", "objection": "10", "answer": "60"}
LEDE = r'<p class="lede"[^>]*>(.*?)</p>'


def held(phone: Writer) -> str:
    """What Steph holds as WV11; its address."""
    return phone.becomes("wv11").holds("wv11", "The road is closed from Monday.")


def meant_on(phone: Writer, post: str) -> str:
    [meant] = words(phone.opens(f"{post}/approval"), r'action="/approvals/([^"]+)"')
    return meant


def says_yes(phone: Writer, post: str) -> None:
    meant = meant_on(phone, post)
    answer = phone.sends(f"/approvals/{meant}", credential=phone.proves("approve", meant))
    assert (answer.status_code, answer.location) == (303, post)


def test_a_keeper_chooses_and_a_speaker_reads(steph_phone: Writer, anna_phone: Writer) -> None:
    days = {"period": ["Election", ""], "from": ["2027-03-22", ""], "until": ["2027-05-06", ""]}
    answer = steph_phone.sends(SCREEN, **FORM | {"when": "periods"}, **days, credential=steph_phone.proves("edit_identity", "wv11"))
    assert answer.location == SCREEN
    page = anna_phone.opens(SCREEN)
    assert 'value="yes" checked' in page.text
    assert 'value="2027-05-06"' in page.text
    assert "disabled" in page.text
    denied = anna_phone.sends(SCREEN, **FORM, credential=anna_phone.proves("edit_identity", "wv11"))
    assert denied.status_code == 404


def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(steph_phone: Writer) -> None:
    for wrong in (
        {"answer": "0"},
        {"ask": "perhaps"},
        {"when": "periods"},
        {"period": ["Election"], "from": ["2027-05-07"], "until": ["2027-05-06"]},
        {"period": ["Election"], "from": ["soon"], "until": ["2027-05-06"]},
        {"period": ["Election"], "from": ["0001-01-01"], "until": ["9999-12-31"]},
        {"period": ["x"] * 30, "from": ["2027-05-07"] * 30, "until": ["2027-05-07"] * 30},
    ):
        answer = steph_phone.sends(SCREEN, **FORM | wrong, credential=steph_phone.proves("edit_identity", "wv11"))
        assert answer.status_code == 422, wrong
        assert "Nothing was changed." in answer.text


def test_before_the_hold_it_is_said_for_whom_it_waits(steph_phone: Writer, steph: Member) -> None:
    steph_phone.speaks_as("wv11")
    assert "Anyone at WV11 can stop it." in steph_phone.opens("/as/wv11/").text
    asks_for(steph, MUST)
    assert "Nobody else at WV11 could say yes to it" in steph_phone.opens("/as/wv11/").text
    really = steph_phone.sends("/as/wv11/posts", **steph_phone.writes("wv11", "Words."))
    assert "Nobody else at WV11 could say yes to it" in really.text


def test_yes(steph_phone: Writer, anna_phone: Writer, steph: Member) -> None:
    asks_for(steph, MUST)
    post = held(steph_phone)
    assert "Waits for a colleague’s yes, 60 minutes at most." in steph_phone.opens("/as/wv11/?new=1").text
    waits = steph_phone.opens(post)
    assert "Waits for a yes" in waits.text
    assert "Anna. It stands on top of their outbox" in waits.text
    assert steph_phone.opens(f"{post}/approval").location == post  # not their own
    outbox = anna_phone.opens("/as/wv11/outbox")
    assert words(outbox, r'<p class="needs">(.*?)</p>') == ["1 needs you"]
    assert f"{post}/approval" in outbox.text
    assert f"{post}/approval" not in steph_phone.opens("/as/wv11/outbox").text
    says_yes(anna_phone, post)
    going = anna_phone.opens(post)
    assert said(going)[0].startswith("You said yes. It leaves at ")
    assert "Anna said yes. Nothing has gone out yet." in words(going, LEDE)[0]
    assert "Take my yes back" in going.text
    assert "Take my yes back" not in steph_phone.opens(post).text


def test_no_and_why(steph_phone: Writer, anna_phone: Writer, steph: Member) -> None:
    asks_for(steph, MUST)
    post = held(steph_phone)
    again = anna_phone.sends(f"{post}/refusal", reason="  ")
    assert (again.status_code, "Say in a few words why not" in again.text) == (422, True)
    assert anna_phone.sends(f"{post}/refusal", reason="It is Tuesday.").location == post
    parked = steph_phone.opens(post).text
    assert "Anna said no to what you held as WV11." in steph_phone.opens("/identities").text
    assert "Anna said no: “It is Tuesday.”" in parked
    assert "Anna said no: “It is Tuesday.”" in steph_phone.opens("/as/wv11/outbox").text
    assert "Held again, it asks a colleague again." in parked
    assert anna_phone.opens(f"{post}/approval").location == post


def test_taken_back(steph_phone: Writer, anna_phone: Writer, steph: Member) -> None:
    asks_for(steph, MUST)
    post = held(steph_phone)
    says_yes(anna_phone, post)
    assert steph_phone.sends(f"{post}/withdrawal").status_code == 404
    assert anna_phone.sends(f"{post}/withdrawal").location == post
    assert "Anna said yes to it, and took that back." in steph_phone.opens(post).text
    assert "Anna, by finger, face or PIN at" in steph_phone.opens(post).text


def test_whoever_has_no_right_finds_nothing(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer, steph: Member) -> None:
    asks_for(steph, MUST)
    post = held(steph_phone)
    meant = meant_on(anna_phone, post)
    assert jo_phone.opens(f"{post}/approval").status_code == 404
    assert jo_phone.sends(f"/approvals/{meant}", credential=jo_phone.proves("approve", meant)).status_code == 404
    assert jo_phone.opens(SCREEN).status_code == 404
    assert steph_phone.opens("/identities/steph/second-person").status_code == 404


def test_a_yes_without_a_finger_is_none(steph_phone: Writer, anna_phone: Writer, steph: Member) -> None:
    asks_for(steph, MUST)
    post = held(steph_phone)
    meant = meant_on(anna_phone, post)
    assert anna_phone.sends(f"/approvals/{meant}").status_code == 400
    assert anna_phone.sends(f"/approvals/{meant}", credential=anna_phone.proves("approve", meant, uv=False)).status_code == 400
    assert "Waits for a yes" in steph_phone.opens(post).text
