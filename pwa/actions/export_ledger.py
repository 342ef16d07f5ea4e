"""Writes the record, or what one identity did of it, into a file that can be checked without us."""

import os
from pathlib import Path
from typing import NamedTuple

from pwa.rules.refusals import NotFound
from pwa.store import checkpoints, ledger, ledger_export
from pwa.store.moments import database_time
from pwa.store.older_copy import heads
from pwa.store.transaction import snapshot


class Exported(NamedTuple):
    """How much went there, and by which key it was signed."""

    chains: int
    lines: int
    fingerprint: str


def export_ledger(folder: Path, target: Path, *, of: str | None = None) -> Exported:
    """Every chain, or the one in which the doings of the identity `of` stand. Raises NotFound, and FileExistsError: it never overwrites."""
    with snapshot() as session:
        at = database_time(session).isoformat(timespec="seconds")
        chains = ledger.chains(session)
        if of is not None:
            if (chain := ledger.chain_of_handle(session, of)) is None:
                raise NotFound
            chains = [chain]
        ends = heads(session, chains)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(ledger_export.header(folder, at, ends) + "\n")
            file.writelines(f"{row}\n" for row in ledger_export.signed_rows(folder, set(chains)))
            for name in chains:
                file.writelines(f"{row}\n" for row in ledger_export.line_rows(name, ledger.lines(session, name)))
            file.flush()
            os.fsync(file.fileno())
    return Exported(len(chains), sum(size for size, _ in ends.values()), checkpoints.fingerprint(checkpoints.public_key(folder)))
