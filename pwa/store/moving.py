"""Every row of a SQLite store, into an empty PostgreSQL one, as it stands: numbers, hashes and moments alike."""

import sqlite3
from typing import Any

import psycopg
from psycopg import sql
from sqlmodel import Session

from pwa.store.migrate import newest
from pwa.store.tables import Table


class CannotMove(Exception):
    """The store is not one that can be moved there; the message says why. Nothing was moved."""


def move_rows(source: sqlite3.Connection, session: Session) -> dict[str, int]:
    """Inside the caller's transaction on the PostgreSQL store: how many rows of each table went there. Raises CannotMove.

    Both stores keep a moment as a whole number and everything else as PostgreSQL reads it, so that no value is translated.
    """
    if source.execute("SELECT version_num FROM alembic_version").fetchone() != (newest(),):
        raise CannotMove("The store is not up to date. Run `onlyhuman migrate` first.")
    driver: psycopg.Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]
    with driver.cursor() as to_there:
        tables = [table.name for table in Table.metadata.sorted_tables]  # what is referred to comes before what refers to it
        to_there.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        if full := [name for name in tables if _count(to_there, name)]:
            raise CannotMove(f"The database to move to is not empty: {', '.join(full)}. Make a new one.")
        try:
            moved = {name: _move(source, to_there, name) for name in tables}
        except (psycopg.DataError, psycopg.IntegrityError) as wrong:
            raise CannotMove(f"PostgreSQL does not take a row: {wrong.diag.message_primary}.") from None
        if other := [name for name in tables if _count(to_there, name) != moved[name]]:
            raise CannotMove(f"Not every row arrived: {', '.join(other)}.")
        return moved


def _move(source: sqlite3.Connection, to_there: psycopg.Cursor[Any], name: str) -> int:
    columns = [column.name for column in Table.metadata.tables[name].columns]
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    rows = source.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY rowid")  # noqa: S608 - names of our own tables
    many = 0
    with to_there.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), listed)) as arriving:
        for row in rows:
            arriving.write_row(row)
            many += 1
    if "id" in columns:  # the next row gets the number after these
        next_number = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {} HAVING max(id) IS NOT NULL")
        to_there.execute(next_number.format(name, sql.Identifier(name)))
    to_there.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
    return many


def _count(there: psycopg.Cursor[Any], name: str) -> int:
    found = there.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
    return int(found[0]) if found else 0
