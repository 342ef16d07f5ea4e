"""What whoever runs this does with the record: check it, write it to a file, check such a file, guard it again."""

import argparse
import sys
from pathlib import Path
from typing import Any

from pwa.actions.export_ledger import export_ledger
from pwa.actions.guard_ledger import guard_ledger
from pwa.actions.sign_ledger import verify_ledger
from pwa.actions.verify_export import verify_export
from pwa.rules.refusals import NotFound
from pwa.settings import Settings
from pwa.store.engine import engine
from pwa.store.ledger_export import NoExport
from pwa.store.migrate import is_current
from pwa.store.transaction import told_plainly

OLD = "The store is not up to date. Run `onlyhuman migrate` first."
OWN_KEY = """Its key came with it. This shows that the file is whole as whoever has that key wrote it: not who that is, and not that
they left nothing out. Compare the fingerprint with one that you had from elsewhere (--key), or the file with a copy of
ledger.checkpoints that was kept elsewhere (--checkpoints)."""


def add_commands(commands: Any) -> None:
    """`onlyhuman ledger ...`"""
    verifying = commands.add_parser("verify", help="say what is wrong with the record, if anything")
    verifying.add_argument("--export", metavar="FILE", help="check what `export` wrote; the store is not looked at")
    verifying.add_argument(
        "--key", metavar="FINGERPRINT", type=_fingerprint, help="the key that must have signed that file: 16 digits or more"
    )
    verifying.add_argument("--checkpoints", metavar="FILE", help="compare with a copy of ledger.checkpoints that was kept elsewhere")
    verifying.set_defaults(run=verify)
    writing = commands.add_parser("export", help="write the record to a file that anybody can check")
    writing.add_argument("file", metavar="FILE", help="where to; it must not be there yet")
    writing.add_argument("--of", metavar="HANDLE", help="only the chain of this identity: its organisation's, or its person's")
    writing.set_defaults(run=export)
    commands.add_parser("guard", help="put back what makes the database refuse a change").set_defaults(run=guard)


def verify(chosen: Settings, asked: argparse.Namespace) -> int:
    """Check the whole ledger against its hashes and its signed checkpoints."""
    if asked.key:
        return _say("--key is for a file: give it with --export.", 2)
    if not _is_current():
        return _say(OLD, 1)
    try:
        chains, found, restored = verify_ledger(chosen.data, Path(asked.checkpoints) if asked.checkpoints else None)
    except FileNotFoundError as gone:
        return _say(f"{gone.filename} is not there.", 1)
    return _told(chains, found, restored)


def verify_file(asked: argparse.Namespace) -> int:
    """Check what `export` wrote, with no store, settings or keys of our own."""
    try:
        checked = verify_export(Path(asked.export), key=asked.key, elsewhere=Path(asked.checkpoints) if asked.checkpoints else None)
    except NoExport as wrong:
        return _say(f"{asked.export} cannot be checked. {wrong}", 1)
    except OSError as trouble:
        return _say(f"{trouble.filename} cannot be read: {trouble.strerror}.", 1)
    print(f"Exported at {checked.at}, signed by the key {checked.fingerprint}.")
    if not (asked.key or asked.checkpoints):
        print(OWN_KEY)
    return _told(checked.chains, checked.faults, checked.restored)


def export(chosen: Settings, asked: argparse.Namespace) -> int:
    """Write the record to a file."""
    if not _is_current():
        return _say(OLD, 1)
    try:
        chains, lines, fingerprint = export_ledger(chosen.data, Path(asked.file), of=asked.of)
    except FileExistsError:
        return _say(f"{asked.file} is there already, and an export never overwrites.", 1)
    except NotFound:
        return _say(f"There is no identity {asked.of}. Nothing was written.", 1)
    except OSError as trouble:
        return _say(f"{asked.file} cannot be written: {trouble.strerror}.", 1)
    print(
        f"{lines:,} lines of {chains:,} chains are in {asked.file}. Check it anywhere with `onlyhuman ledger verify --export {asked.file}`."
    )
    print(f"Signed by the key {fingerprint}: give that to whoever is to check it, by another way than the file.")
    return 0


def guard(_: Settings, __: argparse.Namespace) -> int:
    """Put back the triggers that refuse to change the ledger."""
    if not _is_current():
        return _say(OLD, 1)
    back, missing = guard_ledger()
    print(f"Put back, and written down: {', '.join(back)}." if back else "No trigger was missing.")
    if missing:
        return _say(f"{', '.join(missing)} cannot be put back here: move what is whole to a new store.", 1)
    return 0


def _is_current() -> bool:
    with told_plainly(), engine().connect() as connection:
        return is_current(connection)


def _fingerprint(typed: str) -> str:
    digits = typed.replace(" ", "").replace(":", "").lower()
    if len(digits) < 16 or set(digits) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError("16 hexadecimal digits or more")
    return digits


def _told(chains: int, found: list[str], restored: list[str]) -> int:
    for line in (*restored, *found):
        print(line)
    faults = f"{len(found)} fault{'s' if len(found) > 1 else ''}"
    print(f"{chains} chains, {faults if found else 'all whole'}.")
    return 1 if found else 0


def _say(what: object, status: int) -> int:
    print(what, file=sys.stderr)
    return status
