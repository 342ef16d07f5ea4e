"""Signed marks of how far each chain had come, in a file outside the database: a cut tail or a rewrite shows against them."""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pwa.rules.chain import Checkpoint, Restore, canonical
from pwa.secrets import signing_key

FILE = "ledger.checkpoints"
PURPOSE = "ledger checkpoints"
SHORT = 16  # hex digits of a key's fingerprint that each mark names
LOOKED_BACK = 16 * 1024 * 1024  # bytes of the file's end that a start reads: what was signed last is what an older copy lacks


def sign(folder: Path, heads: Mapping[str, tuple[int, str]], at: str, restore: Restore | None = None) -> None:
    """Append a signed mark for each of these chains. `restore`: an older copy of the store has come back, and this is where it stands."""
    key = signing_key(PURPOSE, folder)
    marks = [Checkpoint(name, size, head, at, restore or "") for name, (size, head) in sorted(heads.items())]
    with os.fdopen(os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.writelines(f"{_signed(key, mark)}\n" for mark in marks)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> tuple[list[Checkpoint], list[str]]:
    """Every mark that our key signed, and what is wrong with the others."""
    key = public_key(folder)
    return read_copy(folder / FILE, key) if (folder / FILE).exists() else ([], [])


def read_copy(path: Path, key: Ed25519PublicKey) -> tuple[list[Checkpoint], list[str]]:
    """The same of a copy that was kept elsewhere."""
    with path.open(encoding="utf-8", errors="replace") as rows:
        return checked(rows, key)


def together(*copies: Iterable[Checkpoint]) -> list[Checkpoint]:
    """What stands in any of them, in the order in which it was signed."""
    return sorted(dict.fromkeys(chain.from_iterable(copies)), key=lambda mark: mark.at)


def newest(folder: Path) -> list[Checkpoint]:
    """For each chain, how far it had come when it was signed last, or since it was put back; those that our key signed.

    Reads only the end of the file. What is not there grew long ago, and an older copy that lacks it lacks the newest lines as well.
    """
    path = folder / FILE
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LOOKED_BACK))
        rows = file.read().decode(errors="replace").splitlines()
    found: dict[str, tuple[int, str]] = {}
    for row in rows:
        try:
            entry = json.loads(row)
            name, size, restored = str(entry["chain"]), int(entry["size"]), "restore" in entry
        except (ValueError, KeyError, TypeError):
            continue  # cut by where we began to read, or no mark at all, which is for `read` to say
        if restored or size >= found.get(name, (0, ""))[0]:
            found[name] = size, row
    return checked([row for _, row in found.values()], public_key(folder))[0]


def checked(rows: Iterable[str], key: Ed25519PublicKey) -> tuple[list[Checkpoint], list[str]]:
    """The marks among these rows that this key signed, and what is wrong with the others."""
    known = fingerprint(key)[:SHORT]
    marks: list[Checkpoint] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            entry = json.loads(row)
            signature = base64.b64decode(entry.pop("signature"))
            if entry.pop("key") != known:
                wrong.append(f"checkpoint {number}: unknown key")
                continue
            key.verify(signature, canonical(entry).encode())
            marks.append(_mark(entry))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
            wrong.append(f"checkpoint {number}: altered")
    return marks, wrong


def _mark(entry: dict[str, Any]) -> Checkpoint:
    mark = Checkpoint(**entry)
    if [type(value) for value in asdict(mark).values()] != [str, int, str, str, str]:
        raise TypeError(entry)
    return mark


def public_key(folder: Path) -> Ed25519PublicKey:
    """What anybody may know of the key that signs."""
    return signing_key(PURPOSE, folder).public_key()


def fingerprint(key: Ed25519PublicKey) -> str:
    """What a person compares a key by: its SHA-256."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def _signed(key: Ed25519PrivateKey, mark: Checkpoint) -> str:
    entry = {name: value for name, value in asdict(mark).items() if value != "" or name != "restore"}
    signature = base64.b64encode(key.sign(canonical(entry).encode())).decode()
    return canonical({**entry, "key": fingerprint(key.public_key())[:SHORT], "signature": signature})
