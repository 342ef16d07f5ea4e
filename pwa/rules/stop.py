"""Stop everything of an Organisation, and what it takes to let it go on. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pwa.rules.reason import reason
from pwa.rules.text import Unfit, graphemes, words
from pwa.rules.words import n_

SAID_AT_MOST = 140  # graphemes that go with a stop: there is no time for more
ALONE_AFTER = timedelta(hours=24)  # where two keepers are asked for and there is one: as with everything that a sole keeper waits for


class Step(StrEnum):
    """What a keeper's yes does."""

    RESUMES = "resumes"
    ASKS = "asks"  # the first of two
    WAITS = "waits"  # they have asked already, and another keeper's yes or time is missing


class Asked(NamedTuple):
    """Which keeper wants it to go on, and since when."""

    by: int
    at: datetime


def step(by: int, now: datetime, *, two: bool, keepers: int, asked: Asked | None) -> Step:
    """`two`: the Organisation asks for two keepers. `asked`: by somebody who still is one."""
    if not two:
        return Step.RESUMES
    if asked is None:
        return Step.ASKS
    if asked.by != by or (keepers == 1 and now >= asked.at + ALONE_AFTER):
        return Step.RESUMES
    return Step.WAITS


def said(raw: str) -> str | None:
    """The few words that go with a stop, on one line. Whatever they are, they never keep anybody from stopping."""
    try:
        kept = " ".join(words(raw[: SAID_AT_MOST * 20]).split())
    except Unfit:
        return None
    return kept if kept and graphemes(kept) <= SAID_AT_MOST else kept[:SAID_AT_MOST].rstrip() or None


def why_on(raw: str) -> str:
    """The reason to go on, a sentence on one line. Raises Unfit."""
    return reason(
        raw,
        nothing=n_("Say in a sentence why it can go on. Everything is still stopped."),
        too_long=n_("The reason is %(long)s characters long; %(most)s are enough. Everything is still stopped."),
    )
