"""The split send control: drawn by the server, pressed without a script, and refused when nobody was asked."""

import re
from typing import Any

from pwa.courier import Courier
from tests.actions.test_reshare import takes_down
from tests.cast import Member
from tests.conftest import Clock
from tests.web.test_reshares import notice_of_jo
from tests.web.writer import Writer, form_of, read

BUS = ("A man on the bus told me what he thinks of my cat.", "He has views on dogs too.", "Now he is asleep.")
LIBRARY = "The library is open until six."


def rides(writer: Writer) -> Writer:
    for text in BUS:
        writer.holds("steph", text)
    return writer.becomes("wv11")


def plain(writer: Writer, handle: str = "wv11") -> dict[str, Any]:
    """A form on which nobody has been asked."""
    return writer.composer(handle) | {"part": [LIBRARY]}


def halves(page: str) -> list[tuple[str, str, str]]:
    """What the two halves say: the value of each, its name, and the line under it."""
    found = re.search(r'<div class="halves".*?</div>', page, re.DOTALL)
    assert found, "there are no halves"
    buttons = re.findall(r"<button([^>]*)>(.*?)</button>", found[0], re.DOTALL)
    values = [re.search(r'value="([^"]+)"', given) for given, _ in buttons]
    words = [re.findall(r"<span[^>]*>(.*?)</span>", inside) for _, inside in buttons]
    return [(value[1] if value else "", *said) for value, said in zip(values, words, strict=True)]


EQUAL = [("steph", "Post as Steph", "your last 3, just now"), ("wv11", "Hold to post as WV11", "1 channel")]


def test_the_composer_draws_two_halves_and_none_is_the_default(steph_phone: Writer) -> None:
    page = rides(steph_phone).opens("/as/wv11/?new=1").text
    assert halves(page) == EQUAL
    assert "Your last 3 posts were as Steph. Say as whom you mean this one." in page
    form = page[page.index('<form id="draft"') :]
    first = re.search(r"<button(?![^>]*type=.button)[^>]*>", re.sub(r"<noscript>.*?</noscript>", "", form, flags=re.DOTALL))
    assert first
    assert "disabled" in first[0]  # Enter presses nothing
    assert "autofocus" not in page[page.index('class="halves"') : page.index('id="move-sheet"')]


def test_an_old_page_is_refused_and_comes_back_with_both_halves(steph_phone: Writer) -> None:
    page = plain(rides(steph_phone))
    refused = steph_phone.sends("/as/wv11/posts", **page, armed="yes")
    assert refused.status_code == 409
    assert halves(refused.text) == EQUAL
    assert "Say as whom you mean this one. Nothing was sent." in read(refused)
    assert form_of(refused.text)["part"] == [LIBRARY]
    held = steph_phone.sends("/as/wv11/posts", **form_of(refused.text), armed="as wv11")
    assert "Going out as WV11" in steph_phone.opens(held.headers["Location"]).text


def test_without_a_script_each_half_is_a_button(steph_phone: Writer) -> None:
    page = plain(rides(steph_phone))
    asked = steph_phone.sends("/as/wv11/posts", **page)
    assert asked.status_code == 200
    assert [half[:2] for half in halves(asked.text)] == [("steph", "Post as Steph"), ("wv11", "Yes, post as WV11")]
    sure = steph_phone.sends("/as/wv11/posts", **page, chosen="wv11")
    assert "Yes, post as WV11" in sure.text
    assert ('class="halves"' in sure.text, "Say as whom" in sure.text) == (False, False)  # she has said it
    assert re.search(r'<textarea name="chosen" hidden>wv11</textarea>', sure.text)
    down = steph_phone.sends("/as/wv11/posts", **page | {"version": 2}, chosen="steph")
    shown = steph_phone.opens(down.headers["Location"])
    assert "Going out as Steph" in shown.text
    assert "The library" not in steph_phone.opens("/board/wv11").text
    again = steph_phone.sends("/as/wv11/posts", **page | {"version": 2}, chosen="steph")
    assert again.headers["Location"] == down.headers["Location"]


def test_up_is_the_sheet_and_a_finger(steph_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    for text in ("Bins are late.", "Buses too."):
        steph_phone.holds("wv11", text)
    page = steph_phone.becomes("steph").opens("/as/steph/?new=1").text
    assert halves(page) == [("", "Move it to WV11", "your last 2, just now"), ("steph", "Post as Steph", "1 channel")]
    assert steph_phone.sends("/as/steph/posts", **plain(steph_phone, "steph")).status_code == 409
    assert steph_phone.sends("/as/steph/posts", **plain(steph_phone, "steph"), chosen="wv11").status_code == 422
    assert steph_phone.sends("/as/steph/posts", **plain(steph_phone, "steph"), chosen="steph").status_code == 303


def test_a_parked_one_shows_them_too_and_can_go_down(steph_phone: Writer) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", LIBRARY)
    steph_phone.sends(f"{post}/parking")
    page = rides(steph_phone.becomes("steph")).opens(post).text
    assert [half[:2] for half in halves(page)] == [half[:2] for half in EQUAL]
    key = re.findall(r'name="page_key" value="([^"]+)"', page)[0]
    refused = steph_phone.sends(f"{post}/holds", page_key=key, armed="yes")
    assert (refused.status_code, [half[0] for half in halves(refused.text)]) == (409, ["steph", "wv11"])
    down = steph_phone.sends(f"{post}/holds", page_key=key, chosen="steph")
    assert "Going out as Steph" in steph_phone.opens(down.headers["Location"]).text
    assert "Undone" in read(steph_phone.opens(post))


def test_what_was_undone_on_its_way_down_is_not_shown_as_if_it_still_waited(
    steph_phone: Writer, jo_phone: Writer, jo: Member, clock: Clock, courier: Courier
) -> None:
    link = notice_of_jo(jo_phone, clock, courier)
    page = form_of(steph_phone.becomes("wv11").opens(f"/as/wv11/?new=1&reshare={link}").text)
    answers = {"reshares": ["", link], "chosen": "wv11", "why": "It is our library.", "armed": "yes"}
    post = steph_phone.sends("/as/wv11/posts", **page, **answers).location
    steph_phone.sends(f"{post}/parking")
    takes_down(jo, courier)
    down = steph_phone.sends(f"{post}/holds", page_key=page["page_key"][:-1] + "x", chosen="steph")
    assert down.status_code == 422
    assert "not there any more" in read(down)
    assert "Hold it again" not in read(down)
    assert "Undone" in read(down)
