"""Bells that wake a courier. They ring in this process and, on PostgreSQL, in every courier there is."""

import sqlite3
import threading
from selectors import EVENT_READ, DefaultSelector
from typing import Any

import psycopg
from sqlalchemy import Connection, func, select
from sqlmodel import Session

from pwa.store.engine import engine, to_look
from pwa.store.transaction import told_plainly

_CHANNEL = "onlyhuman"
_LISTEN_SECONDS = 15.0  # how long a listener hears before it looks by itself whether it is to stop
WATCH_SECONDS = 0.5  # how often a courier that shares SQLite with another process looks whether that one wrote


class Bell:
    """Wakes everybody who waits for one thing, as often as it is rung."""

    def __init__(self, name: str) -> None:
        self.name, self.rings, self._rung = name, 0, threading.Condition()

    def ring(self) -> None:
        """Say that there is something new to look at."""
        with self._rung:
            self.rings += 1
            self._rung.notify_all()

    def wait(self, seconds: float, heard: int) -> None:
        """Sleep for at most `seconds`, or until it has rung more than `heard` times."""
        with self._rung:
            self._rung.wait_for(lambda: self.rings > heard, seconds)


HOLDS = Bell("holds")  # something was held, or is to leave at once
ERRANDS = Bell("errands")  # a network is to be asked for something
ALERTS = Bell("alerts")  # somebody's phone is to be told something
RENEWALS = Bell("renewals")  # a channel was connected
GRANTS = Bell("grants")  # one was given another end
_BELLS = {bell.name: bell for bell in (HOLDS, ERRANDS, ALERTS, RENEWALS, GRANTS)}


def ring_after(session: Session, bell: Bell) -> None:
    """Ring once this transaction is committed; nobody hears of one that is rolled back."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(select(func.pg_notify(_CHANNEL, bell.name)))
    session.info.setdefault("bells", []).append(bell)


def listen(stopping: threading.Event) -> None:
    """Ring our bells for what other processes do, until `stopping`. Raises StoreUnavailable when the store goes away."""
    with told_plainly(), to_look().connect() as connection:
        connection.detach()  # it hears for as long as it lives, so it is not for the pool
        hear = _hear_postgresql if engine().dialect.name == "postgresql" else _watch_sqlite
        hear(connection, stopping)


def hush() -> None:
    """Let whoever listens look whether it is to stop. Raises StoreUnavailable."""
    if engine().dialect.name == "postgresql":
        with told_plainly(), to_look().connect() as connection:
            connection.execute(select(func.pg_notify(_CHANNEL, "hush")))


def _hear_postgresql(connection: Connection, stopping: threading.Event) -> None:
    driver: psycopg.Connection[Any] = connection.connection.dbapi_connection  # type: ignore[assignment]
    driver.execute(f"LISTEN {_CHANNEL}")
    _ring_all()  # for whatever was said before we listened
    with DefaultSelector() as ready:  # psycopg's own way to wait looks up ten times a second: most of an idle courier's work
        ready.register(driver, EVENT_READ)
        while not stopping.is_set():
            for said in driver.notifies(timeout=0):
                if bell := _BELLS.get(said.payload):
                    bell.ring()
            ready.select(_LISTEN_SECONDS)


def _watch_sqlite(connection: Connection, stopping: threading.Event) -> None:
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    known = None
    while not stopping.wait(
        WATCH_SECONDS
    ):  # on the driver itself: twice a second, all that is between would be most of an idle courier's work
        # https://www.sqlite.org/pragma.html#pragma_data_version: another number once any other connection has written
        [now] = driver.execute("PRAGMA data_version").fetchone()
        if now != known:
            known = now
            _ring_all()


def _ring_all() -> None:
    for bell in _BELLS.values():
        bell.ring()
