"""How ledger lines hang together, and what is wrong when they do not. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = "0" * 64  # what the first line of a chain names as the one before it


@dataclass(frozen=True)
class Line:
    """One line as it is stored."""

    number: int
    body: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Checkpoint:
    """What was signed outside the database: at `at` this chain had `size` lines and ended in `head`."""

    chain: str
    size: int
    head: str
    at: str


def canonical(facts: Mapping[str, Any]) -> str:
    """One text for one meaning: JSON with sorted keys and no spaces."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(chain: str, number: int, body: str, previous: str) -> str:
    """The hash of a line: SHA-256 over the chain's name, its number, the hash before and the body."""
    return hashlib.sha256(canonical({"body": body, "chain": chain, "number": number, "previous": previous}).encode()).hexdigest()


def salted(salt: bytes, text: str) -> str:
    """What the chain holds instead of a personal text."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def digest(payload: str) -> str:
    """The SHA-256 of what a network is given, in hex."""
    return hashlib.sha256(payload.encode()).hexdigest()


def faults(chain: str, lines: Iterable[Line], checkpoints: Iterable[Checkpoint]) -> list[str]:
    """Everything that is wrong with one chain, in words; empty when it is whole."""
    found: list[str] = []
    heads = {0: START}
    expected, previous = 1, START
    for line in lines:
        if line.number > expected:
            lost = f"{expected}" if line.number == expected + 1 else f"{expected} to {line.number - 1}"
            found.append(f"{chain}: missing {lost}")
        elif line.previous != previous:
            found.append(f"{chain}: altered at {line.number - 1 or 1}")
        if line.hash != link(chain, line.number, line.body, line.previous):
            found.append(f"{chain}: altered at {line.number}")
        heads[line.number] = line.hash
        expected, previous = line.number + 1, line.hash
    for mark in checkpoints:
        if mark.size >= expected:
            found.append(f"{chain}: tail cut, {expected - 1} lines where {mark.size} stood at {mark.at}")
        elif heads.get(mark.size, mark.head) != mark.head:
            found.append(f"{chain}: rewritten, line {mark.size} is not the one signed at {mark.at}")
    return list(dict.fromkeys(found))
