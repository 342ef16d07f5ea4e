"""The race: our outbox and the engines one would pick instead, each with its own best settings, on one machine, one after the other.

`python -m tests.bench.race [--store sqlite|postgresql|both] [--due 1,100,1000,10000] [--pending 1000000] [--engines own,celery,...]
[--measure lateness,rate,idle,undo,killed] [--results FILE] [--svg FILE]`. An item is a post of ours, or a task that notes the time.

- lateness: start minus due, items due spread evenly within one second (1 due: fifty of them, each alone), with `--pending` far-future items
  in the store; ours is `released_at` minus `due_at` by the database's clock, the ledger's lines in the same transaction, and "certain" is
  when that transaction was committed. Our due posts are put in by SQL, because ten thousand holds would not fit into their own windows.
- rate: items due at one moment, and how many a second start. idle: CPU and memory of the process that waits, and of the store's server.
- undo: 300 undos, each begun at about the time when its item starts; how many were acknowledged, and went out all the same.
- killed: kill -9 while an item hangs, then a fresh process: when it is taken up again, and how.

With `--results FILE` what was found is kept there and the tables show all of it, so that a long race can be run in pieces: each engine on
each store takes under eight minutes. The peers come by `uv run --with` for the time of the race; one that cannot be had says why.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.plot import plot
from tests.bench.race_contest import MEASURES, ROUNDS
from tests.bench.race_tables import lines, ours, tables, verdicts
from tests.check import uv
from tests.sources import ROOT

# The stores that each can work on, and what to bring for it.
ENGINES: dict[str, tuple[tuple[str, ...], str]] = {
    "own": (("sqlite", "postgresql"), ""),
    "own-delivering": (("sqlite", "postgresql"), ""),
    "own-four": (("postgresql",), ""),
    "celery": (("redis",), "celery[redis]>=5.5,<6"),
    "apscheduler": (("sqlite", "postgresql"), "apscheduler>=3.11,<4"),
    "huey": (("sqlite", "postgresql"), "huey>=3,<4"),
    "huey-redis": (("redis",), "huey[redis]>=3,<4"),
    "procrastinate": (("postgresql",), "procrastinate>=3,<4"),
    "dbos": (("sqlite", "postgresql"), "dbos>=3,<4"),
}
LONGEST_SECONDS = 1800

Results = dict[str, dict[str, Any]]


def main() -> int:
    """Returns 1 when a target of ours is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--due", default="1,100,1000,10000")
    parser.add_argument("--pending", type=int, default=1_000_000)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--measure", default=",".join(MEASURES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, help="keep what is found here, and show all that was")
    parser.add_argument("--svg", type=Path, help="draw lateness p99 by the number due")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    results: Results = json.loads(asked.results.read_text()) if asked.results and asked.results.exists() else {}
    for engine, store in _racers(asked.engines.split(","), asked.store) if asked.engines else ():
        found = _race(engine, store, asked)
        known = results.setdefault(f"{engine}/{store}", {})
        if "lateness" in found:  # a later piece may have been about other numbers due
            found["lateness"] = known.get("lateness", {}) | found["lateness"]
        known |= {"engine": engine, "store": store, **found}
        if asked.results:
            asked.results.write_text(json.dumps(results, indent=1))
    tables(results)
    if asked.svg:
        drawn = plot("Late by at most, 99 of 100 items", "items due within one second", "milliseconds", lines(results), ours(results))
        asked.svg.write_text(drawn)
    return 0 if verdicts(results) else 1


def _racers(engines: list[str], store: str) -> Iterator[tuple[str, str]]:
    for engine in engines:
        if engine not in ENGINES:
            raise SystemExit(f"There is no engine {engine}; there are {', '.join(ENGINES)}.")
        for possible in ENGINES[engine][0]:
            if store in ("both", possible) or possible == "redis":
                yield engine, possible


def _race(engine: str, store: str, asked: argparse.Namespace) -> dict[str, Any]:
    brought, began = ENGINES[engine][1], time.monotonic()
    command = [str(uv()), "run", "--quiet", "--locked", "--no-sync", "--with", brought, "python"] if brought else [sys.executable]
    command += ["-m", "tests.bench.race_contest", engine, "--store", store, "--due", asked.due, "--pending", str(asked.pending)]
    command += ["--measure", asked.measure, "--rounds", str(asked.rounds), "--seed", str(asked.seed)]
    print(f"{time.strftime('%H:%M:%S')}  {engine} on {store}, load {os.getloadavg()[0]:.1f} ...", flush=True)
    ran = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said, complained = ran.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        said, complained = "", f"no end within {LONGEST_SECONDS} s"
    finally:  # it ends whatever it has started; so does Ctrl-C here
        ran.terminate()
        ran.wait()
    print(f"          {time.monotonic() - began:.0f} s", flush=True)
    reasons = [line for line in complained.splitlines() if line.strip() and not line.startswith(("(", "["))]
    found: dict[str, Any] = {"absent": (reasons or ["no reason given"])[-1]}
    if ran.returncode == 0:
        found = {"absent": None, **json.loads(said.strip().splitlines()[-1])}
    if found["absent"]:
        print(f"          could not be raced: {found['absent']}", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
