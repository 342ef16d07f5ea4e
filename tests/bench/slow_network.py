"""What one slow network costs the others: how late posts reach a quick one, with a slow one beside it that takes 60 s for each answer.

`python -m tests.bench.slow_network [--store sqlite|postgresql] [-n 100]`: each post goes to two channels on either network, one post every
250 ms, through the courier that `serve` runs; late is what passes between its time and its arrival at the quick network.
"""

import argparse
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, update

from pwa.courier import HANDS, Courier
from pwa.store import engine, wake
from pwa.store.migrate import migrate
from pwa.store.moments import database_time
from pwa.store.tables import Post
from pwa.store.transaction import transaction
from tests.bench.figures import percentile, show, spread, verdict
from tests.bench.servers import STORES
from tests.cast import Cast, Member
from tests.databases import PostgresServer, find_programs
from tests.networks.gated import Gated, connected

TARGET_MILLISECONDS = 100
STEP = timedelta(milliseconds=250)
MILLISECOND = timedelta(milliseconds=1)
QUICK, SLOW = "bluesky", "mastodon"


def main() -> int:
    """Returns 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("-n", type=int, default=100)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onlyhuman-bench-")))
        url = f"sqlite:///{folder / 'onlyhuman.db'}"
        if asked.store == "postgresql":
            programs = find_programs()
            if programs is None:
                raise SystemExit("PostgreSQL's server programs are not on this machine; python3 tests/check.py installs them on Debian.")
            url = stack.enter_context(PostgresServer(programs)).empty_database()
        engine.connect(url)
        migrate()
        steph = Cast().steph
        late = []
        for name in (QUICK, SLOW):  # the slow one comes when the quick one has been measured alone
            for number in range(HANDS):
                connected(steph, name, number, folder)
            late.append(_late(steph, asked.n, folder))
        engine.engine().dispose()
    without, beside = late
    rows = [["alone", *spread(without)], ["beside one that takes 60 s", *spread(beside)]]
    show(f"Late at the quick network, milliseconds; {asked.store}", ["", "n", "p50", "p99", "worst"], rows)
    shares = (("p50", 0.5), ("p99", 0.99), ("worst", 1.0))
    more = {name: percentile(beside, share) - percentile(without, share) for name, share in shares}
    met = [verdict(f"{name}, later by", one, TARGET_MILLISECONDS, "ms") for name, one in more.items()]
    return 0 if all(met) else 1


def _late(steph: Member, count: int, folder: Path) -> list[float]:
    networks = {name: Gated(name) for name in (QUICK, SLOW, "noticeboard")}
    networks[SLOW].gate.clear()
    due = _one_after_another([steph.holds(f"Post {number}") for number in range(count)])
    courier = Courier(networks, folder)
    working = threading.Thread(target=courier.run)
    working.start()
    wake.HOLDS.ring()
    while len(networks[QUICK].arrived) < count:
        time.sleep(0.05)
    networks[SLOW].gate.set()
    courier.stop()
    working.join()
    return [(networks[QUICK].arrived[f"Post {number}"] - due[number]) / MILLISECOND for number in range(count)]


def _one_after_another(posts: list[Post]) -> list[datetime]:
    with transaction() as session:
        first = database_time(session) + 4 * STEP
        for number, post in enumerate(posts):
            session.exec(update(Post).where(col(Post.id) == post.id).values(due_at=first + number * STEP))
    return [first + number * STEP for number in range(len(posts))]


if __name__ == "__main__":
    sys.exit(main())
