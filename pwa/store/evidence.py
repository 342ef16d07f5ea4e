"""What the store knows of one post after the fact: the lines of the ledger that name it, found without reading the others."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import literal_column
from sqlmodel import Session, col, func, or_, select

from pwa.rules.chain import Checkpoint, Line
from pwa.rules.evidence import Standing, spans, standing
from pwa.rules.identity import Role
from pwa.store.marks import signed_from, signed_last
from pwa.store.tables import Channel, Grant, Identity, LedgerLine, LedgerText, Part, Person, Post, Rendering

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
APPROVALS = {"approval_asked", "approval_given", "approval_void", "approval_refused"}
MEANWHILE = WAITS | APPROVALS | {"told", "waved_through"}  # and those that it may follow too
LONG_AGO = datetime.min.replace(tzinfo=UTC)
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
    """The line of its release stands between its last hold and what became of it next; people may have been told or asked meanwhile."""
    held = max((one.line.number for one in told if one.verb in WAITS), default=0)
    if not held:
        return []
    behind = (one.line.number for one in told if one.line.number > held and one.verb not in MEANWHILE)
    after = min(behind, default=held + LOOKED_THROUGH)
    between = select(LedgerLine).where(col(LedgerLine.chain) == chain, col(LedgerLine.number) > held, col(LedgerLine.number) < after)
    says = [col(LedgerLine.body).contains(words, autoescape=True) for words in (f'"post":"{post}"', '"verb":"released"')]
    return [_told(row) for row in session.exec(between.where(*says).order_by(col(LedgerLine.number)).limit(1))]


def standing_of(session: Session, folder: Path, chain: str, told: Sequence[Told]) -> Standing:
    """Whether these lines are those that were signed outside the database: each is followed to the first mark behind it."""
    numbers, marks = [one.line.number for one in told], list[Checkpoint]()
    for one in told:
        if not any(mark.size >= one.line.number for mark in marks):
            found = signed_from(folder, chain, moment_of(one.facts.get("at")) or LONG_AGO)
            marks += found
            if not found:
                break  # what came later is signed no sooner
    newest = signed_last(folder, chain)
    read = spans(numbers, marks, _size(session, chain))
    wanted = [(span.first - 1, span.last) for span in read] + ([(newest.size, newest.size)] if newest else [])
    return standing(chain, numbers, read, {line.number: line for line in _lines_in(session, chain, wanted)}, newest)


def _size(session: Session, chain: str) -> int:
    return session.exec(select(func.max(LedgerLine.number)).where(col(LedgerLine.chain) == chain)).one() or 0


def _lines_in(session: Session, chain: str, spans: Sequence[tuple[int, int]]) -> Iterator[Line]:
    inside = or_(*(col(LedgerLine.number).between(first, last) for first, last in spans))
    for row in session.exec(select(LedgerLine).where(col(LedgerLine.chain) == chain, inside)) if spans else ():
        yield Line(row.number, row.body, row.previous, row.hash)


def people_in(told: Iterable[Told]) -> set[str]:
    """The ids of everybody whom these lines name: who did it, and who was told of it."""
    return {str(who) for one in told for who in (one.facts.get("by"), *_list(one.facts.get("people"))) if who}


def _list(stored: object) -> list[Any]:
    return stored if isinstance(stored, list) else []


def names(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """What people are called, by the ids that the ledger knows them by."""
    return dict(session.exec(select(Person.public_id, Person.name).where(col(Person.public_id).in_(public_ids))).all())


def roles_at(session: Session, identity: Identity, moments: Collection[tuple[str, datetime]]) -> dict[tuple[str, datetime], Role]:
    """In what role each of these people spoke as it at that time, whatever they may do today."""
    given = select(Grant, Person.public_id).join(Person, col(Person.id) == col(Grant.person_id))
    grants = session.exec(given.where(col(Grant.identity_id) == identity.id, col(Person.public_id).in_([who for who, _ in moments]))).all()
    return {
        (who, at): Role(grant.role)
        for who, at in moments
        for grant, of in grants
        if of == who and grant.from_at <= at and all(end is None or end > at for end in (grant.ended_at, grant.until_at))
    }


def texts(session: Session, digests: Collection[str]) -> dict[str, LedgerText]:
    """The words beside the ledger that these digests stand for, as far as they are still there."""
    kept = session.exec(select(LedgerText).where(col(LedgerText.digest).in_(digests))).all()
    return {text.digest: text for text in kept}


def renderings_of(session: Session, post: Post) -> list[tuple[Rendering, Part, Channel]]:
    """What each channel was given of each part."""
    frozen = select(Rendering, Part, Channel).join(Part, col(Part.id) == col(Rendering.part_id))
    frozen = frozen.join(Channel, col(Channel.id) == col(Rendering.channel_id)).where(col(Part.post_id) == post.id)
    return list(session.exec(frozen.order_by(col(Channel.id), col(Part.position))).all())


def moment_of(stored: object) -> datetime | None:
    """A time as a line keeps it; none, where it keeps none."""
    try:
        at = datetime.fromisoformat(stored) if isinstance(stored, str) else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else None


def _told(row: LedgerLine) -> Told:
    try:
        facts = json.loads(row.body)
    except ValueError:  # somebody altered it; that it is not what was signed is said beside it
        facts = {}
    return Told(Line(row.number, row.body, row.previous, row.hash), facts if isinstance(facts, dict) else {})
