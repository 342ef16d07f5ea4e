"""PostgreSQL is stopped at once and started again, or every connection is cut, while people hold, undo and send.

What was acknowledged stands, what was refused did not happen, nothing is sent twice, and all of it goes on by itself.
`ONLYHUMAN_TEST_SEED` repeats what people do; `ONLYHUMAN_TEST_ACCIDENTS` says how often the server falls, and connections are cut.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, select

from pwa.actions.sign_ledger import verify_ledger
from pwa.rules.delivery import SENDING_LEASE
from pwa.rules.post import PostState
from pwa.store import engine
from pwa.store.tables import Hold
from pwa.store.transaction import reading
from tests.actions.looks import deliveries_of, states_of
from tests.fire.hosts import post_at, wait_until
from tests.fire.house import BACK_WITHIN, SENTENCE, House, new_steph
from tests.fire.interruptible import Interruptible, cut, own_server
from tests.fire.traffic import Crowd, Told
from tests.web.writer import read

SEED = int(os.environ.get("ONLYHUMAN_TEST_SEED", "0")) or Random().getrandbits(32)
ACCIDENTS = int(os.environ.get("ONLYHUMAN_TEST_ACCIDENTS", "1"))
PEOPLE = 3
QUIET = 0.5  # seconds of traffic before and after
# A claim whose commit went through and whose answer was lost has no courier that knows of it: it waits until its lease is over.
TAKEN_OVER_WITHIN = SENDING_LEASE.total_seconds() + 2 * BACK_WITHIN


@pytest.fixture(scope="module")
def server() -> Iterator[Interruptible]:
    """A PostgreSQL server that only these tests use."""
    with own_server() as server:
        yield server


def falls_and_rises(server: Interruptible, _: str) -> None:
    server.falls()
    server.rises()


def cuts_everybody_off(_server: Interruptible, url: str) -> None:
    random = Random(SEED)
    for _ in range(20):
        cut(url)
        time.sleep(random.uniform(0, 0.1))


@pytest.mark.parametrize("accident", [falls_and_rises, cuts_everybody_off])
def test_what_people_were_told_is_true(server: Interruptible, tmp_path: Path, accident: Callable[[Interruptible, str], None]) -> None:
    print(f"\nONLYHUMAN_TEST_SEED={SEED} repeats what people do")
    url, folder = server.empty_database(), tmp_path / "data"
    folder.mkdir()
    steph = new_steph(url)
    with House(url, steph, folder) as house:
        crowd = Crowd(house, steph, PEOPLE, SEED)
        with crowd.at_it():
            for _ in range(ACCIDENTS):
                time.sleep(QUIET)
                accident(server, url)
                time.sleep(QUIET)
        assert crowd.troubles == []
        wait_until(house.is_well, BACK_WITHIN)
        told = Counter("in doubt" if one.in_doubt else "refused" if one.refused else "done" for one in crowd.by_text.values())
        print(f"{accident.__name__}: {dict(told)}")
        assert told["refused"] > 0
        assert [text for text, one in crowd.by_text.items() if one.refused and not one.in_doubt and happened(one)] == []
        crowd.does_again_what_was_refused()
        with told_what_is_missing(crowd):
            wait_until(lambda: all(arrived(one) for one in crowd.by_text.values() if not one.undone), TAKEN_OVER_WITHIN)
        on_paper = Counter(arrival.text for arrival in house.paper.arrivals())
    assert on_paper == Counter(text for text, one in crowd.by_text.items() if not one.undone)
    for one in crowd.by_text.values():
        post = post_at(one.address)
        assert post.state == (PostState.CANCELLED if one.undone else PostState.RELEASED)
        if not one.undone:
            [arrival] = house.paper.of(*deliveries_of(post))
            assert arrival.at >= post.due_at.timestamp() * 1e9
    assert verify_ledger(folder)[1] == []


@contextmanager
def told_what_is_missing(crowd: Crowd) -> Iterator[None]:
    """Should it not come to pass: of what, where it stands, and what its person was told."""
    try:
        yield
    except AssertionError as wrong:
        for text, one in crowd.by_text.items():
            if not one.undone and not arrived(one):
                post = post_at(one.address)
                where = f"{post.state}, {states_of(post)}, due {post.due_at}, released {post.released_at}"
                wrong.add_note(f"{text}: {where}; {replace(one, form={})}")
        raise


def happened(one: Told) -> bool:
    """Whether what was refused, in a sentence that says that nothing was changed, was done all the same."""
    if not one.address:
        with reading() as session:
            return session.exec(select(Hold.id).where(col(Hold.hold_key) == one.form["page_key"])).first() is not None
    post = post_at(one.address)
    return post.state == PostState.CANCELLED if one.wants_undo else post.due_at == post.ring_ends_at


def arrived(one: Told) -> bool:
    return states_of(post_at(one.address)) == ["sent"]


def test_what_was_written_down_although_the_answer_was_lost_is_not_denied(server: Interruptible, tmp_path: Path) -> None:
    url, folder = server.empty_database(), tmp_path / "data"
    folder.mkdir()
    phone = House(url, new_steph(url), folder).phone
    form, stays = phone.writes("steph", "It is held."), phone.holds("steph", "It is undone.")
    for path, fields in (("/as/steph/posts", form), (f"{stays}/cancellation", {})):
        with server.loses_an_answer(url):
            answer = phone.sends(path, **fields)
        assert answer.status_code == 503 or "Location" in answer.headers
        assert SENTENCE not in read(answer)
    assert post_at(stays).state == PostState.CANCELLED
    held = phone.sends("/as/steph/posts", **form).headers["Location"]
    assert post_at(held).state == PostState.HELD
    engine.engine().dispose()
