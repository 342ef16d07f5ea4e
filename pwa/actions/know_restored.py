"""Writes down, beside the checkpoints, that an older copy of the store came back, so that the record's check can tell it from a cut."""

from collections.abc import Sequence
from pathlib import Path

from pwa.rules.chain import Checkpoint, Restore
from pwa.store import checkpoints, older_copy
from pwa.store.moments import database_time
from pwa.store.transaction import snapshot


def know_restored(folder: Path) -> None:
    """Whoever runs this server put the copy there: what went with it is no fault any more, and is still named."""
    write_restored(folder, checkpoints.read(folder)[0], Restore.KNOWN)


def write_restored(folder: Path, marks: Sequence[Checkpoint], restore: Restore) -> None:
    """A mark for each chain of which one of these marks is no longer true, where it stands now."""
    with snapshot() as session:
        chains = {mark.chain for mark in older_copy.missing(session, marks)}
        stand, at = older_copy.heads(session, chains), database_time(session)
    checkpoints.sign(folder, stand, at.isoformat(timespec="seconds"), restore)
