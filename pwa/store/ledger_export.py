"""The record in a file of its own, which anybody can check: JSON Lines, as README says under *The record in a file*."""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pwa.rules.chain import Checkpoint, Line, canonical
from pwa.secrets import signing_key
from pwa.store import checkpoints

FORMAT = "onlyhuman ledger 1"
LINE = {"chain": str, "number": int, "body": str, "previous": str, "hash": str}


class NoExport(Exception):
    """It cannot be checked, because it does not begin as an export does; the message says how."""


@dataclass(frozen=True)
class Header:
    """What an export says of itself in its first row, signed: when it was made, how far each of its chains goes, and by which key."""

    at: str
    chains: Mapping[str, tuple[int, str]]
    key: Ed25519PublicKey
    signed: bool


def header(folder: Path, at: str, heads: Mapping[str, tuple[int, str]]) -> str:
    """The first row."""
    key = signing_key(checkpoints.PURPOSE, folder)
    public = base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    said = {"format": FORMAT, "at": at, "chains": {chain: list(head) for chain, head in heads.items()}, "public_key": public}
    return canonical(said | {"signature": base64.b64encode(key.sign(canonical(said).encode())).decode()})


def signed_rows(folder: Path, chains: Collection[str]) -> Iterator[str]:
    """The rows of the checkpoints' file that are about these chains, as they stand."""
    path = folder / checkpoints.FILE
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as rows:
        for row in rows:
            entry = read_row(row)
            if entry is not None and entry.get("chain") in chains:
                yield row.strip()


def line_rows(chain: str, lines: Iterable[Line]) -> Iterator[str]:
    """A row for each line."""
    return (canonical({"chain": chain, **asdict(line)}) for line in lines)


def read_header(row: str) -> Header:
    """What the first row says. Raises NoExport."""
    said = read_row(row) or {}
    if said.get("format") != FORMAT:
        raise NoExport(f"It does not begin with a row whose format is {FORMAT!r}.")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(said["public_key"]))
        chains = {str(chain): (int(size), str(head)) for chain, (size, head) in said["chains"].items()}
        signature = base64.b64decode(said.pop("signature"))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as wrong:
        raise NoExport("Its first row lacks the public key, the chains or the signature.") from wrong
    try:
        key.verify(signature, canonical(said).encode())
    except InvalidSignature:
        return Header(str(said.get("at")), chains, key, signed=False)
    return Header(str(said.get("at")), chains, key, signed=True)


def read_row(row: str) -> dict[str, Any] | None:
    """What a row says; None when it is no JSON object."""
    try:
        said = json.loads(row)
        if "\\u" in row:
            canonical({"": said}).encode()  # half a character can be written, and is no text
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def as_line(said: Mapping[str, Any]) -> tuple[str, Line] | None:
    """Its chain and the line, when a row is one."""
    if any(type(said.get(name)) is not kind for name, kind in LINE.items()):
        return None
    return said["chain"], Line(said["number"], said["body"], said["previous"], said["hash"])


def marks_for(head: Header, marks: Iterable[Checkpoint]) -> tuple[dict[str, list[Checkpoint]], list[str]]:
    """What each chain of an export must fit: its own end, and what else was signed of it; and what has gone since by a restore, in words.

    What is signed after the export may go on beyond it, and after an older copy was put back it says nothing of it any more.
    """
    found: dict[str, list[Checkpoint]] = {chain: [] for chain in head.chains}
    over: dict[str, str] = {}
    for mark in marks:
        size, _ = head.chains.get(mark.chain, (0, ""))
        later = mark.at >= head.at
        if later and mark.restore and mark.size < size:
            over.setdefault(
                mark.chain, f"{mark.chain}: an older copy of {mark.size} lines was put back at {mark.at}, after this was exported"
            )
        if mark.chain in found and not (later and mark.size > size) and mark.chain not in over:
            found[mark.chain].append(mark)
    for chain, (size, end) in head.chains.items():
        own = Checkpoint(chain, size, end, head.at)
        before = sum(mark.at <= head.at for mark in found[chain])
        found[chain].insert(before, own)
    return found, list(over.values())
