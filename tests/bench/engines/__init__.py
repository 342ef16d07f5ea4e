"""The engines that race: what each must be able to do, and one file for each of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from tests.bench.engines.record import Record
from tests.bench.running import Group

MONTH, YEAR = 30 * 86400.0, 365 * 86400.0


class Absent(Exception):
    """An engine, or what it needs, is not on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Item:
    """Something that is to start at `due`, in seconds since 1970."""

    key: str
    due: float


class Engine(Protocol):
    """One engine on one store, from an empty store to what became of each item."""

    title: str
    most_pending: int  # far-future items that it is given at most

    def fill(self, count: int, first: float) -> None:
        """Far-future items: due over a year from `first`, in seconds since 1970."""

    def start(self, *, hangs: bool = False) -> Group:
        """Start whatever waits for items; returns when it is ready. `hangs`: for an item that never ends."""

    def plan(self, count: int, first: float, span: float, *, hangs: bool = False) -> Sequence[Item]:
        """Items due evenly over `span` seconds from `first`; `hangs`: whoever starts one first never comes back from it."""

    def undoing(self, item: Item) -> Callable[[], bool]:
        """What takes an item back when it is called; it returns whether the engine says that it did."""

    def starts(self, items: Sequence[Item]) -> dict[str, list[float]]:
        """When each of these items was started, in seconds since 1970, as often as it was."""

    def certain(self, items: Sequence[Item]) -> dict[str, float]:
        """When the start of each was committed, where that is known and later than the start."""

    def asked_about(self) -> bool:
        """Whether whoever took an unfinished item over asked what became of it, instead of starting it again."""

    def clear(self) -> None:
        """Whatever still wants something, and is not far in the future, wants it no more."""

    def store_processes(self) -> list[int]:
        """The processes of the store's server; none for a file."""


class Peer:
    """What the others have in common: each item only notes that it started."""

    most_pending = 1_000_000

    def __init__(self, folder: Path) -> None:
        self.record = Record(folder)

    def starts(self, items: Sequence[Item]) -> dict[str, list[float]]:
        """As the items noted them."""
        found = self.record.read()
        return {item.key: found[item.key] for item in items if item.key in found}

    def certain(self, items: Sequence[Item]) -> dict[str, float]:
        """An item that starts has started."""
        return {}

    def asked_about(self) -> bool:
        """None of them asks."""
        return False

    def clear(self) -> None:
        """Nothing is left over that would disturb."""


def keys(count: int, first: float, span: float, *, hangs: bool) -> list[Item]:
    """Items of these times whose names nobody has had before."""
    begun = "hangs" if hangs else "item"
    return [Item(f"{begun}-{first:.3f}-{number}", first + number * span / count) for number in range(count)]


@contextmanager
def opened(name: str, store: str, folder: Path) -> Iterator[Engine]:
    """The engine of this name on an empty store, by its URL. Raises Absent when it cannot be had here."""
    module = import_module(f"tests.bench.engines.{name.partition('-')[0]}")
    with module.opened(name, store, folder) as engine:
        yield engine
