"""A crowd that never ends keeps a courier from nothing else: a phone whose signal was lost gets its longer window in time."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from pwa.actions.release_due import release_due
from pwa.courier import Courier
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import transaction
from tests.actions.looks import reread
from tests.cast import Cast

PATIENCE = 30  # seconds
A_WHILE = timedelta(seconds=20)  # longer than a phone is silent that is still there


def test_a_lost_signal_is_noticed_in_the_middle_of_a_crowd(store: str, cast: Cast, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwa.courier.release_due", lambda: release_due() or 1)
    post = cast.steph.holds("Hello.")
    with transaction() as session:
        now = database_time(session)
        session.exec(update(Post).where(col(Post.id) == post.id).values(heard_at=now - A_WHILE, due_at=now, ring_ends_at=now))
    at_work = Courier({}, data)
    thread = threading.Thread(target=at_work.run)
    thread.start()
    try:
        limit = time.monotonic() + PATIENCE
        while reread(post).extended_at is None:
            assert time.monotonic() < limit
            time.sleep(0.05)
    finally:
        at_work.stop()
        thread.join()
