"""now(): the only source of the time."""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The time in UTC, moved by whatever a test has set."""
    return datetime.now(UTC) + _offset


def set_offset(offset: timedelta) -> None:
    """For tests: from here on the clock is `offset` ahead of the machine's (behind, when negative)."""
    global _offset
    _offset = offset
