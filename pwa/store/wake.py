"""Wakes whoever waits for the outbox in this process: a hold has been made, or something is due at once."""

import threading

_bell = threading.Event()


def ring() -> None:
    """Say that there is something new to look at."""
    _bell.set()


def wait(seconds: float | None) -> bool:
    """Sleep for at most `seconds` (None: until rung), or until somebody rings. Returns whether somebody rang."""
    rung = _bell.wait(seconds)
    _bell.clear()
    return rung
