"""Pictures over HTTP: on their way here, for those who may see them, and in public once they are out."""

import re
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import TestResponse

from pwa.courier import Courier
from pwa.rules.pictures import CHUNK_BYTES
from tests import picture_files as files
from tests.conftest import Clock
from tests.web.phone import FROM_OUR_PAGE, Phone
from tests.web.writer import Writer, read

SLY = '"><script>alert(1)</script> & a <door>'


def begins(phone: Phone, size: object) -> TestResponse:
    return phone.sends("/uploads", size=size)


def appends(phone: Phone, href: str, offset: object, body: bytes) -> TestResponse:
    return phone.client.put(f"{href}?offset={offset}", data=body, headers=FROM_OUR_PAGE, content_type="application/octet-stream")


def brings(phone: Phone, raw: bytes | None = None) -> str:
    """A picture that has arrived; its id."""
    raw = raw or files.photo()
    href = begins(phone, len(raw)).get_json()["href"]
    for start in range(0, len(raw), CHUNK_BYTES):
        answer = appends(phone, href, start, raw[start : start + CHUNK_BYTES])
        assert answer.status_code == 200, answer.text
    return str(answer.get_json()["picture"]["id"])


def illustrates(phone: Writer, handle: str, words: str, **alts: str) -> str:
    """Hold these words with these pictures; the address of the post."""
    form = phone.writes(handle, words) | {"pictures": "yes", "picture": [f"1 {picture}" for picture in alts]}
    form |= {f"alt-{picture}": alt for picture, alt in alts.items()}
    answer = phone.sends(f"/as/{handle}/posts", **form, armed="yes")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def on_board(page: TestResponse) -> list[str]:
    return re.findall(r'<img src="(/board/[^"]+)"', page.text)


def test_an_upload_says_how_far_it_has_come(steph_phone: Writer) -> None:
    raw = files.noise(700, 500)
    begun = begins(steph_phone, len(raw))
    assert begun.status_code == 201
    href = begun.get_json()["href"]
    appends(steph_phone, href, 0, raw[:CHUNK_BYTES])
    assert steph_phone.client.head(href).headers["Upload-Offset"] == str(CHUNK_BYTES)
    again = appends(steph_phone, href, 10, raw[10 : CHUNK_BYTES + 5])
    assert (again.status_code, again.get_json()["offset"]) == (409, CHUNK_BYTES)
    assert appends(steph_phone, href, CHUNK_BYTES, raw[CHUNK_BYTES:]).get_json()["picture"]["id"]


@pytest.mark.parametrize("size", ["", "-1", "0", "1.5", "x", str(10**12), "15728641"])
def test_a_size_that_is_none_is_refused(steph_phone: Writer, size: str) -> None:
    refused = begins(steph_phone, size)
    assert refused.status_code == 422
    assert "Nothing was sent" in refused.get_json()["error"]


@pytest.mark.parametrize(
    "raw", [files.HTML, files.SVG, files.GIF, files.bomb(), files.photo()[:3000]], ids=["HTML", "SVG", "GIF", "bomb", "half"]
)
def test_a_hostile_file_is_a_sentence(steph_phone: Writer, raw: bytes) -> None:
    refused = appends(steph_phone, begins(steph_phone, len(raw)).get_json()["href"], 0, raw)
    assert refused.status_code == 422
    assert "Nothing was sent" in refused.get_json()["error"]


def test_too_long_a_chunk_is_not_taken(steph_phone: Writer) -> None:
    href = begins(steph_phone, 1_000_000).get_json()["href"]
    assert appends(steph_phone, href, 0, b"x" * (CHUNK_BYTES + 1)).status_code == 422
    assert appends(steph_phone, href, 0, b"x" * 3_000_000).status_code == 413
    assert appends(steph_phone, href, "..", b"x").status_code == 422


def test_who_may_see_it_and_who_cannot_tell_that_it_is_there(
    steph_phone: Writer, anna_phone: Writer, jo_phone: Writer, stranger: Phone
) -> None:
    picture = brings(steph_phone)
    href = begins(steph_phone, 10).get_json()["href"]
    for path in (f"/pictures/{picture}", f"/pictures/{picture}/small"):
        assert [who.opens(path).status_code for who in (steph_phone, anna_phone, jo_phone, stranger)] == [200, 404, 404, 303]
    assert [who.opens(href).status_code for who in (steph_phone, anna_phone, jo_phone, stranger)] == [200, 404, 404, 303]
    assert [appends(who, href, 0, b"12345").status_code for who in (anna_phone, jo_phone, stranger)] == [404, 404, 401]
    illustrates(steph_phone.becomes("wv11"), "wv11", "Held.", **{picture: "A door"})
    assert [who.opens(f"/pictures/{picture}").status_code for who in (steph_phone, anna_phone, jo_phone, stranger)] == [200, 200, 404, 303]
    assert stranger.opens(f"/board/wv11/pictures/{picture}").status_code == 404  # not before it is out


@pytest.mark.parametrize("path", ["/pictures/../../etc/passwd", "/pictures/..%2f..%2fsecret.key", "/pictures/%2e%2e", "/pictures/a.jpg"])
def test_no_path_leads_out(steph_phone: Writer, path: str) -> None:
    assert steph_phone.opens(path).status_code == 404


def test_it_is_served_as_what_it_is_and_as_nothing_else(steph_phone: Writer) -> None:
    answer = steph_phone.opens(f"/pictures/{brings(steph_phone, files.polyglot())}")
    assert answer.content_type == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"script" not in answer.data


def test_a_post_is_shown_with_its_pictures_and_so_is_what_becomes_of_it(
    steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier
) -> None:
    picture = brings(steph_phone)
    post = illustrates(steph_phone, "steph", "A door.", **{picture: SLY})
    for page in (steph_phone.opens(post), steph_phone.opens("/as/steph/outbox")):
        assert f"/pictures/{picture}" in page.text
        assert "<script>alert" not in page.text
    undone = steph_phone.sends(f"{post}/cancellation")
    composer = steph_phone.opens(undone.location)
    assert f'value="1 {picture}"' in composer.text
    assert "alert(1)" in read(composer)
    assert "<script>alert" not in composer.text
    assert f"/pictures/{picture}/small" in steph_phone.opens("/as/steph/drafts").text
    draft = undone.location.rsplit("/", 1)[1]
    form = steph_phone.composer("steph", draft)
    again = steph_phone.sends("/as/steph/posts", **form, armed="yes")
    clock.forward(13)
    courier.run_once()
    assert f"/pictures/{picture}" in steph_phone.opens(again.location).text

    board = stranger.opens("/board/steph")
    [address] = on_board(board)
    assert "<script>alert" not in board.text
    shown = stranger.opens(address)
    assert shown.status_code == 200
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert stranger.opens(address, If_None_Match=shown.headers["ETag"]).status_code == 304
    assert stranger.opens(address.replace("steph", "wv11")).status_code == 404
    feed = stranger.opens("/board/steph/feed.atom").text
    assert address in feed
    assert "<script" not in feed
    entry = ET.fromstring(feed).find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None
    content = entry.findtext("{http://www.w3.org/2005/Atom}content") or ""
    assert "<script" not in content
    assert '<img src="http://localhost:8000/board/steph/pictures/' in content

    steph_phone.sends(f"{again.location}/retraction")
    courier.run_once()
    assert stranger.opens(address).status_code == 404
    assert on_board(stranger.opens("/board/steph")) == []


def test_a_picture_needs_no_words(steph_phone: Writer, stranger: Phone, clock: Clock, courier: Courier) -> None:
    post = illustrates(steph_phone, "steph", "", **{brings(steph_phone): ""})
    assert "No description" in steph_phone.opens(post).text
    clock.forward(13)
    courier.run_once()
    assert len(on_board(stranger.opens("/board/steph"))) == 1
    assert stranger.opens("/board/steph/feed.atom").status_code == 200


def test_the_second_page_of_an_official_hold_carries_them(steph_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    picture = brings(steph_phone)
    form = steph_phone.writes("wv11", "Ask first.") | {"pictures": "yes", "picture": f"1 {picture}", f"alt-{picture}": "A door"}
    asked = steph_phone.sends("/as/wv11/posts", **form)
    assert asked.status_code == 200
    fields = re.findall(r'<textarea name="([^"]+)" hidden>(.*?)</textarea>', asked.text)
    held = steph_phone.client.post("/as/wv11/posts", data=dict(fields) | {"armed": "yes"}, headers=FROM_OUR_PAGE)
    assert f"/pictures/{picture}" in steph_phone.opens(held.location).text


def test_five_pictures_cost_nobody_a_word(steph_phone: Writer) -> None:
    many = [brings(steph_phone) for _ in range(5)]
    form = steph_phone.writes("steph", "Five.") | {"pictures": "yes", "picture": [f"1 {one}" for one in many]}
    refused = steph_phone.sends("/as/steph/posts", **form)
    assert refused.status_code == 422
    assert "4 pictures" in read(refused)
    assert all(f'value="1 {one}"' in refused.text for one in many)
    assert "Five." in refused.text


def test_the_choice_between_two_versions_loses_no_picture(steph_phone: Writer) -> None:
    one, two = brings(steph_phone), brings(steph_phone)
    first = steph_phone.writes("steph", "First.") | {"pictures": "yes", "picture": f"1 {one}"}
    here = f"/as/steph/drafts/{first['draft']}"
    assert steph_phone.saves(here, **first).status_code == 200
    other = first | {"page_key": "a-page-of-its-own-0123456789", "version": "0", "part": "Second.", "picture": f"1 {two}"}
    both = steph_phone.sends(f"{here}/words", **other)
    assert both.status_code == 409
    offered = [set(re.findall(r'name="picture" hidden>\d (\w+)<', form)) for form in both.text.split("<form")]
    assert [found for found in offered if found] == [{two}, {one}, {one, two}]
