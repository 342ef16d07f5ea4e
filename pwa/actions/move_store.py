"""Moves everything from a SQLite store to an empty PostgreSQL one, in one go."""

from pwa.store import copies, engine, moving
from pwa.store.migrate import migrate
from pwa.store.transaction import transaction


def move_store(source: str, target: str) -> dict[str, int]:
    """Move every row from the store at `source` to the one at `target`, which is the one in use from then on; how many of each table.

    What is left at `source` is a copy: should it be started again, nothing in it goes out by itself, so that nothing leaves twice.
    Raises StoreInUse, CannotMove, NotDurable or StoreUnavailable; then nothing was moved.
    """
    with copies.alone_with(copies.file_of(source)) as store:
        engine.connect(target)
        migrate()
        with transaction() as session:
            moved = moving.move_rows(store, session)
            copies.call_it_a_copy(store)  # first: were we stopped between the two, both would be at work
    return moved
