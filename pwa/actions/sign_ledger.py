"""Signs how far the ledger has come, outside the database, and checks the whole of it."""

from pathlib import Path

from pwa import clock
from pwa.rules.chain import faults
from pwa.store import checkpoints, ledger
from pwa.store.transaction import reading


def sign_ledger(folder: Path, *, after: int) -> int:
    """Append a checkpoint for every chain that grew since the line `after`. Returns the newest line."""
    with reading() as session:
        newest, heads = ledger.heads_after(session, after)
    if heads:
        checkpoints.sign(folder, heads, clock.now().isoformat(timespec="seconds"))
    return newest


def verify_ledger(folder: Path) -> tuple[int, list[str]]:
    """How many chains there are, and everything that is wrong with them, in words."""
    marks, found = checkpoints.read(folder)
    with reading() as session:
        chains = sorted({*ledger.chains(session), *(mark.chain for mark in marks)})
        for chain in chains:
            found += faults(chain, ledger.lines(session, chain), [mark for mark in marks if mark.chain == chain])
        return len(chains), found + ledger.altered_texts(session)
