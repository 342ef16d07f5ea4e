"""What the race shows: a table for each measure, the lines of the plot, and whether our own targets were met."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tests.bench.figures import show, verdict

OWN = ("own", "own-delivering")
LATE = {"1000": {"sqlite": 5.0, "postgresql": 10.0}, "10000": {"sqlite": 50.0, "postgresql": 50.0}}  # ms at p99, by the number due
IDLE_PERCENT = 0.1
TAKEN_OVER_SECONDS = 100.0
ASKED_ABOUT = "unsure, asked about"
DRAWN_AT_LEAST = 0.1  # ms: the plot is logarithmic

Result = dict[str, Any]


def tables(results: dict[str, Result]) -> None:
    """Print everything that was found, one table a measure; what could not be raced says why."""
    due = sorted({int(count) for result in results.values() for count in result.get("lateness", {})})
    for count in due:
        heads = ["pending", "n", "p50", "p99", "worst", "certain p99", "not within limit", "twice"]
        _table(f"Late by, milliseconds, {count:,} due in a second", heads, results, partial(_late, count))
    _table("Started a second, all due at one moment", ["of", "seconds", "a second"], results, _rate)
    _table("Waiting, with the pending items", ["pending", "CPU %", "store's CPU %", "MB", "store's MB"], results, _idle)
    heads = ["of", "acknowledged", "went out all the same", "neither", "p50 ms", "p99 ms"]
    _table("Undone at about the due time", heads, results, _undo)
    _table("Killed with -9 while at an item", ["seconds", "what became of it"], results, _killed)
    loads = [f"{name} {result['load'][0]:.1f}" for name, result in results.items() if result.get("load")]
    print(f"\nThe machine's load at the end of each (of its own doing: about 1): {', '.join(loads)}")
    for name, result in results.items():
        if result.get("absent"):
            print(f"\n  not raced: {name}: {result['absent']}")
        if result.get("ledger_faults"):
            print(f"\n  {name}: THE LEDGER IS BROKEN: {result['ledger_faults'][:3]}")


def lines(results: dict[str, Result]) -> dict[str, list[tuple[float, float]]]:
    """Lateness p99 by the number due, for each engine and store."""
    found = {}
    for result in results.values():
        points = sorted((float(count), max(DRAWN_AT_LEAST, late["p99"])) for count, late in result.get("lateness", {}).items() if late["n"])
        if points:
            found[_name(result)] = points
    return found


def ours(results: dict[str, Result]) -> set[str]:
    """The names of our own lines."""
    return {_name(result) for result in results.values() if result.get("engine") in OWN}


def verdicts(results: dict[str, Result]) -> bool:
    """Hold what is ours against engine.md's targets, and beside the others; whether all that was measured is met."""
    print("\nTargets")
    met = []
    for result in (one for one in results.values() if one.get("engine") in OWN):
        if result.get("absent"):
            met.append(_holds(f"{result['engine']} on {result['store']}", "raced", result["absent"]))
            continue
        name, with_pending = _name(result), f"{result['pending']:,} pending"
        met.append(_holds(name, "the ledger is whole", result.get("ledger_faults")))
        for count, late in result.get("lateness", {}).items():
            met.append(_holds(f"{name}, {int(count):,} due", "each went out once", late["missing"] + late["twice"]))
            if count in LATE:
                met.append(verdict(f"{name}, p99 at {int(count):,} due, {with_pending}", late["p99"], LATE[count][result["store"]], "ms"))
        if idle := result.get("idle"):
            used = idle["cpu_percent"] + idle["store_cpu_percent"]
            met.append(_verdict_fine(f"{name}, idle CPU with the store's, {with_pending}", used, IDLE_PERCENT, "% of a core"))
        if undo := result.get("undo"):
            met.append(_holds(name, "each was undone or went out, never both", undo["went_out"] + undo["neither"]))
        if killed := result.get("killed"):
            met.append(_holds(name, "what a killed courier was at is asked about", killed["outcome"] != ASKED_ABOUT))
            met.append(verdict(f"{name}, taken over after a kill", killed["seconds"], TAKEN_OVER_SECONDS, "s"))
    _beside_the_others(results)
    return all(met)


def _beside_the_others(results: dict[str, Result]) -> None:
    own = [one for one in results.values() if one.get("engine") == "own"]
    others = [one for one in results.values() if not str(one.get("engine", "")).startswith("own")]
    for ours in own:
        for count, late in ours.get("lateness", {}).items():
            ahead = [_name(one) for one in others if one.get("lateness", {}).get(count, {}).get("p99", late["p99"]) < late["p99"]]
            told = f"behind {', '.join(ahead)}" if ahead else "level with or ahead of every engine of this run"
            print(f"        {_name(ours)}, p99 at {int(count):,} due: {told}")


def _holds(who: str, what: str, wrong: object) -> bool:
    print(f"  {'MISS' if wrong else 'met '}  {who}: {what}" + (f": {wrong}" if wrong else ""))
    return not wrong


def _verdict_fine(what: str, found: float, target: float, unit: str) -> bool:
    print(f"  {'met ' if found <= target else 'MISS'}  {what}: {found:.2f} {unit}, target {target:g} {unit}")
    return found <= target


def _table(title: str, heads: Sequence[str], results: dict[str, Result], row: Callable[[Result], list[str] | None]) -> None:
    rows = [[_name(result), *cells] for result in results.values() if not result.get("absent") and (cells := row(result))]
    if rows:
        show(title, ["", *heads], rows)


def _name(result: Result) -> str:
    title = str(result.get("title", result["engine"]))
    store = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "redis": "Redis"}[result["store"]]
    return title if "Redis" in title else f"{title}, {store}"


def _late(count: int, result: Result) -> list[str] | None:
    late = result.get("lateness", {}).get(str(count))
    if not late:
        return None
    beyond = [">" if late["missing"] > late["n"] * share else "" for share in (0.5, 0.01, 0)]
    shares = [f"{more}{late[name]:.1f}" for more, name in zip(beyond, ("p50", "p99", "max"), strict=True)]
    certain = f"{late['certain']['p99']:.1f}" if late["certain"] else "-"
    return [f"{result['pending']:,}", f"{late['n']:,}", *shares, certain, str(late["missing"]), str(late["twice"])]


def _rate(result: Result) -> list[str] | None:
    rate = result.get("rate")
    if not rate:
        return None
    return [f"{rate['started']:,} of {rate['of']:,}", f"{rate['seconds']:.1f}", f"{rate['a_second']:,.0f}"]


def _idle(result: Result) -> list[str] | None:
    idle = result.get("idle")
    if not idle:
        return None
    used = [f"{idle[name]:.2f}" for name in ("cpu_percent", "store_cpu_percent")]
    return [f"{result['pending']:,}", *used, *(f"{idle[name]:.0f}" for name in ("megabytes", "store_megabytes"))]


def _undo(result: Result) -> list[str] | None:
    undo = result.get("undo")
    if not undo:
        return None
    counts = [str(undo[name]) for name in ("of", "acknowledged", "went_out", "neither")]
    return [*counts, f"{undo['p50']:.1f}", f"{undo['p99']:.1f}"]


def _killed(result: Result) -> list[str] | None:
    killed = result.get("killed")
    return [f"{killed['seconds']:.1f}" if "seconds" in killed else "-", killed["outcome"]] if killed else None
