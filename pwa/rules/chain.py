"""How ledger lines hang together: what one is, what joins it to the one before, and what is signed of it elsewhere. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
START = "0" * 64  # what the first line of a chain names as the one before it


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is stored."""

    number: int
    body: str
    previous: str
    hash: str


class Restore(StrEnum):
    """Why a checkpoint says that what was signed before it need not be there any more."""

    NOTICED = "noticed"  # by a server that started: an older copy of the store was there, and nobody had said why
    KNOWN = "known"  # whoever runs this server put it there


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed outside the database: at `at` this chain had `size` lines and ended in `head`.

    With a `restore`, an older copy of the store had come back just before, and these are its lines.
    """

    chain: str
    size: int
    head: str
    at: str
    restore: str = ""


def canonical(facts: Mapping[str, Any]) -> str:
    """One text for one meaning: JSON with sorted keys and no spaces."""
    return _CANONICAL.encode(facts)


def link(chain: str, number: int, body: str, previous: str) -> str:
    """The hash of a line: SHA-256 over the chain's name, its number, the hash before and the body."""
    return hashlib.sha256(canonical({"body": body, "chain": chain, "number": number, "previous": previous}).encode()).hexdigest()


def salted(salt: bytes, text: str) -> str:
    """What the chain holds instead of a personal text."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def digest(payload: str) -> str:
    """The SHA-256 of what a network is given, in hex."""
    return hashlib.sha256(payload.encode()).hexdigest()
