"""Posts for our own outbox by the million, in SQL: the rows that a hold leaves, without half an hour of HTTP.

Ten thousand posts that are due in one second could not be held in time either, so the due ones come the same way. What a release looks at
is all there: the post, its hold, its part, its frozen rendering for a noticeboard, and chains that have grown by one "held" line a
post. The voices are real, made by the product's own actions. What is missing is what no release reads: drafts and devices.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import Session, col, select

from pwa.rules.chain import canonical, digest, link
from pwa.rules.identity import OFFICIAL_WINDOW_SECONDS, PERSONAL_WINDOW_SECONDS, Kind
from pwa.store import engine, ledger
from pwa.store.tables import Channel, Identity, LedgerLine, Person
from pwa.store.transaction import reading
from tests.cast import Cast, founds

OFFICIAL, PERSONAL = 25, 25
WORDS = "Roadworks on Sneyd Lane from Monday; buses 31 and 32 go by Bloxwich Road instead."
LINES_AT_ONCE = 20_000
MICROSECONDS = 1_000_000

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < :count)",
    "postgresql": "WITH numbers(i) AS (SELECT generate_series(CAST(0 AS bigint), :count - 1))",
}
PUBLIC_ID = {"sqlite": "lower(hex(randomblob(8)))", "postgresql": "substr(md5(random()::text || i::text), 1, 16)"}
DUE = "(:first + i * :step)"
WINDOW = f"(CASE voice.kind WHEN '{Kind.OFFICIAL}' THEN {OFFICIAL_WINDOW_SECONDS} ELSE {PERSONAL_WINDOW_SECONDS} END)"
RING_ENDS = f"{DUE} - 2000000"
HELD = f"{RING_ENDS} - {WINDOW} * 1000000"
ROWS = {
    "posts": f"""(id, public_id, identity_id, person_id, origin, state, held_at, ring_ends_at, due_at)
        SELECT :base + i, {{public_id}}, voice.identity_id, voice.person_id, 'typed', 'held', {HELD}, {RING_ENDS}, {DUE}""",
    "holds": f"""(id, post_id, person_id, session_id, device, hold_key, window_seconds, held_at, ring_ends_at, due_at)
        SELECT :base + i, :base + i, voice.person_id, voice.session_id, 'Chrome on Android', 'race-' || (:base + i), {WINDOW},
        {HELD}, {RING_ENDS}, {DUE}""",
    "parts": "(id, post_id, position, text) SELECT :base + i, :base + i, 1, :words",
    "renderings": """(id, part_id, channel_id, payload, digest)
        SELECT :base + i, :base + i, voice.channel_id, :payload, :digest""",
}


@dataclass(frozen=True)
class Voice:
    """One identity, whoever speaks as it here, and its noticeboard."""

    number: int
    identity_id: int
    person_id: int
    session_id: int
    channel_id: int
    kind: str
    handle: str
    chain: str


def make_voices() -> list[Voice]:
    """Half of them official, half personal, each with a chain of its own."""
    cast = Cast()
    steph = cast.steph
    spoken = [(steph, "wv11"), *((steph, founds(steph, f"voice-{n}", f"Voice {n}", f"Body {n}").handle) for n in range(1, OFFICIAL))]
    newcomers = [cast.newcomer(f"Speaker {n}", "wv11", "speaker") for n in range(1, PERSONAL)]
    spoken += [(member, member.handle) for member in (steph, *newcomers)]
    with reading() as session:
        return [_voice(session, number, handle, member.caller.session.id) for number, (member, handle) in enumerate(spoken)]


def _voice(session: Session, number: int, handle: str, session_id: int) -> Voice:
    identity, channel = session.exec(
        select(Identity, Channel).join(Channel, col(Channel.identity_id) == col(Identity.id)).where(col(Identity.handle) == handle)
    ).one()
    person_id = identity.person_id or channel.connected_by
    chain = ledger.chain_of(session, identity, session.get_one(Person, person_id))
    return Voice(number, identity.id, person_id, session_id, channel.id, identity.kind, handle, chain)


def hold_many(voices: Sequence[Voice], count: int, first: float, span: float, *, told: bool) -> range:
    """Hold `count` posts, due evenly over `span` seconds from `first` (seconds since 1970); returns their numbers.

    `told`: with a ledger line each, which takes half of the time.
    """
    payload = canonical({"text": WORDS})
    with engine.to_write().begin() as connection:
        kind = connection.dialect.name
        base = connection.execute(text("SELECT coalesce(max(id), 0) + 1 FROM posts")).scalar_one()
        given: dict[str, Any] = {"base": base, "count": count, "first": int(first * MICROSECONDS), "step": _step(count, span)}
        given |= {"words": WORDS, "payload": payload, "digest": digest(payload), "voices": len(voices)}
        if kind == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # spares checks of references that we know are right
        listed = ", ".join(f"({v.number}, {v.identity_id}, {v.person_id}, {v.session_id}, {v.channel_id}, '{v.kind}')" for v in voices)
        source = f"{NUMBERS[kind]}, voice(number, identity_id, person_id, session_id, channel_id, kind) AS (VALUES {listed})"
        for table, rows in ROWS.items():
            into = f"{source} INSERT INTO {table} {rows} FROM numbers JOIN voice ON voice.number = i % :voices"
            statement = text(into.format(public_id=PUBLIC_ID[kind]))
            connection.execute(statement, {name: value for name, value in given.items() if f":{name}" in statement.text})
            if kind == "postgresql":
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {base + count})"))
        if told:
            _tell(connection, voices, count, first, span)
        if kind == "postgresql":
            connection.execute(text("SELECT pg_notify('onlyhuman', 'holds')"))  # as a hold does: a courier elsewhere looks again
    return range(base, base + count)


def due_times(count: int, first: float, span: float) -> Iterator[float]:
    """When each of these is due, to the microsecond, as the store has it."""
    begin, step = int(first * MICROSECONDS), _step(count, span)
    return ((begin + place * step) / MICROSECONDS for place in range(count))


def settle() -> None:
    """After millions of rows: what a server that has run for a while has long done."""
    with engine.engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _step(count: int, span: float) -> int:
    return int(span * MICROSECONDS) // count


def _tell(connection: Connection, voices: Sequence[Voice], count: int, first: float, span: float) -> None:
    lines = _lines(connection, voices, count, first, span)
    while some := list(islice(lines, LINES_AT_ONCE)):
        connection.execute(insert(LedgerLine), some)


def _lines(connection: Connection, voices: Sequence[Voice], count: int, first: float, span: float) -> Iterator[dict[str, Any]]:
    heads = [_head(connection, voice.chain) for voice in voices]
    for number, due_seconds in enumerate(due_times(count, first, span)):
        voice = voices[number % len(voices)]
        last, previous = heads[voice.number]
        due = datetime.fromtimestamp(due_seconds, UTC)
        facts = {"post": f"race{number:012}", "identity": voice.handle, "device": "Chrome on Android", "window_seconds": 30}
        body = canonical({"verb": "held", "at": due.isoformat(timespec="microseconds"), "due": due.isoformat(), "origin": "typed", **facts})
        hashed = link(voice.chain, last + 1, body, previous)
        yield {"chain": voice.chain, "number": last + 1, "body": body, "previous": previous, "hash": hashed}
        heads[voice.number] = last + 1, hashed


def _head(connection: Connection, chain: str) -> tuple[int, str]:
    newest = select(LedgerLine.number, LedgerLine.hash).where(col(LedgerLine.chain) == chain)
    number, mark = connection.execute(newest.order_by(col(LedgerLine.number).desc()).limit(1)).one()
    return number, mark
