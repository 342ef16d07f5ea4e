"""Random ids made by the database itself, for rows that it makes out of others without our seeing them."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class random_id(FunctionElement[str]):  # noqa: N801 - read as the SQL function that it stands for
    """32 hexadecimal digits, another id for each row."""

    type = String()
    inherit_cache = True


@compiles(random_id, "sqlite")
def _on_sqlite(element: random_id, compiler: SQLCompiler, **_: Any) -> str:
    return "lower(hex(randomblob(16)))"


@compiles(random_id, "postgresql")
def _on_postgresql(element: random_id, compiler: SQLCompiler, **_: Any) -> str:
    return "replace(gen_random_uuid()::text, '-', '')"
