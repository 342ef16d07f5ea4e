"""What the tests of the wall between people and organisations look at: every row there is, and every address of the application."""

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from pwa.store.tables import Table
from pwa.store.transaction import reading
from tests.authorities import OPEN, TABLE

# What asking alone leaves behind: a proof that was given, a limit that was counted, a browser that was seen.
ASKING = {"challenges", "step_ups", "rate_counts"}
SEEN = {"seen_at", "active_at", "used_at", "sign_count"}
# Rows of which everybody may have some, wherever they belong.
ANYBODYS = {"people", "sessions", "passkeys", "challenges", "step_ups", "leases"}

Ids = dict[str, list[str]]


def ids_there() -> Ids:
    """Every public id in the store, by the name of its table; and every handle."""
    found: Ids = {}
    with reading() as session:
        for name, table in Table.metadata.tables.items():
            for column in ("public_id", "handle"):
                if column in table.c and (column == "public_id" or name == "identities"):
                    key = name if column == "public_id" else "handle"
                    found[key] = list(session.connection().execute(select(table.c[column])).scalars())
    return found


def rows() -> dict[str, dict[tuple[Any, ...], str]]:
    """A digest of every row, by its table and its primary key."""
    with reading() as session:
        return {
            name: {
                tuple(getattr(row, key.name) for key in table.primary_key): _digest(row._mapping)
                for row in session.connection().execute(select(*(column for column in table.c if column.name not in SEEN)))
            }
            for name, table in Table.metadata.tables.items()
            if name not in ASKING
        }


def strays(before: dict[str, dict[tuple[Any, ...], str]]) -> Iterator[str]:
    """Rows that came since, and refer to something that was there before and is not anybody's."""
    with reading() as session:
        for name, table in Table.metadata.tables.items():
            if name in ASKING:
                continue
            for row in session.connection().execute(select(table)):
                if tuple(getattr(row, key.name) for key in table.primary_key) in before[name]:
                    continue
                for reference in table.foreign_keys:
                    there, value = reference.column.table.name, getattr(row, reference.parent.name)
                    if there not in ANYBODYS and value is not None and (value,) in before[there]:
                        yield f"{name}.{reference.parent.name} -> {there} {value}"


def addresses(app: Flask, ids: Ids, *, at_most: int = 3, of_others: bool = True) -> Iterator[tuple[Rule, str, str]]:
    """Every address that takes an id or a handle and is not for everybody, with each of these: the rule, the path, and what was put in."""
    for rule in app.url_map.iter_rules():
        if TABLE.get(rule.endpoint) in OPEN or len(rule.arguments) != 1:
            continue
        [argument] = rule.arguments
        if argument == "handle":
            named = ids["handle"]
        elif argument == "public_id":
            named = ids.get(rule.rule.split("/<public_id>")[0].rpartition("/")[2].replace("-", "_"), ["a" * 16])
        else:
            continue
        for one in named[:at_most] if argument != "handle" else named:
            yield rule, rule.rule.replace(f"<{argument}>", one), one
    for rule in app.url_map.iter_rules() if of_others else ():
        if TABLE.get(rule.endpoint) not in OPEN and {"handle", "public_id"} == rule.arguments:
            for handle in ids["handle"]:
                for one in ids["drafts"][:at_most]:
                    yield rule, rule.rule.replace("<handle>", handle).replace("<public_id>", one), handle


def _digest(row: Any) -> str:
    return hashlib.sha256(repr(sorted(row.items(), key=lambda item: str(item[0]))).encode()).hexdigest()
