"""A clock for either database that stands still but for a microsecond at each look: one seed tells one story, on however slow a machine."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

import psycopg
import pytest

from pwa import clock as product_clock
from pwa.store import moments

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TICK = timedelta(seconds=1, milliseconds=37)  # each step is later than the last, and never by whole seconds for long
SEARCH_PATH = "-csearch_path=stage,public,pg_catalog"  # so that this clock_timestamp() comes before PostgreSQL's own
IN_POSTGRESQL = """CREATE SCHEMA stage; CREATE SEQUENCE stage.clock;
CREATE FUNCTION stage.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
AS $$ SELECT timestamptz '1970-01-01 00:00:00+00' + nextval('stage.clock') * interval '1 microsecond' $$"""


class Hands(Protocol):
    """What moves a database's clock: microseconds since 1970."""

    def look(self) -> int:
        """Where it stands, without moving it."""

    def put(self, to: int) -> None:
        """Move it."""


class SqliteHands:
    """SQLite's clock is a function of this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._stands = 0
        monkeypatch.setattr(moments, "sqlite_clock", self._looked_at)

    def look(self) -> int:
        """Where it stands, without moving it."""
        return self._stands

    def put(self, to: int) -> None:
        """Move it."""
        self._stands = to

    def _looked_at(self) -> int:
        self._stands += 1
        return self._stands


class PostgresHands:
    """PostgreSQL's clock is a function of ours in a schema of its own."""

    def __init__(self, server: "psycopg.Connection[tuple[int]]") -> None:
        self._server = server

    def look(self) -> int:
        """Where it stands, without moving it."""
        found = self._server.execute("SELECT last_value FROM stage.clock").fetchone()
        assert found
        return found[0]

    def put(self, to: int) -> None:
        """Move it."""
        self._server.execute("SELECT setval('stage.clock', %s)", (to,))


class StoppedClock:
    """The database's clock, as a run moves it."""

    def __init__(self, hands: Hands, now: datetime) -> None:
        self._hands = hands
        self.now = now
        self._put()

    def tick(self) -> datetime:
        """A step is over, and the next begins a little later. Returns when it was over."""
        ended = self.reading()
        self.now = max(self.now + TICK, ended + TICK)
        self._put()
        return ended

    def jump(self, by: timedelta) -> None:
        """It is later, also in the middle of a step."""
        self.now = max(self.now, self.reading()) + by
        self._put()

    def reading(self) -> datetime:
        """What the database's clock says."""
        return EPOCH + self._hands.look() * MICROSECOND

    def _put(self) -> None:
        self._hands.put((self.now - EPOCH) // MICROSECOND)
        product_clock.set_offset(self.now - datetime.now(UTC))
