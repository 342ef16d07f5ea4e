"""What can be done with a post once it is held, and what its page says of it."""

import pytest

from pwa.courier import Courier
from pwa.secrets import new_token
from tests.conftest import Clock
from tests.web.writer import Writer, parts_of, read, value_of

SCRIPT = "<script>alert('x')</script>&\"'</textarea>"
LEFT = 40  # seconds after which whatever was held here has left


def test_undo_brings_the_words_back_to_the_composer(steph_phone: Writer) -> None:
    post = steph_phone.holds("steph", "Not like this", "nor this")
    undone = steph_phone.sends(f"{post}/cancellation")
    assert undone.status_code == 303
    page = steph_phone.opens(undone.headers["Location"])
    assert parts_of(page.text) == ["Not like this", "nor this"]
    assert "Undone. It is back in your drafts." in read(page)
    assert steph_phone.sends(f"{post}/cancellation").headers["Location"] == undone.headers["Location"]


def test_anna_undoes_steph_s_post_while_speaking_as_herself(steph_phone: Writer, anna_phone: Writer) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "A picture nobody checked")
    assert "Held" in read(anna_phone.opens("/as/wv11/outbox"))
    assert "held by Steph" in read(anna_phone.opens(post))
    undone = anna_phone.sends(f"{post}/cancellation")
    assert undone.headers["Location"] == post
    page = read(anna_phone.opens(post))
    assert "Undone. The words went back to Steph's drafts." in page
    assert "Anna undid it" in page
    assert parts_of(steph_phone.opens("/as/wv11/").text) == ["A picture nobody checked"]
    anna_phone.becomes("wv11")
    assert "A picture nobody checked" not in anna_phone.opens("/as/wv11/drafts").text


def test_undo_while_another_identity_is_active_stays_on_the_post(steph_phone: Writer) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "Official")
    steph_phone.becomes("steph")
    assert steph_phone.sends(f"{post}/cancellation").headers["Location"] == post
    page = steph_phone.opens(post)
    assert "your drafts as WV11" in read(page)
    assert "Open the draft" in page.text


def test_an_undo_that_comes_too_late_says_when_it_left(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    post = steph_phone.holds("steph", "Gone")
    clock.forward(LEFT)
    courier.run_once()
    for action in ("cancellation", "parking"):
        late = steph_phone.sends(f"{post}/{action}")
        assert late.status_code == 409
        assert "Too late: it left at " in late.text
        assert f'href="{post}"' in late.text


def test_keep_holding_parks_and_holding_again_is_a_new_window(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    post = steph_phone.holds("steph", "Wait")
    assert steph_phone.sends(f"{post}/parking").headers["Location"] == post
    page = steph_phone.opens(post)
    assert "Steph kept it from going out" in read(page)
    clock.forward(LEFT)
    courier.run_once()
    assert "Parked" in read(steph_phone.opens(post))
    key = value_of(page.text, "page_key")
    for _ in range(2):
        assert steph_phone.sends(f"{post}/holds", page_key=key).headers["Location"] == post
    assert "Going out as Steph" in steph_phone.opens(post).text
    clock.forward(LEFT)
    courier.run_once()
    assert "2 of 2" in read(steph_phone.opens(post))
    assert steph_phone.sends(f"{post}/holds", page_key=new_token()).status_code == 409


def test_holding_again_as_official_takes_the_lease_and_the_second_page(steph_phone: Writer) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "Wait")
    steph_phone.sends(f"{post}/parking")
    key = value_of(steph_phone.opens(post).text, "page_key")
    asked = steph_phone.sends(f"{post}/holds", page_key=key)
    assert "Yes, post as WV11" in asked.text
    steph_phone.becomes("steph")
    for armed in ({}, {"armed": "yes"}):
        refused = steph_phone.sends(f"{post}/holds", page_key=key, **armed)
        assert refused.status_code == 409
        assert "You are posting as Steph. Switch to WV11" in read(refused)
    assert "Parked" in read(steph_phone.opens(post))
    assert steph_phone.becomes("wv11").sends(f"{post}/holds", page_key=key, armed="yes").status_code == 303
    assert "Going out as WV11" in steph_phone.opens(post).text


def test_undo_of_a_parked_post_gives_the_words_back(steph_phone: Writer) -> None:
    post = steph_phone.holds("steph", "Parked words")
    steph_phone.sends(f"{post}/parking")
    assert parts_of(steph_phone.opens(steph_phone.sends(f"{post}/cancellation").headers["Location"]).text) == ["Parked words"]


def test_send_now_is_for_a_personal_voice_only(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    post = steph_phone.holds("steph", "Now")
    assert steph_phone.sends(f"{post}/release").headers["Location"] == post
    courier.run_once()
    assert "Sent" in read(steph_phone.opens(post))
    official = steph_phone.becomes("wv11").holds("wv11", "Not now")
    assert steph_phone.sends(f"{official}/release").status_code == 409
    assert "Going out as WV11" in steph_phone.opens(official).text


def test_the_receipt_says_who_how_and_where(steph_phone: Writer, anna_phone: Writer, clock: Clock, courier: Courier) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "One", "Two")
    clock.forward(LEFT)
    courier.run_once()
    courier.run_once()
    page = anna_phone.opens(post)
    said = read(page)
    for fact in ("Sent", "Steph", "By finger, face or PIN at", "30 seconds", "It left at", "Noticeboard wv11"):
        assert fact in said
    assert "/board/wv11/" in page.text


def test_what_has_just_left_is_looked_at_each_second_and_later_less_often(
    steph_phone: Writer, clock: Clock, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = steph_phone.holds("steph", "On its way")
    clock.forward(LEFT)
    with monkeypatch.context() as away:
        away.setattr("pwa.actions.errand_due.deliver_due", lambda *_, **__: 0)
        courier.run_once()
    assert 'refresh-every="1"' in steph_phone.opens(post).text
    clock.forward(20)
    assert 'refresh-every="3"' in steph_phone.opens(post).text
    courier.run_once()
    assert "refresh-every" not in steph_phone.opens(post).text


def test_what_was_sent_can_be_taken_down(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    post = steph_phone.holds("steph", "Oh dear")
    assert "Take it down" not in steph_phone.opens(post).text
    assert steph_phone.sends(f"{post}/retraction").status_code == 409
    clock.forward(LEFT)
    courier.run_once()
    assert "Take it down" in steph_phone.opens(post).text
    assert steph_phone.sends(f"{post}/retraction").headers["Location"] == post
    assert steph_phone.sends(f"{post}/retraction").status_code == 303
    courier.run_once()
    page = steph_phone.opens(post)
    assert "Taken down" in read(page)
    assert "Take it down" not in page.text
    assert "Oh dear" not in steph_phone.opens("/board/steph").text


def test_a_stranger_cannot_tell_a_post_from_nothing(steph_phone: Writer, jo_phone: Writer, clock: Clock, courier: Courier) -> None:
    held = steph_phone.becomes("wv11").holds("wv11", "Held")
    parked = steph_phone.holds("wv11", "Parked")
    steph_phone.sends(f"{parked}/parking")
    for post in (held, parked, "/posts/aaaaaaaaaaaaaaaa", "/posts/x", "/posts/'--"):
        assert jo_phone.opens(post).status_code == 404
        for action in ("cancellation", "parking", "holds", "release", "retraction"):
            assert jo_phone.sends(f"{post}/{action}", page_key=new_token(), armed="yes").status_code == 404
    assert "Going out as WV11" in steph_phone.opens(held).text
    assert "Parked" in read(steph_phone.opens(parked))


def test_words_and_names_are_never_markup(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    steph_phone.becomes("wv11")
    renamed = {"name": "<b>WV11", "initials": "W", "colour": "teal", "window": "30", "lease": "15", "board": "open"}
    steph_phone.sends("/identities/wv11", **renamed, credential=steph_phone.proves("edit_identity", "wv11"))
    asked = steph_phone.sends("/as/wv11/posts", **steph_phone.writes("wv11", SCRIPT))
    post = steph_phone.holds("wv11", SCRIPT)
    pages = [asked, steph_phone.opens(post), steph_phone.opens("/as/wv11/outbox")]
    clock.forward(LEFT)
    courier.run_once()
    pages += [steph_phone.opens(post), steph_phone.opens("/as/wv11/outbox")]
    pages.append(steph_phone.sends(f"{post}/cancellation"))
    steph_phone.becomes("steph")
    pages.append(steph_phone.sends("/as/wv11/posts", draft="a" * 16, part=SCRIPT, armed="yes"))
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<b>WV11" not in page.text
