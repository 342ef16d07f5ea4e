"""One type for every time in the store, and the one expression for the database's own clock."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, bindparam, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session, select

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_offset = timedelta()


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole microseconds since 1970 on either database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=int(value))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return BigInteger() if isinstance(value, int) else self


class _Clock(FunctionElement[datetime]):
    """The database's own clock at this statement."""

    type = Moment()
    inherit_cache = True


def database_now() -> ColumnElement[datetime]:
    """The database's clock at this statement; it, and no host's clock, decides what is due and what has run out."""
    return _NOW


def _ahead() -> int:
    return later(_offset)


# A subquery, or PostgreSQL, whose clock moves while it looks, would compare it with each row of the table instead of using an index.
_NOW = select(type_coerce(_Clock() + bindparam("clock_ahead", callable_=_ahead, type_=BigInteger()), Moment())).scalar_subquery()
_ASKED = select(_NOW)


def database_time(session: Session) -> datetime:
    """What the database's clock says now. Everything stored is stamped by it, so that a host with a wrong clock does no harm."""
    if session.get_bind().dialect.name == "sqlite":
        return _EPOCH + sqlite_clock() * _MICROSECOND + _offset  # the same clock, without a statement
    at: datetime = session.exec(_ASKED).one()
    return at


def set_offset(offset: timedelta) -> None:
    """For tests: the database's clock is `offset` ahead of the machine's."""
    global _offset
    _offset = offset


def sqlite_clock() -> int:
    """SQLite runs in our process and its own clock stops at milliseconds, so its clock is this one, in microseconds."""
    return time.time_ns() // 1000


@compiles(_Clock, "sqlite")
def _on_sqlite(element: _Clock, compiler: SQLCompiler, **_: Any) -> str:
    return "onlyhuman_clock()"


@compiles(_Clock, "postgresql")
def _on_postgresql(element: _Clock, compiler: SQLCompiler, **_: Any) -> str:
    # clock_timestamp(), because now() stands still inside a transaction. floor(), so that nothing is due a fraction early.
    return "floor(extract(epoch from clock_timestamp()) * 1000000)::bigint"


def later(by: timedelta) -> int:
    """A span as the store counts it, to add to or take from `database_now()`."""
    return by // _MICROSECOND
