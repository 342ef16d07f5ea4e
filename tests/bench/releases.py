"""How late a post leaves: `released_at` minus `due_at`, both by the database's clock, one post at a time, in the real server.

`python -m tests.bench.releases [--store sqlite|postgresql] [-n 200]`: holds are made over HTTP in bursts shorter than their window,
a step apart, so that each release comes alone and finds an idle server. Beside it APScheduler with a store of its own in SQLite,
brought by `uv run --with` for this one run.
"""

import argparse
import json
import subprocess
import sys
import time
from datetime import timedelta

from sqlmodel import col, func, select

from pwa.rules.post import PostState
from pwa.store import engine
from pwa.store.tables import Delivery, Post, Receipt
from pwa.store.transaction import reading
from tests.bench.figures import percentile, show, spread, verdict
from tests.bench.servers import STORES, Running, only_human
from tests.bench.volunteer import Volunteer
from tests.check import uv
from tests.sources import ROOT

TARGET_MILLISECONDS = 10
WINDOW_SECONDS = 5
GRACE_SECONDS = 2
STEP_SECONDS = 0.1
BURST = 45  # 45 x 100 ms: all are held before the first of them is due
PATIENCE_SECONDS = 60
MILLISECOND = timedelta(milliseconds=1)


def main() -> int:
    """Returns 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("-n", type=int, default=200)
    asked = parser.parse_args()
    with only_human(asked.store) as server:
        engine.connect(server.store)
        released, delivered = _lateness(server, asked.n)
        engine.engine().dispose()
    rows = [["Only Human, released", *spread(released)], ["Only Human, on the noticeboard", *spread(delivered)]]
    rows.append(["APScheduler 3, SQLite job store, started", *_elsewhere(asked.n)])
    show(f"Late by, milliseconds; one at a time, {asked.store}", ["", "n", "p50", "p99", "worst"], rows)
    return 0 if verdict("released p99", percentile(released, 0.99), TARGET_MILLISECONDS, "ms") else 1


def _lateness(server: Running, count: int) -> tuple[list[float], list[float]]:
    steph = Volunteer(server)
    steph.edits_own_voice(window=WINDOW_SECONDS)
    held = 0
    while held < count:
        for _ in range(min(BURST, count - held)):
            started = time.monotonic()
            steph.holds(f"Post {held}")
            held += 1
            time.sleep(max(0.0, STEP_SECONDS - (time.monotonic() - started)))
        time.sleep(WINDOW_SECONDS + GRACE_SECONDS)
        _wait_until_delivered(held)
    with reading() as session:
        posts = session.exec(select(Post.released_at, Post.due_at).where(col(Post.state) == PostState.RELEASED)).all()
        arrived = select(Receipt.at, Post.due_at).join(Delivery, col(Delivery.id) == col(Receipt.delivery_id))
        pinned = session.exec(arrived.join(Post, col(Post.id) == col(Delivery.post_id))).all()
    return [(out - due) / MILLISECOND for out, due in posts if out], [(there - due) / MILLISECOND for there, due in pinned]


def _wait_until_delivered(count: int) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        with reading() as session:
            if session.exec(select(func.count()).select_from(Receipt)).one() >= count:
                return
        time.sleep(0.5)
    raise SystemExit(f"Not all of {count} posts were delivered within {PATIENCE_SECONDS} s of their time.")


def _elsewhere(count: int) -> list[str]:
    brought = [str(uv()), "run", "--quiet", "--locked", "--no-sync", "--with", "apscheduler>=3.11,<4"]
    command = [*brought, "python", "-m", "tests.bench.peer_apscheduler", str(count)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"APScheduler could not be run beside it: {ran.stderr.strip().splitlines()[-1:]}")
        return ["-"] * 4
    return spread(json.loads(ran.stdout))


if __name__ == "__main__":
    sys.exit(main())
