"""The measures of the race, each on one engine that has its far-future items already; figures in milliseconds unless they say otherwise."""

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from tests.bench.engines import MONTH, YEAR, Engine, Item
from tests.bench.figures import percentile
from tests.bench.race_tables import ASKED_ABOUT
from tests.bench.running import Group, cpu_seconds, megabytes

SINGLES, SINGLE_STEP = 50, 0.2  # "1 due": so many, each alone, so many seconds apart
LIMIT_SECONDS = 60  # past the last item's time: whatever has not started by then is counted, not waited for
BACKLOG = 5_000  # due at one and the same moment, for the releases per second
IDLE_SECONDS = 120  # two of our own longest sleeps
UNDOS, UNDO_STEP = 300, 0.02
ABOUT = 0.005  # seconds around its item's time in which an undo begins; wider by twice what the undo, and what the engine, usually takes
THUMBS, WARMING = 4, 20
KILL_LIMIT_SECONDS = 100  # our own lease is 90
CALM, CALM_LIMIT_SECONDS = 0.05, 30  # of a core: it has taken in what it must, and waits
LEAD_SECONDS = 3.0
TRIED, SPARE = 100, 1.5  # how long planning takes is found by trying so many, and taken so many times
MILLISECONDS = 1000


@contextmanager
def at_work(engine: Engine, *, hangs: bool = False) -> Iterator[Group]:
    """The engine's own processes, for as long as the block lasts."""
    group = engine.start(hangs=hangs)
    try:
        yield group
    finally:
        group.stop()


def calm(group: Group) -> float:
    """Wait until a fresh process has read what it reads at its start. Returns the seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < CALM_LIMIT_SECONDS:
        before = cpu_seconds(group.processes())
        time.sleep(1)
        if cpu_seconds(group.processes()) - before < CALM:
            break
    group.check()
    return time.monotonic() - began


def lateness(engine: Engine, count: int, rounds: int) -> dict[str, Any]:
    """Start minus due, of `count` items due evenly within one second, so many rounds together."""
    late: list[float] = []
    certain: list[float] = []
    missing = twice = 0
    for _ in range(1 if count == 1 else rounds):
        many, span = (SINGLES, SINGLES * SINGLE_STEP) if count == 1 else (count, 1.0)
        items = _planned(engine, many, span)
        starts = _wait_for(engine, items)
        late += [(min(starts[item.key]) - item.due) * MILLISECONDS for item in items if item.key in starts]
        known = engine.certain(items)
        certain += [(known[item.key] - item.due) * MILLISECONDS for item in items if item.key in known]
        missing += sum(item.key not in starts for item in items)
        twice += sum(len(moments) > 1 for moments in starts.values())
        engine.clear()
        if missing or max(late, default=0) > LIMIT_SECONDS * MILLISECONDS / rounds:
            break  # another round would tell nothing new and take another minute
    late += [LIMIT_SECONDS * MILLISECONDS] * missing
    return {"n": len(late), "missing": missing, "twice": twice, **_shares(late), "certain": _shares(certain)}


def _planned(engine: Engine, count: int, span: float) -> Sequence[Item]:
    """Items due from a moment on by which all of them are in the store, found by trying how long the engine takes for a few."""
    began = time.monotonic()
    engine.plan(TRIED, time.time() + MONTH, YEAR)
    seconds_each = (time.monotonic() - began) / TRIED * SPARE
    while True:
        first = time.time() + LEAD_SECONDS + count * seconds_each
        items = engine.plan(count, first, span)
        if time.time() < first:
            return items
        _wait_for(engine, items)
        seconds_each *= 2


def _wait_for(engine: Engine, items: Sequence[Item]) -> dict[str, list[float]]:
    time.sleep(max(0.0, items[-1].due - time.time()) + 0.5)
    limit = items[-1].due + LIMIT_SECONDS
    while len(starts := engine.starts(items)) < len(items) and time.time() < limit:
        time.sleep(0.5)
    return starts


def _shares(late: Sequence[float]) -> dict[str, float]:
    return {name: percentile(late, share) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))} if late else {}


def rate(engine: Engine) -> dict[str, float]:
    """Many items due at one moment: how many a second started, until the last of them or the limit."""
    items = _planned(engine, BACKLOG, 0.0)
    started = [min(moments) for moments in _wait_for(engine, items).values()]
    engine.clear()
    took = max(started) - items[0].due if started else LIMIT_SECONDS
    return {"of": BACKLOG, "started": len(started), "seconds": took, "a_second": len(started) / took}


def idle(engine: Engine, group: Group) -> dict[str, float]:
    """Percent of one core, and megabytes, of the processes that wait and of the store's server."""
    ours, theirs = group.processes(), engine.store_processes()
    before = cpu_seconds(ours), cpu_seconds(theirs)
    time.sleep(IDLE_SECONDS)
    used = cpu_seconds(ours) - before[0], cpu_seconds(theirs) - before[1]
    shares = {"cpu_percent": used[0] * 100 / IDLE_SECONDS, "store_cpu_percent": used[1] * 100 / IDLE_SECONDS}
    return shares | {"megabytes": megabytes(ours), "store_megabytes": megabytes(theirs)}


def undo(engine: Engine, chance: random.Random) -> dict[str, Any]:
    """Undos at about the moment when their items start, four at once at most."""
    late = lateness(engine, 1, 1)["p50"] / MILLISECONDS
    takes = percentile([_undo_at(engine, item, 0.0)[1] for item in engine.plan(WARMING, time.time() + MONTH, YEAR)], 0.5) / MILLISECONDS
    items = _planned(engine, UNDOS, UNDOS * UNDO_STEP)
    moments = [(item, item.due + chance.uniform(-2 * takes - ABOUT, 2 * late + ABOUT)) for item in items]
    with ThreadPoolExecutor(THUMBS) as thumbs:  # so that a slow undo does not make the next one late
        answers = list(thumbs.map(lambda one: _undo_at(engine, *one), moments))
    acknowledged = [item for item, (said, _) in zip(items, answers, strict=True) if said]
    time.sleep(LEAD_SECONDS)
    _wait_for(engine, [item for item in items if item not in acknowledged] or items[:1])
    starts = engine.starts(items)
    engine.clear()
    gone = sum(item.key in starts for item in acknowledged)
    lost = sum(item.key not in starts for item in items if item not in acknowledged)
    return {"of": UNDOS, "acknowledged": len(acknowledged), "went_out": gone, "neither": lost, **_shares([took for _, took in answers])}


def _undo_at(engine: Engine, item: Item, moment: float) -> tuple[bool, float]:
    take_back = engine.undoing(item)
    time.sleep(max(0.0, moment - time.time()))
    began = time.monotonic()
    return take_back(), (time.monotonic() - began) * MILLISECONDS


def killed(engine: Engine) -> dict[str, Any]:
    """An item hangs; whoever is at it is killed with -9, and somebody new comes. After how many seconds is it taken up, and how?"""
    with at_work(engine, hangs=True) as group:
        [item] = engine.plan(1, time.time() + LEAD_SECONDS, 0.0, hangs=True)
        if not _wait_for(engine, [item]):
            return {"outcome": "never started"}
        group.kill()
    killed = time.monotonic()
    with at_work(engine, hangs=True) as group:
        while (waited := time.monotonic() - killed) < KILL_LIMIT_SECONDS:
            if engine.asked_about():
                return {"outcome": ASKED_ABOUT, "seconds": waited}
            if len(engine.starts([item])[item.key]) > 1:
                return {"outcome": "started again", "seconds": waited}
            time.sleep(0.2)
        group.kill()
    return {"outcome": f"not back within {KILL_LIMIT_SECONDS} s", "seconds": KILL_LIMIT_SECONDS}
