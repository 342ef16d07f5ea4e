"""What every table is made of: its columns by what they mean, and constraints named by one convention."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, MetaData, text
from sqlmodel import Field, SQLModel

from pwa.secrets import new_public_id
from pwa.store.moments import Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """What every table shares: one catalogue, constraints named by one convention."""

    metadata = MetaData(naming_convention=NAMES)


def at(*, index: bool = False) -> Any:
    """A moment that is always there."""
    return Field(sa_type=Moment, index=index)


def at_or_never(*, index: bool = False) -> Any:
    """A moment that may not have come."""
    return Field(default=None, sa_type=Moment, index=index)


def ref(column: str, *, index: bool = True, unique: bool = False) -> Any:
    """A row of another table."""
    return Field(foreign_key=column, index=index and not unique, unique=unique)


def ref_or_none(column: str, *, index: bool = False, unique: bool = False) -> Any:
    """A row of another table, or none."""
    return Field(default=None, foreign_key=column, index=index, unique=unique)


def number() -> Any:
    """The row's own number; never shown, because it counts."""
    return Field(default=None, primary_key=True)


def public_id() -> Any:
    """The random id that stands in URLs."""
    return Field(default_factory=new_public_id, unique=True)


def raw_bytes(*, unique: bool = False) -> Any:
    """Bytes that are always there."""
    return Field(sa_column=Column(LargeBinary, nullable=False, unique=unique))


def one_of(column: str, values: Iterable[StrEnum], *, or_null: bool = False) -> CheckConstraint:
    """A CHECKed string; native enums cannot be changed alike on both databases."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})" + (f" OR {column} IS NULL" if or_null else ""), name=f"{column}_known")


def one_open(name: str, *columns: str) -> Index:
    """At most one row of its kind that has not ended."""
    return Index(name, *columns, unique=True, sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"))
