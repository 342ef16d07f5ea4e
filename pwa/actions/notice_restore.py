"""Notices, at a start, that an older copy of the store has come back by whatever way, and then stops everything, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pwa.actions.know_restored import write_restored
from pwa.actions.park_restored import Parked, park_restored
from pwa.rules.chain import Checkpoint, Restore
from pwa.store import checkpoints, copies, older_copy
from pwa.store.transaction import Session, snapshot

TO_THE_SECOND = timedelta(seconds=1)  # as exactly as a checkpoint says when it was signed


def notice_restore(folder: Path) -> Parked | None:
    """What was stopped because the store lacks what was signed in `folder`, or is a copy of ours; None when all is as it should be.

    Whoever starts on another machine later, with checkpoints of its own, finds the line about it and stops nothing a second time.
    """
    marks = checkpoints.newest(folder)
    with snapshot() as session:
        copied, gone = copies.is_copy(session), older_copy.missing(session, marks)
        dealt_with = not copied and bool(gone) and _dealt_with(session, gone)
    if not copied and not gone:
        return None
    parked = None if dealt_with else park_restored()
    if gone:
        write_restored(folder, gone, Restore.NOTICED)
    return parked


def _dealt_with(session: Session, gone: Sequence[Checkpoint]) -> bool:
    stopped = older_copy.stopped_at(session)
    return stopped is not None and all(datetime.fromisoformat(mark.at) + TO_THE_SECOND <= stopped for mark in gone)
