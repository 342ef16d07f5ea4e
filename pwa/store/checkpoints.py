"""Signed marks of how far each chain had come, in a file outside the database: a cut tail or a rewrite shows against them."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pwa.rules.chain import Checkpoint, canonical
from pwa.secrets import signing_key

FILE = "ledger.checkpoints"
PURPOSE = "ledger checkpoints"


def sign(folder: Path, heads: Mapping[str, tuple[int, str]], at: str) -> None:
    """Append a signed mark for each of these chains."""
    key = signing_key(PURPOSE, folder)
    with os.fdopen(os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.writelines(f"{_signed(key, Checkpoint(chain, size, head, at))}\n" for chain, (size, head) in sorted(heads.items()))
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> tuple[list[Checkpoint], list[str]]:
    """Every mark that our key signed, and what is wrong with the others."""
    key, path = signing_key(PURPOSE, folder), folder / FILE
    marks: list[Checkpoint] = []
    wrong: list[str] = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else [], 1):
        try:
            entry = json.loads(row)
            signature = base64.b64decode(entry.pop("signature"))
            if entry.pop("key") != _fingerprint(key):
                wrong.append(f"checkpoint {number}: unknown key")
                continue
            key.public_key().verify(signature, canonical(entry).encode())
            marks.append(Checkpoint(**entry))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
            wrong.append(f"checkpoint {number}: altered")
    return marks, wrong


def _signed(key: Ed25519PrivateKey, mark: Checkpoint) -> str:
    entry = {"chain": mark.chain, "size": mark.size, "head": mark.head, "at": mark.at}
    signature = base64.b64encode(key.sign(canonical(entry).encode())).decode()
    return canonical({**entry, "key": _fingerprint(key), "signature": signature})


def _fingerprint(key: Ed25519PrivateKey) -> str:
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(public).hexdigest()[:16]
