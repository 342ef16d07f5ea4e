"""What whoever runs this does to the store as a whole: back it up, put a copy back, move it, let a keeper back in."""

import argparse
import sys
from pathlib import Path

from pwa.actions.know_restored import know_restored
from pwa.actions.move_store import move_store
from pwa.actions.notice_restore import notice_restore
from pwa.actions.park_restored import Parked, park_restored
from pwa.actions.recover_keeper import recover_keeper
from pwa.actions.restore_copy import restore_copy
from pwa.actions.sign_ledger import verify_ledger
from pwa.rules.refusals import NotAllowed
from pwa.secrets import KEY_FILE
from pwa.settings import Settings, as_store_url
from pwa.store import checkpoints, copies, engine
from pwa.store.copies import BadCopy, StoreInUse
from pwa.store.engine import hidden
from pwa.store.migrate import is_current, migrate
from pwa.store.moving import CannotMove
from pwa.store.transaction import told_plainly

LAST_BACKUP = "backup.last"  # an empty file in the data folder: its date is that of the last backup

ON_POSTGRESQL = """This store is PostgreSQL's. Its own programs copy it, while everything runs:
  pg_dump --format=custom --file=FILE "{url}"
and put it back into a new, empty database, while nothing runs:
  pg_restore --no-owner --dbname=URL FILE
  onlyhuman restored"""


def backup(chosen: Settings, asked: argparse.Namespace) -> int:
    """Copy a SQLite store while it is in use, and check the copy."""
    if not chosen.on_sqlite:
        return _say(ON_POSTGRESQL.format(url=hidden(chosen.store_url)), 2)
    source, target = copies.file_of(chosen.store_url), Path(asked.file)
    if not source.exists():
        return _say("There is no store yet to back up.", 1)
    try:
        copies.copy(source, target)
    except FileExistsError:
        return _say(f"{target} is there already, and a backup never overwrites.", 1)
    except BadCopy as wrong:
        return _say(wrong, 1)
    except OSError as trouble:
        return _say(f"{target} cannot be written: {trouble.strerror}.", 1)
    (chosen.data / LAST_BACKUP).touch()
    print(f"{target} is a whole copy, checked, {target.stat().st_size:,} bytes.")
    kept = " and ".join(str(chosen.data / name) for name in (KEY_FILE, checkpoints.FILE))
    print(
        f"Keep {kept} as well, elsewhere: without the first it cannot be read in full, without the second a cut in the record is not seen."
    )
    return 0


def restore(chosen: Settings, asked: argparse.Namespace) -> int:
    """Put a copy in the place of a SQLite store, with everything in it parked."""
    if not chosen.on_sqlite:
        return _say(ON_POSTGRESQL.format(url=hidden(chosen.store_url)), 2)
    try:
        parked, aside = restore_copy(chosen.data, chosen.store_url, Path(asked.file))
    except (BadCopy, StoreInUse) as wrong:
        return _say(wrong, 1)
    print(f"{asked.file} is the store now." + (f" The one before it is kept as {aside}." if aside else ""))
    print(what_waits(parked))
    return 0


def restored(chosen: Settings, _: argparse.Namespace) -> int:
    """Say that an older copy was put back by other means: everything in it is parked, and the record's check knows of it."""
    migrate()
    parked = park_restored()
    know_restored(chosen.data)
    print(what_waits(parked))
    return 0


def move(chosen: Settings, asked: argparse.Namespace) -> int:
    """Move a SQLite store to an empty PostgreSQL database, and check the record there."""
    try:
        target = as_store_url(asked.url)
    except ValueError as wrong:
        return _say(f"The address to move to {wrong}.", 2)
    if not chosen.on_sqlite or target.startswith("sqlite"):
        return _say("It moves a SQLite store to PostgreSQL: give the address as postgresql://person@host/name.", 2)
    with told_plainly(), engine.engine().connect() as connection:
        if not is_current(connection):
            return _say("The store is not up to date. Run `onlyhuman migrate` first.", 1)
    notice_restore(chosen.data)
    engine.engine().dispose()
    try:
        moved = move_store(chosen.store_url, target)
    except (BadCopy, StoreInUse, CannotMove) as wrong:
        return _say(wrong, 1)
    print(f"{sum(moved.values()):,} rows of {len(moved)} tables are in PostgreSQL.")
    chains, faults, gone = verify_ledger(chosen.data)
    for line in (*gone, *faults):
        print(line)
    if faults:
        return _say("All rows are there, but the record has the faults above. Ask `onlyhuman ledger verify` whether it had them before.", 1)
    print(f"The record is whole there: {chains} chains.")
    print(f"From now on set ONLYHUMAN_DATABASE_URL={hidden(target)} and keep the data folder: it holds the keys.")
    print(f"{copies.file_of(chosen.store_url)} stays as a copy. Started again, it would send nothing by itself.")
    return 0


def look_back(folder: Path) -> None:
    """At a start: when an older copy of the store has come back, stop everything, once, and say so loudly."""
    if parked := notice_restore(folder):
        _say(f"The store is an older copy of what it was. {what_waits(parked)}", 0)
        _say("If you put it there, say so with `onlyhuman restored`. If not, ask `onlyhuman ledger verify` what is missing.", 0)


def what_waits(parked: Parked) -> str:
    """What was stopped, in a sentence."""
    posts = f"{parked.posts} post{'' if parked.posts == 1 else 's'}"
    deliveries = f"{parked.deliveries} deliver{'y' if parked.deliveries == 1 else 'ies'}"
    return f"Nothing leaves by itself: {posts} and {deliveries} wait for a person, who finds them in the outbox."


def let_keeper_back(chosen: Settings, asked: argparse.Namespace) -> int:
    """Print a one-use link for a keeper whom nobody else can let back in. Everybody of the identity hears of it."""
    with told_plainly(), engine.engine().connect() as connection:
        if not is_current(connection):
            return _say("The store is not up to date. Run `onlyhuman migrate` first.", 1)
    try:
        token, name = recover_keeper(asked.handle, asked.person)
    except NotAllowed as why:
        return _say(why.sentence, 1)
    print(f"For {name} alone, once, within 24 hours. Everybody who speaks as {asked.handle} is told, and it is on the record.")
    print(f"  {chosen.url}/join/{token}")
    return 0


def _say(what: object, status: int) -> int:
    print(what, file=sys.stderr)
    return status
