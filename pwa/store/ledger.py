"""The append-only, hash-chained record of who did what, as whom, when, and how they were verified."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, func, insert
from sqlalchemy import select as row_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from pwa.rules.chain import START, Line, canonical, link, salted
from pwa.secrets import new_salt
from pwa.store.many import any_of, numbers, rows, texts
from pwa.store.tables import Identity, LedgerLine, LedgerText, Organisation, Person

OUT_OF_ORDER = 200  # rows: how far numbers that were handed out may still be uncommitted
MANY = 2**31 - 1  # more lines than grow between two looks
SERVER = "server"  # what belongs to nobody: a stranger's refused answer, a set-up link


@dataclass(frozen=True)
class Note:
    """What one line is to say: in which chain, the verb, when, and the facts, each a JSON value; `by` is a Person's public id."""

    chain: str
    verb: str
    at: datetime
    facts: Mapping[str, Any]
    by: str | None = None


def chain_of(session: Session, identity: Identity, by: Person | None = None) -> str:
    """The Organisation's chain for an official Identity, the Person's own for a personal one."""
    if identity.organisation_id is not None:
        return chain_of_organisation(session.get_one(Organisation, identity.organisation_id))
    own = by is not None and by.id == identity.person_id
    return chain_of_person(by if by is not None and own else session.get_one(Person, identity.person_id))


def chains_of(session: Session, identities: Collection[int]) -> dict[int, tuple[str, str]]:
    """The handle and the chain of each of these Identities, by its number."""
    found = session.connection().execute(_chains_of(), {"identities": identities})
    return {number: (handle, f"organisation:{body}" if body else f"person:{owner}") for number, handle, body, owner in found}


@cache
def _chains_of() -> Any:
    return (
        row_of(col(Identity.id), col(Identity.handle), col(Organisation.public_id), col(Person.public_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Identity.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Identity.person_id))
        .where(any_of(col(Identity.id), row_of(numbers("identities"))))
    )


def chain_of_handle(session: Session, handle: str) -> str | None:
    """The chain in which the doings of the Identity of this handle stand."""
    found = session.exec(select(Identity).where(col(Identity.handle) == handle)).one_or_none()
    return None if found is None else chain_of(session, found)


def chain_of_organisation(body: Organisation) -> str:
    """Where the doings of all its Identities are written."""
    return f"organisation:{body.public_id}"


def chain_of_person(person: Person) -> str:
    """Where a Person's own doings are written."""
    return f"person:{person.public_id}"


def note(session: Session, chain: str, verb: str, /, *, at: datetime, by: Person | None, **facts: Any) -> None:
    """Append one line, inside the caller's transaction: the change and its line stand or fall together."""
    note_all(session, [Note(chain, verb, at, facts, by.public_id if by else None)])


def note_all(session: Session, notes: Sequence[Note]) -> None:
    """Append lines, in their order, inside the caller's transaction."""
    chains = {note.chain for note in notes}
    take_turns(session, *chains)
    session.flush()
    heads = _heads(session, chains)
    lines: list[dict[str, Any]] = []
    for note in notes:
        last, previous = heads[note.chain]
        who = {"by": note.by} if note.by else {}
        body = canonical({"verb": note.verb, "at": note.at.isoformat(timespec="microseconds"), **who, **note.facts})
        mark = link(note.chain, last + 1, body, previous)
        heads[note.chain] = (last + 1, mark)
        lines.append({"chain": note.chain, "number": last + 1, "body": body, "previous": previous, "hash": mark})
    session.connection().execute(_appended(), {"lines": lines})


def _heads(session: Session, chains: Collection[str]) -> dict[str, tuple[int, str]]:
    found = session.connection().execute(_newest(), {"chains": chains})
    return dict.fromkeys(chains, (0, START)) | {chain: (size, head) for chain, size, head in found}


@cache
def _newest() -> Any:
    """Asked chain by chain: however long a chain is, its last line is found by the index."""
    asked, line = texts("chains"), aliased(LedgerLine)
    last = row_of(col(line.id)).where(col(line.chain) == asked.c.value).order_by(col(line.number).desc()).limit(1).correlate(asked)
    of_chain = row_of(col(LedgerLine.chain), col(LedgerLine.number), col(LedgerLine.hash))
    return of_chain.where(any_of(col(LedgerLine.id), row_of(last.scalar_subquery()).select_from(asked)))


@cache
def _appended() -> Any:
    columns = {"chain": String, "number": Integer, "body": String, "previous": String, "hash": String}
    return insert(LedgerLine).from_select(list(columns), row_of(*rows("lines", columns)), include_defaults=False)


def take_turns(session: Session, *chains: str) -> None:
    """Whoever writes to these chains waits for us, until this transaction ends: two writers at once would fork a chain.

    A transaction that will write to several names them all first; taken one by one in another order, two of them would deadlock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_turns(), {"chains": sorted(chains)}).all()


@cache
def _turns() -> Any:
    return row_of(func.pg_advisory_xact_lock(func.hashtextextended(texts("chains").c.value, 0)))


def keep_text(session: Session, text: str) -> str:
    """Keep words beside the ledger and return the salted digest that stands for them in it."""
    salt = new_salt()
    session.add(LedgerText(digest=(digest := salted(salt, text)), salt=salt, text=text))
    return digest


def chains(session: Session) -> list[str]:
    """The name of every chain."""
    return list(session.exec(select(LedgerLine.chain).distinct().order_by(LedgerLine.chain)))


def begun(session: Session, chain: str) -> datetime:
    """When a chain's first line was written, as that line says; long ago, when it no longer says so."""
    body = session.exec(select(LedgerLine.body).where(col(LedgerLine.chain) == chain).order_by(col(LedgerLine.number)).limit(1)).one()
    try:
        return datetime.fromisoformat(json.loads(body)["at"]).astimezone(UTC)
    except (ValueError, KeyError, TypeError):  # somebody altered it, which is for `faults` to say
        return datetime.min.replace(tzinfo=UTC)


def heads_after(session: Session, line_id: int) -> tuple[int, dict[str, tuple[int, str]]]:
    """Size and head of every chain that grew since the row `line_id`, and the newest row's id."""
    newest = session.scalars(_last()).one() or 0
    return newest, _heads(session, session.scalars(_grown(), {"after": line_id - OUT_OF_ORDER}).all())


@cache
def _last() -> Select[Any]:
    return row_of(func.max(col(LedgerLine.id)))


@cache
def _grown() -> Select[Any]:
    """The chains of the lines from `after` on. Without the limit SQLite looks along the whole of their index, however few are new."""
    new = select(LedgerLine.chain).where(col(LedgerLine.id) > bindparam("after")).order_by(col(LedgerLine.id)).limit(MANY).subquery()
    return row_of(new.c.chain).distinct()


def lines(session: Session, chain: str) -> Iterator[Line]:
    """The lines of a chain, in order, a thousand at a time."""
    columns = col(LedgerLine.number), col(LedgerLine.body), col(LedgerLine.previous), col(LedgerLine.hash)
    found = row_of(*columns).where(col(LedgerLine.chain) == chain).order_by(col(LedgerLine.number), col(LedgerLine.id))
    for row in session.execute(found.execution_options(yield_per=1000)):
        yield Line(*row)


def altered_texts(session: Session) -> list[str]:
    """Words beside the ledger that are no longer the ones it speaks of."""
    kept = session.exec(select(LedgerText).execution_options(yield_per=1000))
    return [f"text {row.digest}: altered" for row in kept if salted(row.salt, row.text) != row.digest]
