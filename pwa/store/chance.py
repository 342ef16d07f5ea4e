"""Ids made by the database itself, for rows that it makes out of others without our seeing them.

They begin with the time, as a UUID of version 7 does (RFC 9562, section 5.7), so that the newest stand together at the end of an index;
were they random from the first digit on, each row of a crowd would change two more pages.
"""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class random_id(FunctionElement[str]):  # noqa: N801 - read as the SQL function that it stands for
    """32 hexadecimal digits, another id for each row: 12 of milliseconds since 1970, then at least 74 random bits."""

    type = String()
    inherit_cache = True


@compiles(random_id, "sqlite")
def _on_sqlite(element: random_id, compiler: SQLCompiler, **_: Any) -> str:
    return "printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)) || lower(hex(randomblob(10)))"


@compiles(random_id, "postgresql")
def _on_postgresql(element: random_id, compiler: SQLCompiler, **_: Any) -> str:
    now = "lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')"
    return f"overlay(replace(gen_random_uuid()::text, '-', '') PLACING {now} FROM 1)"
