"""The pages of a channel that is for emergencies only, from the keeper's mark to the composer of a speaker."""

import re

import pytest
from flask import Flask

from tests.web.phone import Phone, said, words
from tests.web.writer import Writer, read

PROBLEM = r'<p class="say bad" role="alert">(.*?)</p>'
CLOSED = "Emergency only. A keeper can open it."


@pytest.fixture
def board(steph_phone: Writer) -> str:
    """The id of WV11's noticeboard."""
    return str(re.findall(r'href="/channels/(\w+)/emergency"', steph_phone.opens("/identities/wv11/channels").text)[0])


def marks(phone: Phone, channel: str, only: str = "yes") -> None:
    answer = phone.sends(f"/channels/{channel}/emergency", only=only, credential=phone.proves("mark_channel", channel))
    assert answer.status_code == 303, answer.text


def opens(phone: Phone, channel: str, **typed: str) -> int:
    form = {"why": "The canal is over its banks.", "end": "hour"} | typed
    return phone.sends(f"/channels/{channel}/opening", **form, credential=phone.proves("open_channel", channel)).status_code


def test_a_keeper_marks_opens_and_closes_and_each_page_says_where_it_stands(steph_phone: Writer, anna_phone: Writer, board: str) -> None:
    assert "nobody at WV11 can choose it" in read(steph_phone.opens(f"/channels/{board}/emergency"))
    marks(steph_phone, board)
    listed = steph_phone.opens("/identities/wv11/channels")
    assert said(listed) == ["wv11 is for emergencies only now, and closed."]
    assert "Emergency only. Closed until a keeper opens it." in read(anna_phone.opens("/identities/wv11/channels"))
    assert opens(steph_phone, board) == 303
    assert "Steph opened it: The canal is over its banks." in read(anna_phone.opens("/identities/wv11/channels"))
    assert "wv11, a channel of WV11 for emergencies, until " in read(anna_phone.opens("/identities"))
    assert steph_phone.sends(f"/channels/{board}/closing").status_code == 303
    assert "Closed until a keeper opens it." in read(steph_phone.opens("/identities/wv11/channels"))
    marks(steph_phone, board, "no")
    assert "Emergency only." not in read(steph_phone.opens("/identities/wv11/channels"))


def test_the_composer_shows_it_and_nobody_can_choose_it(steph_phone: Writer, anna_phone: Writer, board: str) -> None:
    marks(steph_phone, board)
    for phone, may_open in ((steph_phone, True), (anna_phone, False)):
        page = phone.becomes("wv11").opens("/as/wv11/?new=1")
        assert f'value="{board}" disabled' in page.text
        assert CLOSED in read(page)
        assert (f'href="/channels/{board}/emergency"' in page.text) is may_open


def test_words_for_a_closed_channel_are_kept_and_not_held(steph_phone: Writer, board: str) -> None:
    form = steph_phone.becomes("wv11").writes("wv11", "The bus is late.") | {"channel": [board]}
    marks(steph_phone, board)
    for armed in ({}, {"armed": "yes"}):
        refused = steph_phone.sends("/as/wv11/posts", **form, **armed)
        assert refused.status_code == 422
        assert words(refused, PROBLEM) == [
            "wv11 is for emergencies only, and closed. Nothing was sent. Leave it out, or ask a keeper to open it."
        ]
        assert "The bus is late." in refused.text
    assert "The bus is late." in steph_phone.opens("/as/wv11/drafts").text


def test_open_it_can_be_chosen_says_why_and_is_ticked_by_nobody_but_a_person(steph_phone: Writer, board: str) -> None:
    marks(steph_phone, board)
    opens(steph_phone, board)
    page = steph_phone.becomes("wv11").opens("/as/wv11/?new=1")
    assert re.findall(rf'value="{board}"( disabled| checked)', page.text) == []
    assert re.search(r"Open until \d\d:\d\d( tomorrow)? : The canal is over its banks\.", read(page))
    form = steph_phone.writes("wv11", "Keep away from the canal.") | {"channel": [board], "armed": "yes"}
    assert steph_phone.sends("/as/wv11/posts", **form).status_code == 303


@pytest.mark.parametrize("typed", [{"why": ""}, {"why": "x" * 201}, {"end": "a month"}, {"why": "\x00\x00\x00\x00"}])
def test_a_reason_and_an_end_are_asked_for(steph_phone: Writer, board: str, typed: dict[str, str]) -> None:
    marks(steph_phone, board)
    assert opens(steph_phone, board, **typed) == 422
    assert "Closed until a keeper opens it." in read(steph_phone.opens("/identities/wv11/channels"))


def test_a_channel_that_is_not_there_has_no_page(app: Flask, steph_phone: Writer, anna_phone: Writer, board: str) -> None:
    own = steph_phone.composer("steph")["channel"][0]
    for phone, channel in ((anna_phone, board), (steph_phone, "a" * 16), (steph_phone, own)):
        assert phone.opens(f"/channels/{channel}/emergency").status_code == 404
        assert phone.sends(f"/channels/{channel}/closing").status_code == 404
