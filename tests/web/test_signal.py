"""What a page asks when an answer was lost, and what it tells the server while it counts down."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from pwa.store import engine
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.conftest import Clock
from tests.web.writer import Writer, read

SCRIPT = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}


def asks(phone: Writer, path: str, **fields: object) -> tuple[int, dict[str, str]]:
    """As a script of ours does, which waits for the whole answer."""
    answer = phone.client.post(path, data=fields, headers=SCRIPT)
    return answer.status_code, answer.get_json()


def test_a_hold_whose_answer_was_lost_is_found_by_its_key(steph_phone: Writer) -> None:
    words = steph_phone.writes("steph", "Good morning")
    assert steph_phone.opens(f"/as/steph/holds/{words['page_key']}").status_code == 404
    held = steph_phone.sends("/as/steph/posts", **words).headers["Location"]
    place = f"/as/steph/holds/{words['page_key']}"
    assert steph_phone.opens(place).headers["Location"] == held
    assert steph_phone.client.get(place, headers=SCRIPT).get_json()["page"] == held
    assert steph_phone.opens(f"/as/wv11/holds/{words['page_key']}").status_code == 404
    steph_phone.sends("/sign-out")
    assert steph_phone.client.get(place, headers=SCRIPT).get_json(silent=True) is None  # to the door, which proves no hold


def test_nobody_else_finds_it(steph_phone: Writer, anna_phone: Writer) -> None:
    words = steph_phone.becomes("wv11").writes("wv11", "Road closed") | {"armed": "yes"}
    steph_phone.sends("/as/wv11/posts", **words)
    assert steph_phone.opens(f"/as/wv11/holds/{words['page_key']}").status_code == 303
    assert anna_phone.opens(f"/as/wv11/holds/{words['page_key']}").status_code == 404


def test_a_script_gets_a_whole_answer_and_no_page(steph_phone: Writer) -> None:
    status, answer = asks(steph_phone, "/as/steph/posts", **steph_phone.writes("steph", "Good morning"))
    assert status == 200
    assert "Going out as Steph" in steph_phone.opens(answer["page"]).text
    status, undone = asks(steph_phone, f"{answer['page']}/cancellation")
    assert (status, undone["said"]) == (200, "Undone. It is back in your drafts.")
    assert "Undone. It is back in your drafts." in steph_phone.opens(undone["page"]).text


def test_a_refused_hold_asked_by_a_script_keeps_nothing_and_says_why(steph_phone: Writer) -> None:
    status, answer = asks(steph_phone, "/as/steph/posts", **steph_phone.writes("steph", "x" * 5_001))
    assert status == 422
    assert "too long" in answer["error"]


def test_too_late_is_said_to_a_script_too(steph_phone: Writer, clock: Clock) -> None:
    _, answer = asks(steph_phone, "/as/steph/posts", **steph_phone.writes("steph", "Good morning"))
    steph_phone.sends(f"{answer['page']}/release")
    clock.forward(40)
    status, late = asks(steph_phone, f"{answer['page']}/cancellation")
    assert status in (200, 409), late


def test_a_heartbeat_is_noted_and_is_no_tap(steph_phone: Writer, clock: Clock) -> None:
    held = steph_phone.becomes("wv11").holds("wv11", "Road closed")
    for _ in range(6):
        clock.forward(60)
        answer = steph_phone.client.post(f"{held}/heartbeat", headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 204
    assert "Posting as Steph" in read(steph_phone.opens("/switch"))  # six minutes without a tap


def test_a_good_bye_takes_it_back(steph_phone: Writer) -> None:
    held = steph_phone.holds("steph", "Good morning")
    steph_phone.sends(f"{held}/heartbeat")
    assert heard() is not None
    steph_phone.client.delete(f"{held}/heartbeat", headers={"Sec-Fetch-Site": "same-origin"})
    assert heard() is None


def heard() -> object:
    with reading() as session:
        return session.exec(select(Post)).one().heard_at


@contextmanager
def a_store_that_goes_away_once_it_is_undone() -> Iterator[list[str]]:
    """It says yes to the undo, and answers nothing any more. What it was asked then."""
    undone, asked = [False], list[str]()

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if undone[0]:
            asked.append(statement)
            raise OperationalError(statement, None, Exception("gone"))
        seen.append(statement)

    def committed(_connection: Connection) -> None:
        undone[0] |= any(statement.startswith("INSERT INTO cancellations") for statement in seen)

    seen = list[str]()
    event.listen(engine.engine(), "before_cursor_execute", see)
    event.listen(engine.engine(), "commit", committed)
    yield asked
    event.remove(engine.engine(), "before_cursor_execute", see)
    event.remove(engine.engine(), "commit", committed)
    assert undone[0]


@pytest.mark.parametrize("voice", ["steph", "wv11"])
def test_an_undone_post_is_called_undone_even_if_the_store_goes_away_then(steph_phone: Writer, voice: str) -> None:
    """Said after the undo, "nothing was changed" would be untrue."""
    if voice == "wv11":
        steph_phone.becomes("wv11")
    post = steph_phone.holds(voice, "Good morning")
    with a_store_that_goes_away_once_it_is_undone():
        status, undone = asks(steph_phone, f"{post}/cancellation")
    assert (status, undone["said"]) == (200, "Undone. It is back in your drafts.")
    assert "Good morning" in steph_phone.opens(undone["page"]).text


def test_somebody_elses_undo_is_called_undone_then_too(steph_phone: Writer, anna_phone: Writer) -> None:
    steph_phone.becomes("wv11")
    one, other = (steph_phone.holds("wv11", words) for words in ("Good morning", "Good evening"))
    with a_store_that_goes_away_once_it_is_undone():
        status, undone = asks(anna_phone, f"{one}/cancellation")
    assert (status, undone["said"]) == (200, "Undone. The words went back to Steph's drafts.")
    with a_store_that_goes_away_once_it_is_undone():
        status, stopped = asks(anna_phone, f"{other}/cancellation", way="notification")
    assert (status, stopped["title"]) == (200, "Stopped")
    assert "The words went back to the drafts of Steph." in stopped["body"]
