"""How long the words of what was posted are kept, when they may be deleted, and what the record says then. Pure."""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pwa.rules.delivery import DeliveryState

VERB = "words_deleted"  # of the line that makes a deletion a lawful one
CHOICES = (None, 90, 365, 730, 2555)  # days: for good, which is the default; a season, a year, two, seven
STILL_MOVING = frozenset({DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNSURE, DeliveryState.PARKED})
# The facts of a ledger line in which salted digests stand for words that are kept beside it.
KEPT = frozenset({"parts", "reshares", "original", "pictures", "variants", "words", "shown", "for", "why", "reason", "text"})
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Why(StrEnum):
    """What a deletion rests on."""

    ASKED = "asked"  # somebody chose this post
    AGE = "age"  # older than the identity's keeper wants them kept
    LEFT = "left"  # a person wants nothing of their own voice kept


def days(typed: str) -> int | None:
    """A choice as the form sends it. Raises ValueError."""
    chosen = int(typed) if typed != "keep" else None
    if chosen not in CHOICES:
        raise ValueError(typed)
    return chosen


def digests(body: str) -> tuple[list[str], list[str]]:
    """What a ledger line says: the digests of words that it keeps, and of words that it says were lawfully deleted."""
    if not _DIGEST.search(body):
        return [], []
    try:
        said = json.loads(body)
    except ValueError:
        return [], []
    if not isinstance(said, dict):
        return [], []
    if said.get("verb") == VERB:
        return [], list(_found(said.get("texts"), kept=True))
    return list(_found(said, kept=False)), []


def _found(what: Any, *, kept: bool) -> Iterator[str]:
    """Every digest under one of those names, however deep it stands."""
    if isinstance(what, str):
        if kept and _DIGEST.fullmatch(what):
            yield what
    elif isinstance(what, dict):
        for name, one in what.items():
            yield from _found(one, kept=kept or name in KEPT)
    elif isinstance(what, list):
        for one in what:
            yield from _found(one, kept=kept)
