"""Something in every table and every column of a store, whatever tables there are: nobody has to remember a new one."""

import re
import warnings
from itertools import count
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Connection, Integer, LargeBinary, MetaData, func, select, update
from sqlalchemy import Table as Reflected
from sqlalchemy.exc import IntegrityError

from pwa.store.tables import Table

A_NUMBER = 30  # within every bound that a CHECK sets
SAYS_MORE: dict[str, dict[str, Any]] = {  # what a CHECK asks for beside what must be there anyway
    "alerts": {"post_id": 1},
    "identities": {"kind": "official", "organisation_id": 1},
    "originals": {"shown": "As it was seen."},
    "sessions": {"kind": "signed_in", "person_id": 1},
}
_moments, _words = count(1_700_000_000_000_000, 60_000_000), count(1)


def fill(connection: Connection) -> MetaData:
    """A row where there is none, in every column that a CHECK allows. Returns the tables as the store itself has them."""
    found = MetaData()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        found.reflect(connection)
    found.remove(found.tables["alembic_version"])
    for table in found.sorted_tables:
        if not connection.scalar(select(func.count()).select_from(table)):
            _fill(connection, table)
    return found


def rows_of(connection: Connection, tables: MetaData) -> dict[str, list[tuple[object, ...]]]:
    """Every row of each of these tables."""
    return {name: sorted(map(tuple, connection.execute(table.select())), key=repr) for name, table in tables.tables.items()}


def _fill(connection: Connection, table: Reflected) -> None:
    more = SAYS_MORE.get(table.name, {})
    needed = [one for one in table.columns if not one.nullable and not (one.name == "id" and not one.foreign_keys)]
    connection.execute(table.insert().values({one.name: _value(connection, table, one) for one in needed} | more))
    for one in table.columns:
        if one.nullable and one.name not in more:
            try:
                with connection.begin_nested():
                    connection.execute(update(table).values({one.name: _value(connection, table, one)}))
            except IntegrityError:
                pass  # a CHECK wants it to stay empty, or to come together with another


def _value(connection: Connection, table: Reflected, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return connection.scalar(select(func.min(key.column)))
    if known := _known(table.name, column.name):
        return known
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, BigInteger):
        return next(_moments)
    if isinstance(column.type, Integer):
        return A_NUMBER
    said = f"a tab\t, a \\ and 🏴 {next(_words)}"
    return b"\x00\xff" + said.encode() if isinstance(column.type, LargeBinary) else said


def _known(table: str, column: str) -> str | None:
    """The first of the few values that it may have."""
    said = Table.metadata.tables[table].constraints if table in Table.metadata.tables else ()
    checks = [str(one.sqltext) for one in said if isinstance(one, CheckConstraint) and str(one.name).endswith(f"_{column}_known")]
    return re.findall(r"'([^']+)'", checks[0])[0] if checks else None
