"""One slow network holds up its own posts and nobody else's: the real courier, with every hand of that network stuck in an answer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, update

from pwa.courier import HANDS, Courier
from pwa.store import wake
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import transaction
from tests.actions.looks import states_of
from tests.cast import Cast
from tests.networks.gated import Gated, connected

PATIENCE = 50  # seconds, after which something is broken: less than the slow one takes
QUICK = ("bluesky", "x")
SLOW = "mastodon"


@contextmanager
def at_work(networks: dict[str, Gated], data: Path) -> Iterator[Courier]:
    """As `serve` has it."""
    courier = Courier(networks, data)
    thread = threading.Thread(target=courier.run)
    thread.start()
    try:
        yield courier
    finally:
        for network in networks.values():
            network.gate.set()
        courier.stop()
        thread.join(PATIENCE)


def until(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.01)


def leave_now(*posts: Post) -> None:
    """Out of their windows."""
    with transaction() as session:
        for post in posts:
            session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=database_time(session)))
    wake.HOLDS.ring()


def test_while_one_network_does_not_answer_everything_reaches_the_others(cast: Cast, data: Path) -> None:
    """How many milliseconds that takes, `python -m tests.bench.slow_network` says."""
    steph, networks = cast.steph, {name: Gated(name) for name in (*QUICK, SLOW)}
    places = {name: [connected(steph, name, number, data) for number in range(HANDS)] for name in networks}
    quick, slow = [place for name in QUICK for place in places[name]], places[SLOW]
    networks[SLOW].gate.clear()

    def have_all(places: list[int], *posts: Post) -> bool:
        return all(states_of(post, place) == ["sent"] for post in posts for place in places)

    with at_work(networks, data):
        first, second = steph.holds("First"), steph.holds("Second")
        leave_now(first, second)
        until(lambda: networks[SLOW].asked == HANDS)
        until(lambda: have_all(quick, first, second))
        third = steph.holds("Third")  # every hand of the slow one is stuck by now
        leave_now(third)
        until(lambda: have_all(quick, third))
        assert networks[SLOW].asked == HANDS  # it has answered nothing in all that time
        assert not any("sent" in states_of(post, place) for post in (first, second, third) for place in slow)
        networks[SLOW].gate.set()
        until(lambda: have_all(slow, first, second, third))
