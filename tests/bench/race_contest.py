"""What one engine goes through in the race, in a process where its own packages are at hand; prints what was found as JSON.

`tests.bench.race` starts it for every engine; by hand, for one: `python -m tests.bench.race_contest own --store sqlite --measure idle`.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.engines import MONTH, Absent, Engine, opened
from tests.bench.race_measures import at_work, calm, idle, killed, lateness, rate, undo
from tests.databases import PostgresServer, find_programs
from tests.sqlite_files import SqliteFiles

MEASURES = ("lateness", "rate", "idle", "undo", "killed")
ROUNDS = 3


@dataclass(frozen=True)
class Asked:
    """What is to be measured, and with how much."""

    measures: Sequence[str]
    due: Sequence[int]
    pending: int
    rounds: int
    seed: int


def contest(engine: Engine, asked: Asked) -> dict[str, Any]:
    """Everything that was found out about one engine, by measure."""
    pending, began = min(asked.pending, engine.most_pending), time.monotonic()
    if pending:
        engine.fill(pending, time.time() + MONTH)
    found: dict[str, Any] = {"title": engine.title, "pending": pending, "filled_seconds": time.monotonic() - began}
    with at_work(engine) as group:
        found["calm_after_seconds"] = calm(group)
        if "lateness" in asked.measures:
            found["lateness"] = {str(count): lateness(engine, count, asked.rounds) for count in asked.due}
        if "rate" in asked.measures:
            found["rate"] = rate(engine)
        if "undo" in asked.measures:
            found["undo"] = undo(engine, random.Random(asked.seed))
        if "idle" in asked.measures:  # last: nobody else's lateness is measured after a rest of minutes, in which memory is taken back
            calm(group)
            found["idle"] = idle(engine, group)
    if "killed" in asked.measures:
        found["killed"] = killed(engine)
    if faults := getattr(engine, "faults", None):
        found["ledger_faults"] = faults()
    return found


@contextmanager
def _store(kind: str) -> Iterator[str]:
    if kind != "postgresql":
        with SqliteFiles() as files:
            yield files.empty_database()
        return
    programs = find_programs()
    if programs is None:
        raise Absent("PostgreSQL's server programs are not on this machine")
    with PostgresServer(programs) as server:
        yield server.empty_database()


def main() -> int:
    """Prints one line of JSON, last of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("--store", choices=("sqlite", "postgresql", "redis"), required=True)
    parser.add_argument("--due", default="1,100")
    parser.add_argument("--pending", type=int, default=20_000)
    parser.add_argument("--measure", default=",".join(MEASURES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asked = Asked(given.measure.split(","), [int(count) for count in given.due.split(",")], given.pending, given.rounds, given.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))  # as an exception, so that everything it started ends too
    try:
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="onlyhuman-race-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            url = stack.enter_context(_store(given.store))
            found = contest(stack.enter_context(opened(given.engine, url, folder)), asked)
    except Absent as why:
        found = {"absent": str(why)}
    print(json.dumps({"load": os.getloadavg(), **found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
