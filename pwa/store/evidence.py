"""What the store knows of one post after the fact: the lines of the ledger that name it, found without reading the others."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from pwa.rules.chain import Line
from pwa.store.tables import LedgerLine

LINES_OF_A_POST = "ix_ledger_lines_post"  # an index over what each line says; what is released, hundreds at a time, is left out of it:
POST_OF_LINE = {  # it would make that late
    "sqlite": "CASE WHEN json_valid(body) THEN json_extract(body, '$.post') END",
    "postgresql": """split_part(split_part(body, '"post":"', 2), '"', 1)""",
}
INDEXED = {
    "sqlite": """instr(body, '"post":"') > 0 AND instr(body, '"verb":"released"') = 0""",
    "postgresql": """strpos(body, '"post":"') > 0 AND strpos(body, '"verb":"released"') = 0""",
}
WAITS = {"held", "extended", "sent_now"}  # verbs after which a release may follow
LOOKED_THROUGH = 50_000  # lines for the one of the release: more than any chain grows in a window


@dataclass(frozen=True)
class Told:
    """One line of a chain, and what it says."""

    line: Line
    facts: Mapping[str, Any]

    @property
    def verb(self) -> str:
        return str(self.facts.get("verb", ""))


def lines_of(session: Session, chain: str, post: str) -> list[Told]:
    """Every line of this chain that names this post, in their order."""
    kind = session.get_bind().dialect.name
    found = select(LedgerLine).where(
        literal_column(INDEXED[kind]), literal_column(POST_OF_LINE[kind]) == post, col(LedgerLine.chain) == chain
    )
    told = [_told(row) for row in session.exec(found)]
    told += _releases(session, chain, post, told)
    return sorted((one for one in told if one.facts.get("post") == post), key=lambda one: one.line.number)


def _releases(session: Session, chain: str, post: str, told: Collection[Told]) -> list[Told]:
    """The line of its release stands between its last hold and whatever was said of it next."""
    held = max((one.line.number for one in told if one.verb in WAITS), default=0)
    if not held:
        return []
    after = min((one.line.number for one in told if one.line.number > held), default=held + LOOKED_THROUGH)
    between = select(LedgerLine).where(col(LedgerLine.chain) == chain, col(LedgerLine.number) > held, col(LedgerLine.number) < after)
    says = [col(LedgerLine.body).contains(words, autoescape=True) for words in (f'"post":"{post}"', '"verb":"released"')]
    return [_told(row) for row in session.exec(between.where(*says).order_by(col(LedgerLine.number)).limit(1))]


def lines_between(session: Session, chain: str, first: int, last: int) -> Iterator[Line]:
    """The lines of a chain from one number to another."""
    found = select(LedgerLine).where(col(LedgerLine.chain) == chain, col(LedgerLine.number).between(first, last))
    for row in session.exec(found.order_by(col(LedgerLine.number))):
        yield Line(row.number, row.body, row.previous, row.hash)


def _told(row: LedgerLine) -> Told:
    try:
        facts = json.loads(row.body)
    except ValueError:  # somebody altered it; that it is not what was signed is said beside it
        facts = {}
    return Told(Line(row.number, row.body, row.previous, row.hash), facts if isinstance(facts, dict) else {})
