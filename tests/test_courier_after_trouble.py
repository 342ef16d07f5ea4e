"""A courier that runs while the store goes away: what comes back may be an older one, and nothing leaves from it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, update

from pwa import courier as courier_module
from pwa.actions.sign_ledger import sign_ledger
from pwa.courier import Courier
from pwa.rules.post import ParkingReason
from pwa.store import wake
from pwa.store.engine import StoreUnavailable
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import transaction
from tests.actions.looks import reread, states_of
from tests.cast import Cast
from tests.networks.stand_in import StandIn
from tests.older_copy import OlderCopy

PATIENCE = 30  # seconds


def until(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_it_looks_back_before_anything_leaves(store: str, cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier_module, "AFTER_TROUBLE", 0.05)
    post, network = cast.steph.holds("Hello."), StandIn()
    with transaction() as session:
        session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=database_time(session)))
    copy = OlderCopy(store)
    at_work = Courier({"noticeboard": network}, data)
    thread = threading.Thread(target=at_work.run)
    thread.start()
    try:
        until(lambda: states_of(post) == ["sent"])
        sign_ledger(data, {}, after=0)
        away = threading.Event()

        def gone(**_: object) -> object:
            away.set()
            raise StoreUnavailable("the server went away")

        with monkeypatch.context() as trouble:
            for name in ("transaction.engine", "transaction.to_look", "transaction.to_write", "wake.engine", "wake.to_look"):
                trouble.setattr(f"pwa.store.{name}", gone)
            wake.HOLDS.ring()
            assert away.wait(PATIENCE)
            time.sleep(0.2)  # until every thread has seen it
            copy.comes_back()
        wake.HOLDS.ring()
        until(lambda: reread(post).state == "parked")
    finally:
        at_work.stop()
        thread.join(PATIENCE)
    assert network.texts == ["Hello."]
    assert reread(post).parking_reason == ParkingReason.RESTORED
