"""Whether what one connection to PostgreSQL says reaches another: a pooler in between may swallow it."""

from typing import Any

import psycopg

from pwa.store.engine import engine
from pwa.store.transaction import told_plainly

CHANNEL = "onlyhuman_doctor"  # not the couriers' own: nobody is to be woken
PATIENCE = 2.0  # seconds


def is_heard() -> bool:
    """Say something on one connection and listen on another. Raises StoreUnavailable."""
    alone = engine().execution_options(isolation_level="AUTOCOMMIT")
    with told_plainly(), alone.connect() as ear, alone.connect() as mouth:
        ear.detach()
        listening: psycopg.Connection[Any] = ear.connection.dbapi_connection  # type: ignore[assignment]
        listening.execute(f"LISTEN {CHANNEL}")
        mouth.exec_driver_sql(f"NOTIFY {CHANNEL}")
        return any(True for _ in listening.notifies(timeout=PATIENCE, stop_after=1))
