"""The time does what it likes: clocks that jump within one process, and hosts that disagree.

`ONLYHUMAN_TEST_SEED` repeats a walk that failed; `ONLYHUMAN_TEST_WALKS` says how many there are on each store.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, update

from pwa import clock as product_clock
from pwa.actions.hold_post import hold_again
from pwa.actions.sign_ledger import verify_ledger
from pwa.courier import Courier
from pwa.rules.identity import GRACE_SECONDS, WINDOW_SECONDS
from pwa.rules.post import PostState
from pwa.rules.refusals import TooLate
from pwa.secrets import new_token
from pwa.store import engine, moments
from pwa.store.moments import database_time
from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading, transaction
from tests.actions.looks import deliveries_of, reread, state_of, states_of
from tests.bench.servers import free_port
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.databases import Stores
from tests.fire import hosts
from tests.fire.elsewhere import Host
from tests.fire.hosts import leaves, post_at, wait_until
from tests.fire.over_http import Client, at
from tests.fire.paper import Paper
from tests.web.writer import Writer

WALKS = int(os.environ.get("ONLYHUMAN_TEST_WALKS", "2"))
SEED = int(os.environ.get("ONLYHUMAN_TEST_SEED", "0")) or Random().getrandbits(32)
STEPS = 40
FARTHEST = 40 * 60  # seconds: how far from the true time a walk may get
WRONG = 5 * 60  # seconds


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """The network in this process; other hosts write on the same paper."""
    return Paper(tmp_path / "record")


class Walk:
    """Holds, undoes and releases at random while the database's clock and the host's each jump as they like."""

    def __init__(self, steph: Member, courier: Courier, seed: str) -> None:
        self.steph, self.courier, self.random = steph, courier, Random(seed)
        self.held, self.undone = dict[str, Post](), set[str]()
        self.seed, self.database, self.host = seed, 0.0, 0.0

    def goes(self) -> None:
        """So many steps, each any of these."""
        ways = [self.hold, self.undo, self.jump_database, self.jump_host, self.work, self.work]
        for _ in range(STEPS):
            self.random.choice(ways)()

    def hold(self) -> None:
        text = f"{self.seed}, post {len(self.held)}"
        self.held[text] = self.steph.holds(text)

    def undo(self) -> None:
        if self.held:
            text = self.random.choice(list(self.held))
            try:
                self.steph.undoes(self.held[text])
                self.undone.add(text)
            except TooLate:
                assert state_of(self.held[text]) == PostState.RELEASED

    def jump_database(self) -> None:
        self.database = self._jumped(self.database)
        moments.set_offset(timedelta(seconds=self.database))

    def jump_host(self) -> None:
        self.host = self._jumped(self.host)
        product_clock.set_offset(timedelta(seconds=self.host))

    def _jumped(self, ahead: float) -> float:
        far = self.random.choice([2, 15, 60, 1200])
        return max(-FARTHEST, min(FARTHEST, ahead + self.random.uniform(-far, far)))

    def work(self) -> None:
        """A courier's turn: what was due before it is no longer held after it, and nothing else has left."""
        waiting = [post for post in map(reread, self.held.values()) if post.state == PostState.HELD]
        begins = moment()
        self.courier.run_once()
        ends = moment()
        for before, after in ((post, reread(post)) for post in waiting):
            if after.state == PostState.RELEASED:
                assert after.released_at is not None
                assert before.due_at <= after.released_at <= ends
            if after.state == PostState.HELD:
                assert before.due_at > begins

    def comes_to_an_end(self) -> None:
        """The clock goes on until everything has left; what was parked, because it was too late, is held again by its person."""
        while still := [post for post in map(reread, self.held.values()) if post.state in (PostState.HELD, PostState.PARKED)]:
            for post in still:
                if post.state == PostState.PARKED:
                    hold_again(self.steph.caller, post.public_id, hold_key=new_token())
            first = min(reread(post).due_at for post in still)
            self.database += max(0.0, (first - moment()).total_seconds()) + 0.01
            moments.set_offset(timedelta(seconds=self.database))
            self.work()


def moment() -> datetime:
    """What the database's clock says."""
    with reading() as session:
        return database_time(session)


@pytest.mark.parametrize("number", range(WALKS))
def test_however_the_clocks_jump_nothing_leaves_early_and_nothing_is_lost(
    store: str, steph: Member, paper: Paper, data: Path, clock: Clock, number: int
) -> None:
    print(f"ONLYHUMAN_TEST_SEED={SEED} repeats it")
    walk = Walk(steph, Courier({paper.name: paper}, data), f"{SEED} {number}")
    walk.goes()
    walk.comes_to_an_end()
    left = [text for text in walk.held if text not in walk.undone]
    assert sorted(arrival.text for arrival in paper.arrivals()) == sorted(left)
    for text, post in walk.held.items():
        assert state_of(post) == (PostState.CANCELLED if text in walk.undone else PostState.RELEASED)
        assert states_of(post) == ([] if text in walk.undone else ["sent"])


@contextmanager
def running(courier: Courier) -> Iterator[None]:
    """The courier's own loop, in a thread."""
    thread = threading.Thread(target=courier.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        courier.stop()
        thread.join(hosts.PATIENCE)
    assert not thread.is_alive()


def test_a_sleeping_courier_follows_the_clock_back_and_forth(store: str, steph: Member, paper: Paper, data: Path, clock: Clock) -> None:
    put_back, put_on = steph.holds("The clock was put back."), steph.holds("The clock was put on.")
    with running(Courier({paper.name: paper}, data)):
        leaves(put_on, 100)
        leaves(put_back, 2)  # the courier sleeps until then
        clock.forward(-5)
        time.sleep(2.3)
        assert (state_of(put_back), paper.arrivals()) == (PostState.HELD, [])
        clock.forward(5)
        steph.holds("A bell.")
        wait_until(lambda: states_of(put_back) == ["sent"], 5)
        assert state_of(put_on) == PostState.HELD
        clock.forward(100)
        steph.holds("A bell.")
        wait_until(lambda: states_of(put_on) == ["sent"], 5)
    assert [len(paper.of(*deliveries_of(post))) for post in (put_back, put_on)] == [1, 1]


@pytest.fixture
def shared(databases: dict[str, Stores]) -> Iterator[str]:
    """A store that several hosts can share; its URL."""
    if "postgresql" not in databases:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    url = databases["postgresql"].fresh_database()
    engine.connect(url)
    yield url
    engine.engine().dispose()
    databases["postgresql"].drop(url)


def test_hosts_ten_minutes_apart_agree_because_the_database_decides(shared: str, paper: Paper, data: Path) -> None:
    steph = Cast().steph
    with transaction() as session:
        session.exec(update(Identity).where(col(Identity.handle) == "steph").values(window_seconds=WINDOW_SECONDS[0]))
    right, fast, slow = Host(str(paper.record)), free_port(), free_port()
    ahead, behind = replace(right, ahead_seconds=WRONG), replace(right, ahead_seconds=-WRONG)
    with hosts.running("serve", ahead, shared, data, fast), hosts.running("serve", behind, shared, data, slow):
        wait_until(lambda: hosts.answers(fast) and hosts.answers(slow))
        browser = Client(fast)
        phone = Writer(at(browser), steph)
        assert phone.signs_in().status_code == 303  # its cookie seems to come out of the slow host's future
        sent, undone = list[str](), list[str]()
        for browser.port, elsewhere in ((fast, slow), (slow, fast)):
            sent.append(phone.holds("steph", f"Held at {browser.port}"))
            undone.append(phone.holds("steph", f"Undone at {elsewhere}"))
            browser.port = elsewhere
            assert phone.sends(f"{undone[-1]}/cancellation").status_code == 303
        wait_until(lambda: all(states_of(post_at(address)) == ["sent"] for address in sent))
    for post in map(post_at, sent):
        [arrival] = paper.of(*deliveries_of(post))
        assert post.released_at is not None
        assert post.due_at - post.held_at == timedelta(seconds=WINDOW_SECONDS[0] + GRACE_SECONDS)
        assert timedelta() <= post.released_at - post.due_at < timedelta(seconds=2)
        assert arrival.at >= post.due_at.timestamp() * 1e9
    assert [(post.state, states_of(post)) for post in map(post_at, undone)] == [(PostState.CANCELLED, [])] * 2
    assert len(paper.arrivals()) == 2
    assert verify_ledger(data)[1] == []
