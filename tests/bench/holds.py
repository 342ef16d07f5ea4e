"""How long a person waits for a hold and for an undo, over HTTP, with its durable commit and its line in the ledger.

`python -m tests.bench.holds [--store sqlite|postgresql] [-n 500]`; beside it, the least a Flask and SQLModel app can do.
"""

import argparse
import http.client
import sys
import time
from urllib.parse import urlsplit

from tests.bench.figures import percentile, show, spread, verdict
from tests.bench.servers import STORES, only_human, peer
from tests.bench.volunteer import Volunteer

TARGET_MILLISECONDS = 15
WARM_UP = 20
WORDS = "Road closed at the Crown junction until noon. Buses 59 and 9 go round by Linthouse Lane; the school is open as usual."


def main() -> int:
    """Returns 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("-n", type=int, default=500)
    asked = parser.parse_args()
    with peer("insert") as least:
        inserts = _inserts(least.url, asked.n)
    with only_human(asked.store) as server:
        holds, undos = _holds_and_undos(Volunteer(server), asked.n)
    rows = [["Only Human, hold", *spread(holds)], ["Only Human, undo", *spread(undos)], ["Flask + SQLModel, one insert", *spread(inserts)]]
    show(
        f"One at a time over HTTP, milliseconds; Only Human on {asked.store}, the insert on SQLite", ["", "n", "p50", "p99", "worst"], rows
    )
    return 0 if verdict("hold p99", percentile(holds, 0.99), TARGET_MILLISECONDS, "ms") else 1


def _holds_and_undos(steph: Volunteer, count: int) -> tuple[list[float], list[float]]:
    holds, undos = [], []
    for number in range(WARM_UP + count):
        address, held = steph.holds(f"{WORDS} ({number})")
        undone = steph.undoes(address)
        if number >= WARM_UP:
            holds.append(held)
            undos.append(undone)
    return holds, undos


def _inserts(url: str, count: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(url).port or 80, timeout=30)
    found = []
    for _ in range(WARM_UP + count):
        started = time.perf_counter()
        connection.request("POST", "/rows", f"text={WORDS.replace(' ', '+')}", {"Content-Type": "application/x-www-form-urlencoded"})
        connection.getresponse().read()
        found.append((time.perf_counter() - started) * 1000)
    return found[WARM_UP:]


if __name__ == "__main__":
    sys.exit(main())
