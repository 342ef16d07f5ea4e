"""Many values in one parameter, as JSON: one text of SQL however many they are, so that it is compiled once and PostgreSQL prepares it."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    String,
    TableValuedAlias,
    bindparam,
    cast,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class _Json(TypeDecorator[Collection[Any]]):
    """Plain values, or rows of them, on their way to the database."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> str:
        return json.dumps(value if isinstance(value, list) else list(value or ()), ensure_ascii=False)


class _EachText(FunctionElement[str]):
    inherit_cache = True


class _EachRow(FunctionElement[str]):
    inherit_cache = True


class _Field(FunctionElement[str]):
    inherit_cache = True


class any_of(FunctionElement[bool]):  # noqa: N801 - read as the SQL that it stands for
    """A value among those of a SELECT that PostgreSQL makes first: as a join it would go through the whole table."""

    inherit_cache = True

    def __init__(self, value: Mapped[Any], values: Select[Any]) -> None:
        super().__init__(value, values.scalar_subquery())


def numbers(name: str) -> ColumnElement[int]:
    """The whole numbers of the parameter `name`."""
    return cast(_each(_EachText, name).c.value, BigInteger)


def texts(name: str) -> TableValuedAlias:
    """The texts of the parameter `name`, in their order, as a table with one column, `value`."""
    return _each(_EachText, name)


def rows(name: str, columns: Mapping[str, type[Integer] | type[String]]) -> list[ColumnElement[Any]]:
    """These columns of the rows, each a mapping, of the parameter `name`."""
    row = _each(_EachRow, name).c.value
    return [cast(_Field(row, literal_column(f"'{key}'")), kind).label(key) for key, kind in columns.items()]


def _each(function: type[FunctionElement[str]], name: str) -> TableValuedAlias:
    given: BindParameter[Any] = bindparam(name, type_=_Json())
    return function(given).table_valued("value")


@compiles(_EachText, "sqlite")
@compiles(_EachRow, "sqlite")
def _on_sqlite(element: FunctionElement[str], compiler: SQLCompiler, **how: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **how)})"


@compiles(_EachText, "postgresql")
def _texts_on_postgresql(element: _EachText, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **how)} AS json))"


@compiles(_EachRow, "postgresql")
def _rows_on_postgresql(element: _EachRow, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **how)} AS json))"


@compiles(_Field, "sqlite")
def _field_on_sqlite(element: _Field, compiler: SQLCompiler, **how: Any) -> str:
    row, key = (compiler.process(one, **how) for one in element.clauses)
    return f"json_extract({row}, '$.' || {key})"


@compiles(_Field, "postgresql")
def _field_on_postgresql(element: _Field, compiler: SQLCompiler, **how: Any) -> str:
    row, key = (compiler.process(one, **how) for one in element.clauses)
    return f"({row} ->> {key})"


@compiles(any_of, "sqlite")
def _any_on_sqlite(element: any_of, compiler: SQLCompiler, **how: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **how)} IN {compiler.process(numbers, **how)}"


@compiles(any_of, "postgresql")
def _any_on_postgresql(element: any_of, compiler: SQLCompiler, **how: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **how)} = ANY(ARRAY{compiler.process(numbers, **how)})"
