"""How ledger lines hang together, and what is wrong when they do not. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
START = "0" * 64  # what the first line of a chain names as the one before it


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


def faults(chain: str, lines: Iterable[Line], checkpoints: Iterable[Checkpoint]) -> list[str]:
    """Everything that is wrong with one chain, in words; empty when it is whole."""
    return examine(chain, lines, checkpoints)[0]


def examine(chain: str, lines: Iterable[Line], checkpoints: Iterable[Checkpoint]) -> tuple[list[str], list[str]]:
    """Everything that is wrong with one chain, and what a known restore took from it, both in words.

    A checkpoint that a known restore follows may be wrong, provided that the restore's own one is right: it pins all before it.
    """
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
    marks = list(checkpoints)
    wrong = {place: said for place, mark in enumerate(marks) if (said := _disagreement(mark, expected - 1, heads))}
    known = _last(marks, Restore.KNOWN, wrong)
    noticed = _last(marks, Restore.NOTICED, wrong)
    for place, said in wrong.items():
        if place > known:
            hint = f"; a server noticed an older copy of the store at {marks[noticed].at}" if place < noticed else ""
            found.append(f"{chain}: {said}{hint}")
    return list(dict.fromkeys(found)), [f"{chain}: {loss}" for loss in _losses(marks[: known + 1], wrong)]


def _losses(marks: Sequence[Checkpoint], wrong: Collection[int]) -> list[str]:
    """What had been signed before the last of these, a known restore, and went with it."""
    gone = [mark.size for place, mark in enumerate(marks) if place in wrong]
    stood = max((mark.size for place, mark in enumerate(marks[:-1]) if place not in wrong), default=0)
    return [f"lines {stood + 1} to {max(gone)} went with the restore of {marks[-1].at}"] if gone else []


def _disagreement(mark: Checkpoint, size: int, heads: Mapping[int, str]) -> str:
    if mark.size > size:
        return f"tail cut, {size} lines where {mark.size} stood at {mark.at}"
    if heads.get(mark.size, mark.head) != mark.head:  # a line that is missing was named already
        return f"rewritten, line {mark.size} is not the one signed at {mark.at}"
    return ""


def _last(marks: Sequence[Checkpoint], restore: Restore, wrong: Collection[int]) -> int:
    """Where the last checkpoint of this kind that is right stands; -1 when there is none."""
    return max((place for place, mark in enumerate(marks) if mark.restore == restore and place not in wrong), default=-1)
