"""A claim that reads first and writes later is caught: the test that the real claim passes shows what a careless one sends twice.

The careless ones read several rows, and take them one after another without asking whether they still are as they were.
"""

import threading
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select, update

from pwa.actions.cancel_post import cancel_post
from pwa.actions.deliver_due import deliver_due
from pwa.actions.release_due import release_due
from pwa.courier import Courier
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.rules.refusals import TooLate
from pwa.secrets import new_token
from pwa.store import errands, posts
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_now, later
from pwa.store.posts import Released
from pwa.store.tables import Delivery, Person, Post
from pwa.store.transaction import reading
from tests.actions.test_races import at_once, patiently
from tests.cast import Cast
from tests.conftest import Clock
from tests.fire.afterwards import go_on, violations
from tests.fire.record import Record
from tests.fire.standin import OnFile

COURIERS = 3
POSTS = 6  # of each of three voices
WINDOW = 33  # seconds: the longest window of the cast
READ_AHEAD = 4
LEASE = later(timedelta(seconds=90))


class Careless:
    """Both claims, done wrong: what was read, one transaction ago, decides."""

    def __init__(self) -> None:
        self._mine = threading.local()

    def claim(self, session: Session, owner: str, networks: Collection[str]) -> Delivery | None:
        """Take the next of what was due when we last looked."""
        plan: list[int] = self._mine.__dict__.setdefault("deliveries", [])
        if not plan:
            due = select(Delivery.id).where(col(Delivery.state) == DeliveryState.DUE).order_by(col(Delivery.id)).limit(READ_AHEAD)
            plan += session.exec(due)
            return None
        taking = update(Delivery).where(col(Delivery.id) == plan.pop(0))
        taken = {"state": DeliveryState.SENDING, "lease_owner": owner, "lease_until": database_now() + LEASE}
        rows = session.exec(taking.values(**taken).returning(Delivery).execution_options(synchronize_session=False))
        return rows.scalars().first()

    def release(self, session: Session, at_most: int) -> list[Released]:
        """Release what was due when we last looked."""
        plan: list[int] = self._mine.__dict__.setdefault("posts", [])
        if not plan:
            due = select(Post.id).where(col(Post.state) == PostState.HELD, col(Post.due_at) <= database_now()).limit(at_most)
            plan += session.exec(due)
            return []
        fields = [col(getattr(Post, name)) for name in Released._fields]
        leaving = update(Post).where(col(Post.id).in_(plan)).values(state=PostState.RELEASED, released_at=database_now())
        plan.clear()
        return [Released(*row) for row in session.connection().execute(leaving.returning(*fields))]


@pytest.fixture(params=["real", "careless"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether both claims are done wrong in this test."""
    if request.param == "real":
        return False
    careless = Careless()
    monkeypatch.setattr(errands, "claim", careless.claim)
    monkeypatch.setattr(posts, "release_due", careless.release)
    monkeypatch.setattr("pwa.actions.deliver_due.STORE_PAUSES", ())  # what it writes down twice would be tried for half a minute
    return True


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """The network's own."""
    return Record(tmp_path / "record")


def test_couriers_at_once_send_each_part_once_unless_their_claim_is_careless(
    store: str, cast: Cast, clock: Clock, data: Path, record: Record, broken: bool
) -> None:
    texts = hold_some(cast)
    clock.forward(WINDOW)
    while anything(PostState.HELD):
        release_due()
    at_once(*(partial(deliver_some, record, f"courier {number}") for number in range(COURIERS)))
    twice = [text for text in texts if record.times(text) > 1]
    assert bool(twice) is broken
    if not broken:
        go_on(Courier({"noticeboard": OnFile(record)}, data), clock)
        assert [record.times(text) for text in texts] == [1] * len(texts)
        assert violations(record, data, words=texts) == []


def test_what_was_undone_never_leaves_unless_the_release_is_careless(
    store: str, cast: Cast, clock: Clock, data: Path, record: Record, broken: bool
) -> None:
    cast.steph.speaks_as("wv11")
    held = {text: cast.steph.holds(text, handle="wv11").public_id for text in (new_token() for _ in range(2 * POSTS))}
    clock.forward(WINDOW)
    undone = set[str]()
    at_once(partial(release_all, undone), partial(undo, held, cast.anna.caller.person, undone))
    with suppress(StoreUnavailable):  # what a careless release left behind may not fit together any more
        go_on(Courier({"noticeboard": OnFile(record)}, data), clock)
    after_an_undo = [text for text in undone if record.times(text)]
    assert bool(after_an_undo) is broken
    if not broken:
        assert [record.times(text) for text in held] == [int(text not in undone) for text in held]
        assert violations(record, data, stopped={held[text] for text in undone}, words=held) == []


def hold_some(cast: Cast) -> list[str]:
    """Posts of three voices, so that three couriers can be busy at once."""
    texts = list[str]()
    for who, handle in ((cast.steph, "steph"), (cast.anna, "anna"), (cast.steph, "wv11")):
        who.speaks_as(handle)
        texts += (mine := [new_token() for _ in range(POSTS)])
        for text in mine:
            who.holds(text, handle=handle)
    return texts


def deliver_some(record: Record, owner: str) -> None:
    """Deliver until nothing is due any more, or it leads nowhere: a careless claim may leave a channel stuck."""
    for _ in range(5 * POSTS):
        if not anything(DeliveryState.DUE):
            return
        with suppress(StoreUnavailable):  # busy, or a careless claim has met a constraint
            deliver_due({"noticeboard": OnFile(record)}, owner=owner)


def release_all(undone: set[str]) -> None:
    """Release until nothing is held any more, as slowly as a busy server: between two turns somebody undoes something."""
    while anything(PostState.HELD):
        patiently(release_due)
        enough, limit = len(undone) + 2, time.monotonic() + 5  # the first of them may have been undone already
        while len(undone) < enough and anything(PostState.HELD) and time.monotonic() < limit:
            time.sleep(0.001)
    patiently(release_due)  # what it had looked at before


def undo(held: dict[str, str], by: Person, undone: set[str]) -> None:
    """Undo one after the other, as fast as it goes."""
    for text, public_id in held.items():
        with suppress(TooLate):
            patiently(partial(cancel_post, public_id, by=by))
            undone.add(text)


def anything(state: PostState | DeliveryState) -> bool:
    """Whether any Post, or any Delivery, is in this state."""
    table: Any = Post if isinstance(state, PostState) else Delivery
    with reading() as session:
        return session.exec(select(table.id).where(col(table.state) == state).limit(1)).first() is not None
