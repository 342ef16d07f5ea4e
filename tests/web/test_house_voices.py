"""The page of the house voice: what is looked at, a keeper's own words, and how often it was right without pointing at anybody."""

import pytest
from sqlmodel import col, select, update

from pwa.rules.second_look import Rule
from pwa.store.tables import Flag, Hold
from pwa.store.transaction import transaction
from tests.web.writer import Writer, read

SCREEN = "/identities/wv11/voice"
FORM = {"rule": ["swearing", "politics"], "flagged": "Project Heron\n\n  O’Shea ", "passing": "@bob\nBoris"}


def saves(phone: Writer, **fields: object) -> str:
    answer = phone.sends(SCREEN, **FORM | fields, credential=phone.proves("edit_identity", "wv11"))
    assert answer.status_code == 303, answer.text
    return phone.opens(SCREEN).text


def test_a_keeper_chooses_and_a_speaker_reads(steph_phone: Writer, anna_phone: Writer) -> None:
    assert steph_phone.opens(SCREEN).text.count(" checked") == 13  # every rule, until a keeper says otherwise
    page = saves(steph_phone)
    assert 'value="swearing" checked' in page
    assert 'value="hour" checked' not in page
    assert "Project Heron\nO’Shea</textarea>" in page
    seen = anna_phone.opens(SCREEN)
    assert "Project Heron" in seen.text
    assert "disabled" in seen.text
    assert "No post had a reason in the last year." in page
    assert "No post had a reason" not in seen.text
    denied = anna_phone.sends(SCREEN, **FORM, credential=anna_phone.proves("edit_identity", "wv11"))
    assert denied.status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"flagged": "x" * 61}, {"flagged": "\n".join(map(str, range(201)))}, {"passing": "!!!"}, {"passing": "a\x07b"}],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(steph_phone: Writer, wrong: dict[str, str]) -> None:
    answer = steph_phone.sends(SCREEN, **FORM | wrong, credential=steph_phone.proves("edit_identity", "wv11"))
    assert answer.status_code == 422
    assert 'value="swearing" checked' in answer.text
    assert 'value="hour" checked' not in answer.text
    assert "Boris" in answer.text or "passing" in wrong


def test_a_personal_voice_and_a_strangers_have_no_such_page(steph_phone: Writer, jo_phone: Writer) -> None:
    assert steph_phone.opens("/identities/steph/voice").status_code == 404
    assert jo_phone.opens(SCREEN).status_code == 404


def test_the_figures_are_told_to_keepers(steph_phone: Writer, anna_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    post = steph_phone.holds("wv11", "This is bollocks")
    steph_phone.sends(f"{post}/cancellation")
    assert "1 post: 1 undone." in read(steph_phone.opens(SCREEN))
    assert "1 undone" not in read(anna_phone.opens(SCREEN))  # a keeper's figures


def test_private_reasons_are_told_in_fives_and_not_below_one(steph_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    for number in range(6):
        steph_phone.holds("wv11", f"Bollocks {number}")
        rest_on_own_posts()
        page = read(steph_phone.opens(SCREEN))
        assert ("beside at least 5 posts" in page) is (number >= 4)
        assert "undone" not in page  # none of the rules tells of them
        assert "what became of posts" not in page


def rest_on_own_posts() -> None:
    """As if those reasons had been private ones."""
    with transaction() as session:
        session.exec(update(Flag).values(private=True, rule=Rule.READS_LIKE).where(col(Flag.hold_id).in_(select(Hold.id))))
