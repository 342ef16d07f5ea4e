"""A page that was left open while somebody else signed in in the same browser: its words become nobody else's."""

from sqlmodel import select

from pwa.store.tables import Draft, Post
from pwa.store.transaction import reading
from tests.web.phone import words
from tests.web.writer import Writer, read, value_of

SAID = "Steph wrote this."
REFUSED = "Somebody else has signed in here since this page was opened. Nothing was saved and nothing was sent."


def test_it_saves_moves_and_holds_nothing_as_whoever_came_after(steph_phone: Writer, anna_phone: Writer) -> None:
    left = steph_phone.becomes("wv11").writes("wv11", SAID)
    here = f"/as/wv11/drafts/{left['draft']}"
    anna_phone.becomes("wv11")
    saved = anna_phone.saves(here, **left)
    assert (saved.status_code, saved.get_json()["error"]) == (401, REFUSED)
    for path in (f"{here}/words", f"{here}/move", "/as/wv11/posts"):
        answer = anna_phone.sends(path, **left, to=anna_phone.member.handle, armed="yes")
        assert (answer.status_code, REFUSED in read(answer)) == (401, True), path
        assert words(answer, '<textarea id="kept" dir="auto" readonly rows="6">(.*?)</textarea>') == [SAID]
    with reading() as session:
        assert (session.exec(select(Draft)).all(), session.exec(select(Post)).all()) == ([], [])
    assert steph_phone.saves(here, **left).status_code == 200


def test_it_says_so_of_a_personal_page_too(steph_phone: Writer, anna_phone: Writer) -> None:
    left = steph_phone.writes("steph", SAID)
    answer = anna_phone.sends("/as/steph/posts", **left)
    assert (answer.status_code, REFUSED in read(answer)) == (401, True)


def test_it_holds_nothing_again(steph_phone: Writer, anna_phone: Writer) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", SAID)
    steph_phone.sends(f"{post}/parking")
    page = steph_phone.opens(post).text
    again = {name: value_of(page, name) for name in ("person", "page_key")} | {"armed": "yes"}
    assert anna_phone.becomes("wv11").sends(f"{post}/holds", **again).status_code == 401
    assert steph_phone.sends(f"{post}/holds", **again).status_code == 303


def test_every_page_that_carries_words_says_whose_it_is(steph_phone: Writer) -> None:
    left = steph_phone.becomes("wv11").writes("wv11", SAID)
    here = f"/as/wv11/drafts/{left['draft']}"
    steph_phone.saves(here, **left)
    conflict = steph_phone.sends(f"{here}/words", **left | {"page_key": "x" * 20, "part": "Another."})
    assert (conflict.status_code, value_of(conflict.text, "person")) == (409, left["person"])
    confirm = steph_phone.sends("/as/wv11/posts", **left)
    assert f'name="person" hidden>{left["person"]}</textarea>' in confirm.text


def test_a_page_from_before_forms_said_so_still_saves(steph_phone: Writer) -> None:
    old = steph_phone.writes("steph", SAID)
    del old["person"]
    assert steph_phone.saves(f"/as/steph/drafts/{old['draft']}", **old).status_code == 200
    assert steph_phone.sends("/as/steph/posts", **old | {"version": "1"}).status_code == 303
