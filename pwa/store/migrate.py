"""Brings a store up to the tables that this version needs; safe to run from many processes at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pwa.store.engine import BUSY_SECONDS, check_durable, engine
from pwa.store.transaction import told_plainly

SCRIPTS = Path(__file__).parent / "migrations"
PATIENT_SECONDS = 600  # another process may be at it, however long it takes
_LOCK = 0x6F6E6C79  # "only": one migrating process at a time on PostgreSQL


def migrate() -> None:
    """Run every migration that is missing, in one transaction. Raises NotDurable before touching an unsafe server, and StoreUnavailable."""
    with told_plainly(), engine().execution_options(writes=True).connect() as connection, _references_looked_at_last(connection):
        check_durable(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENT_SECONDS * 1000}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        command.upgrade(config(connection), "head")


@contextmanager
def _references_looked_at_last(connection: Connection) -> Iterator[None]:
    """A transaction in which SQLite may make a table anew while others refer to it (https://www.sqlite.org/lang_altertable.html#otheralter)."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    driver.execute("PRAGMA foreign_keys = OFF")  # heard only outside a transaction
    driver.execute(f"PRAGMA busy_timeout = {PATIENT_SECONDS * 1000}")
    try:
        with connection.begin():
            yield
            if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError(f"a migration would leave {len(dangling)} rows that refer to nothing")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        driver.execute("PRAGMA foreign_keys = ON")


def config(connection: Connection) -> Config:
    """Alembic's own settings, with the connection it is to use."""
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    settings.attributes["connection"] = connection
    return settings


def newest() -> str | None:
    """Where a store stands that is up to date."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def knows(revision: str) -> bool:
    """Whether this version can bring a store that stands at `revision` up to date."""
    return revision in {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}


def is_current(connection: Connection) -> bool:
    """Whether the store stands at the newest migration."""
    return MigrationContext.configure(connection).get_current_revision() == newest()
