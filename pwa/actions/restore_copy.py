"""Puts a copy of a SQLite store in the place of the one that is there; nothing goes out of it by itself."""

from pathlib import Path

from pwa import clock
from pwa.actions.know_restored import know_restored
from pwa.actions.park_restored import Parked, park_restored
from pwa.store import copies, engine
from pwa.store.migrate import migrate


def restore_copy(folder: Path, url: str, copy: Path) -> tuple[Parked, Path | None]:
    """What was stopped in the copy before it became the store at `url`, and where the one that stood there is kept, if one did.

    Raises BadCopy, or StoreInUse while a server runs; then the store is as it was.
    """
    store = copies.file_of(url)
    aside = store.with_name(f"{store.name}.before-{clock.now():%Y%m%dT%H%M%S.%fZ}")
    if copy.exists() and store.exists() and copy.samefile(store):
        raise copies.BadCopy(f"{copy} is the store itself.")
    copies.check(copy)
    try:
        with copies.nobody_has(store):
            there = store.exists()
            parked = _prepare(copy, fresh := store.with_name(f"{store.name}.restoring"))
            copies.put_in_place(fresh, store, aside)
    finally:
        engine.connect(url)
    know_restored(folder)
    return parked, aside if there else None


def _prepare(copy: Path, fresh: Path) -> Parked:
    """Everything in it is stopped before it is in anybody's reach: there is no moment in which a courier could send from it."""
    fresh.unlink(missing_ok=True)
    copies.copy(copy, fresh)
    engine.connect(f"sqlite:///{fresh}")
    migrate()
    parked = park_restored()
    engine.engine().dispose()
    return parked
