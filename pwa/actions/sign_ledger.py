"""Signs how far the ledger has come, outside the database, and checks the whole of it."""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from pwa import clock
from pwa.rules.chain import Checkpoint
from pwa.rules.verdicts import examine
from pwa.store import checkpoints, ledger, ledger_guards
from pwa.store.missing_words import Kept
from pwa.store.moments import database_time
from pwa.store.transaction import snapshot

UNSIGNED_FOR = timedelta(minutes=2)  # a courier signs within a minute of a line; what stands longer should be signed


def sign_ledger(folder: Path, signed: dict[str, int], *, after: int) -> int:
    """Append a checkpoint for every chain that is longer than `signed` says, and note it there. Returns the newest line.

    `after`: lines up to this one were looked at before. PostgreSQL hands out numbers before it commits them, so a little is looked at
    again.
    """
    with snapshot() as session:
        newest, heads = ledger.heads_after(session, after)
        grown = {chain: head for chain, head in heads.items() if head[0] > signed.get(chain, 0)}
        at = database_time(session) if grown else None
    if at:
        checkpoints.sign(folder, grown, at.isoformat(timespec="seconds"))
        signed.update({chain: size for chain, (size, _) in grown.items()})
    return newest


class Verified(NamedTuple):
    """How many chains there are, everything that is wrong with them, and what known restores and lawful deletions took, in words."""

    chains: int
    faults: list[str]
    restored: list[str]


def verify_ledger(folder: Path, elsewhere: Path | None = None) -> Verified:
    """Read every line of every chain, and compare it with what was signed in `folder`, and with a copy of that kept `elsewhere`."""
    marks, found = checkpoints.read(folder)
    if elsewhere is not None:
        theirs, wrong = checkpoints.read_copy(elsewhere, checkpoints.public_key(folder))
        marks = checkpoints.together(theirs, marks)
        found += [f"of {elsewhere.name}, {fault}" for fault in wrong]
    restored: list[str] = []
    of_chain: dict[str, list[Checkpoint]] = {}
    for mark in marks:
        of_chain.setdefault(mark.chain, []).append(mark)
    with snapshot() as session:
        found += [f"the database: {name} is missing, which refuses a change of the ledger" for name in ledger_guards.missing(session)]
        chains = sorted({*ledger.chains(session), *of_chain})
        for chain in chains:
            signed = of_chain.get(chain, [])
            kept = Kept(session, chain)
            wrong, gone = examine(chain, kept.reading(ledger.lines(session, chain)), signed)
            by_hand, lawful = kept.told()
            found, restored = found + wrong + by_hand, restored + gone + lawful
            if not signed and clock.now() - ledger.begun(session, chain) > UNSIGNED_FOR:
                found.append(f"{chain}: nothing of it is signed; is {checkpoints.FILE} the one that was written here?")
        return Verified(len(chains), found + ledger.altered_texts(session), restored)
