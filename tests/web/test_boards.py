"""The public noticeboard: what has left stands there and nothing else, for anybody, in words that are never markup."""

from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pwa.courier import Courier
from pwa.web import boards
from tests.conftest import Clock
from tests.web.phone import Phone
from tests.web.writer import Writer, read

ATOM = "{http://www.w3.org/2005/Atom}"
LEFT = 40  # seconds after which whatever was held here has left
SCRIPT = "<script>alert('x')</script> & ]]> \"'"


def posts(phone: Writer, courier: Courier, clock: Clock, *parts: str, handle: str = "steph") -> str:
    """Words that have left; returns the address of the post."""
    post = phone.holds(handle, *parts)
    clock.forward(LEFT)
    for _ in parts:
        courier.run_once()
    return post


def feed(answer: TestResponse) -> ElementTree.Element:
    return ElementTree.fromstring(answer.data)


def test_nothing_stands_there_before_it_has_left(steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier) -> None:
    steph_phone.holds("steph", "Not yet")
    steph_phone.sends(f"{steph_phone.holds('steph', 'Never')}/cancellation")
    courier.run_once()
    for path in ("/board/steph", "/board/steph/feed.atom"):
        assert "Not yet" not in stranger.opens(path).text
    clock.forward(LEFT)
    courier.run_once()
    for path in ("/board/steph", "/board/steph/feed.atom"):
        assert "Not yet" in stranger.opens(path).text
        assert "Never" not in stranger.opens(path).text


def test_a_series_is_one_notice_with_its_own_address(steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier) -> None:
    posts(steph_phone, courier, clock, "One", "Two", "Three")
    page = stranger.opens("/board/steph")
    assert read(page).count("One Two Three") == 1
    address = page.text.split('href="/board/steph/')[-1].split('"')[0]
    entries = feed(stranger.opens("/board/steph/feed.atom")).findall(f"{ATOM}entry")
    assert len(entries) == 1
    address = str(entries[0].findtext(f"{ATOM}id"))
    assert "One Two Three" in read(stranger.opens(address.removeprefix("http://localhost:8000")))


def test_the_board_names_nobody_and_anybody_may_keep_it_for_a_moment(
    steph_phone: Writer, clock: Clock, courier: Courier, app: Flask
) -> None:
    posts(steph_phone.becomes("wv11"), courier, clock, "Road closed", handle="wv11")
    for path in ("/board/wv11", "/board/wv11/feed.atom"):
        page = steph_phone.opens(path)
        assert page.headers["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in page.headers
        assert {"Accept-Language", "Cookie"} <= set(page.vary)  # the cookie of the language, if the reader chose one
        assert ("Sec-Fetch-Site" in page.vary) == ("<style>" in page.text or "stylesheet" in page.text)  # the sheet stands in it for some
        assert "Steph" not in page.text
        assert "<script" not in page.text


def test_an_unlisted_board_asks_search_engines_to_stay_away(steph_phone: Writer, stranger: Phone) -> None:
    assert "X-Robots-Tag" not in stranger.opens("/board/wv11").headers
    unlisted = {"name": "WV11", "initials": "", "colour": "teal", "window": "30", "lease": "15", "board": "unlisted"}
    steph_phone.sends("/identities/wv11", **unlisted, credential=steph_phone.proves("edit_identity", "wv11"))
    for path in ("/board/wv11", "/board/wv11/feed.atom"):
        assert stranger.opens(path).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex' in stranger.opens("/board/wv11").text


def test_what_was_taken_down_leaves_a_tombstone_and_leaves_the_feed(
    steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier
) -> None:
    post = posts(steph_phone, courier, clock, "Regrettable", "and more of it")
    address = feed(stranger.opens("/board/steph/feed.atom")).find(f"{ATOM}entry/{ATOM}id")
    assert address is not None
    assert address.text
    before = feed(stranger.opens("/board/steph/feed.atom")).findtext(f"{ATOM}updated")
    clock.forward(60)
    steph_phone.sends(f"{post}/retraction")
    courier.run_once()
    for path in ("/board/steph", address.text.removeprefix("http://localhost:8000")):
        page = stranger.opens(path)
        assert page.status_code == 200
        assert "Regrettable" not in page.text
        assert "and more of it" not in page.text
        assert "taken down" in read(page)
    after = feed(stranger.opens("/board/steph/feed.atom"))
    assert after.findall(f"{ATOM}entry") == []
    assert str(after.findtext(f"{ATOM}updated")) > str(before)


def test_the_feed_is_atom(steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier) -> None:
    posts(steph_phone, courier, clock, f"First \ufffe{SCRIPT}\uffff", "second part")
    posts(steph_phone, courier, clock, "Second")
    answer = stranger.opens("/board/steph/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    assert answer.text.startswith("<?xml")
    root = feed(answer)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert element.findtext(f"{ATOM}{name}")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Steph"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost:8000/board/steph/feed.atom"
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 2
    assert f"First {SCRIPT}" in str(root.findall(f"{ATOM}entry")[1].findtext(f"{ATOM}content"))


def test_a_reader_that_has_the_feed_is_told_so(steph_phone: Writer, stranger: Phone) -> None:
    tag = stranger.opens("/board/steph/feed.atom").headers["ETag"]
    assert stranger.opens("/board/steph/feed.atom", If_None_Match=tag).status_code == 304


def test_an_empty_board_and_feed_are_whole(steph_phone: Writer, stranger: Phone) -> None:
    assert stranger.opens("/board/wv11").status_code == 200
    assert feed(stranger.opens("/board/wv11/feed.atom")).findtext(f"{ATOM}updated")


def test_words_are_never_markup(steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier) -> None:
    posts(steph_phone, courier, clock, SCRIPT)
    address = feed(stranger.opens("/board/steph/feed.atom")).findtext(f"{ATOM}entry/{ATOM}id") or ""
    for path in ("/board/steph", "/board/steph/feed.atom", address.removeprefix("http://localhost:8000")):
        page = stranger.opens(path)
        assert "alert(" in page.text
        assert "<script>" not in page.text


def test_older_notices_are_a_link_away(
    steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "NOTICES_ON_A_PAGE", 2)
    for number in range(5):
        posts(steph_phone, courier, clock, f"Notice {number}")
    seen, path = [], "/board/steph"
    while path:
        page = stranger.opens(path).text
        seen += [number for number in range(5) if f"Notice {number}" in page]
        path = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else ""
    assert seen == [3, 4, 1, 2, 0]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "yesterday",
        "2026-13-45",
        "2026-11-22",
        "2026-11-22T10:00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59Z",
        "1e400",
        "%00",
        "' or 1",
    ],
)
def test_a_before_that_makes_no_sense_is_no_error(steph_phone: Writer, stranger: Phone, before: str) -> None:
    assert stranger.opens(f"/board/steph?before={before}").status_code in (200, 404)


@pytest.mark.parametrize(
    "path", ["/board/nobody", "/board/nobody/feed.atom", "/board/steph/aaaaaaaaaaaaaaaa", "/board/%00", "/board/steph/%00"]
)
def test_what_is_not_there_is_not_found(steph_phone: Writer, stranger: Phone, path: str) -> None:
    assert stranger.opens(path).status_code == 404


def test_one_board_does_not_show_another_s_notice(steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier) -> None:
    posts(steph_phone, courier, clock, "Mine")
    address = feed(stranger.opens("/board/steph/feed.atom")).findtext(f"{ATOM}entry/{ATOM}id") or ""
    assert stranger.opens(address.removeprefix("http://localhost:8000").replace("/steph/", "/wv11/")).status_code == 404
