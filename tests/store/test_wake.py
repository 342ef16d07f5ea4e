"""A hold wakes whoever waits for it: in this process at once, in another through the store."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from pwa.store import wake
from pwa.store.transaction import transaction
from tests.sources import ROOT

LONG = 60  # seconds: nobody waits so long who is woken
HOLD_ELSEWHERE = """
import sys
from pwa.store import engine, wake
from pwa.store.tables import SetupLink
from pwa.store.moments import database_time
from pwa.store.transaction import transaction
engine.connect(sys.argv[1])
with transaction() as session:
    session.add(SetupLink(token_hash="x" * 64, made_at=database_time(session)))
    wake.ring_after(session, wake.HOLDS)
"""


@pytest.fixture
def ear(store: str) -> Iterator[None]:
    """Somebody listens, as a courier does."""
    stopping, heard = threading.Event(), wake.HOLDS.rings
    thread = threading.Thread(target=wake.listen, args=(stopping,))
    thread.start()
    wake.HOLDS.wait(5, heard)  # it rings once it can hear
    yield
    stopping.set()
    wake.hush()
    thread.join(5)
    assert not thread.is_alive()


def _rings_and_fails() -> None:
    with transaction() as session:
        wake.ring_after(session, wake.HOLDS)
        raise ZeroDivisionError


def test_nobody_hears_of_what_was_rolled_back(store: str) -> None:
    heard = wake.HOLDS.rings
    with pytest.raises(ZeroDivisionError):
        _rings_and_fails()
    assert wake.HOLDS.rings == heard
    with transaction() as session:
        wake.ring_after(session, wake.HOLDS)
        assert wake.HOLDS.rings == heard
    assert wake.HOLDS.rings == heard + 1


def test_a_bell_wakes_everybody_who_waits_and_keeps_nobody_who_heard_it_before(store: str) -> None:
    bell, woken = wake.Bell("test"), list[float]()

    def wait() -> None:
        bell.wait(LONG, 0)
        woken.append(time.monotonic())

    waiting = [threading.Thread(target=wait) for _ in range(3)]
    for thread in waiting:
        thread.start()
    started = time.monotonic()
    bell.ring()
    for thread in waiting:
        thread.join()
    bell.wait(LONG, 0)  # it has rung since: no sleep
    assert max(woken) - started <= time.monotonic() - started < LONG
    bell.wait(0.05, bell.rings)
    assert time.monotonic() - started >= 0.05


def test_another_process_is_heard(ear: None, store: str) -> None:
    heard = wake.HOLDS.rings
    subprocess.run([sys.executable, "-c", HOLD_ELSEWHERE, store], cwd=ROOT, check=True)
    wake.HOLDS.wait(LONG, heard)
    assert wake.HOLDS.rings > heard
