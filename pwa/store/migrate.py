"""Brings a store up to the tables that this version needs; safe to run from many processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pwa.store.engine import check_durable, engine
from pwa.store.transaction import told_plainly

SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x6F6E6C79  # "only": one migrating process at a time on PostgreSQL


def migrate() -> None:
    """Run every migration that is missing, in one transaction. Raises NotDurable before touching an unsafe server, and StoreUnavailable."""
    with told_plainly(), engine().execution_options(writes=True).begin() as connection:
        check_durable(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # another process may be at it, however long it takes
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        command.upgrade(config(connection), "head")


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
