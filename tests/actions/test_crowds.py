"""Many posts at one moment, and somebody who keeps a row or a chain from everybody else."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url, text
from sqlmodel import col, func, select

from pwa.actions.release_due import AT_ONCE, release_due
from pwa.courier import Courier
from pwa.rules.post import PostState
from pwa.store import engine, ledger
from pwa.store.tables import Delivery, Post
from pwa.store.transaction import reading, snapshot, transaction
from tests.bench.engines.own_posts import hold_many, make_voices
from tests.cast import Member
from tests.conftest import Clock

CROWD = 3 * AT_ONCE + 7
WINDOW = 13  # seconds of a personal post, and a little


@contextmanager
def at_work(courier: Courier) -> Iterator[None]:
    working = threading.Thread(target=courier.run)
    working.start()
    try:
        yield
    finally:
        courier.stop()
        working.join(10)
        assert not working.is_alive()


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def released() -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(Post).where(col(Post.state) == PostState.RELEASED)).one()


def test_a_crowd_leaves_once_each_and_the_ledger_is_whole(store: str, courier: Courier) -> None:
    hold_many(make_voices(), CROWD, time.time() + 1, 0.0, told=False)
    with at_work(courier):
        wait_for(lambda: released() == CROWD)
    with snapshot() as session:
        assert session.exec(select(func.count()).select_from(Delivery)).one() == CROWD
        told = session.execute(text("SELECT body FROM ledger_lines")).scalars().all()
        assert sum('"verb":"released"' in body for body in told) == CROWD
        for chain in ledger.chains(session):
            numbers = [line.number for line in ledger.lines(session, chain)]
            assert numbers == list(range(1, len(numbers) + 1))


@pytest.fixture
def stalled(store: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PostgreSQL gives up on whoever stops in the middle of a change after a second here, not ten."""
    if store.startswith("sqlite"):
        pytest.skip("a process that is stopped in the middle of a change holds SQLite's one lock: nobody can take it away")
    monkeypatch.setattr(engine, "STALLED_SECONDS", 1)
    engine.connect(store)
    yield
    engine.engine().dispose()


def test_who_stops_in_the_middle_of_a_change_keeps_nobody_else_from_leaving(stalled: None, store: str, steph: Member, clock: Clock) -> None:
    steph.holds("Once.")
    clock.forward(WINDOW)
    other = engine._postgresql(make_url(store))
    asleep = other.connect()
    asleep.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:chain, 0))"), {"chain": ledger.chain_of_person(steph.caller.person)}
    )
    began = time.monotonic()
    assert release_due() == 1
    assert time.monotonic() - began > 0.5  # it had to wait; had it waited as long as for a lock, it would have been refused
    asleep.invalidate()
    other.dispose()


def test_a_row_that_somebody_else_has_is_not_asked_for_without_a_pause(store: str, steph: Member, clock: Clock, courier: Courier) -> None:
    if store.startswith("sqlite"):
        pytest.skip("on SQLite whoever has a row has the whole store, and waiting for it is asleep")
    post = steph.holds("Once.")
    clock.forward(WINDOW)
    with transaction() as session:
        session.connection().execute(select(Post.id).where(col(Post.id) == post.id).with_for_update())
        assert courier._release() > 0
    courier._next_release = 0.0
    courier._release()
    assert released() == 1


def test_what_is_far_too_late_gives_the_courier_nothing_to_release(store: str, steph: Member, clock: Clock, courier: Courier) -> None:
    steph.holds("Late.")
    clock.forward(WINDOW + 16 * 60)
    assert courier._release() > 1
