"""Checks settings, store, clock and address, and says how to mend each."""

import argparse
import http.client
import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pwa import clock
from pwa.secrets import KEY_FILE
from pwa.settings import Settings
from pwa.store.engine import NotDurable, StoreUnavailable, check_durable, connect
from pwa.store.migrate import is_current
from pwa.store.moments import database_time
from pwa.store.transaction import reading, told_plainly

CLOCKS_APART = timedelta(seconds=2)


def run(chosen: Settings, _: argparse.Namespace) -> int:
    """Print one line for each check. Returns 1 when something needs mending."""
    healthy = True
    for well, what, mend in _checks(chosen):
        healthy = healthy and well
        print(f"{'ok  ' if well else 'MEND'}  {what}" + ("" if well else f"\n      {mend}"))
    return 0 if healthy else 1


def _checks(chosen: Settings) -> Iterator[tuple[bool, str, str]]:
    yield _folder(chosen.data)
    yield _key(chosen.data / KEY_FILE)
    yield from _store(chosen)
    yield _address(chosen)
    local = chosen.host in ("127.0.0.1", "localhost", "::1")
    yield (
        chosen.secure or local,
        f"browsers come to {chosen.url}",
        "Set ONLYHUMAN_URL to the https:// address: no passkey works without TLS.",
    )
    behind = chosen.proxies > 0 or not chosen.secure
    yield (
        behind,
        f"{chosen.proxies} proxies are trusted",
        "Set ONLYHUMAN_PROXIES to the number of proxies that add TLS in front, usually 1.",
    )


def _folder(folder: Path) -> tuple[bool, str, str]:
    there = folder.is_dir() and os.access(folder, os.W_OK)
    return there, f"data folder {folder}", "Run `onlyhuman migrate` to make it, or let this user write there."


def _key(key: Path) -> tuple[bool, str, str]:
    private = key.is_file() and key.stat().st_mode & 0o077 == 0
    return private, "secret key, readable by this user alone", f"`onlyhuman migrate` then `serve` makes it; if it is there: chmod 600 {key}"


def _store(chosen: Settings) -> Iterator[tuple[bool, str, str]]:
    kind = "SQLite" if chosen.store_url.startswith("sqlite") else "PostgreSQL"
    try:
        with told_plainly(), connect(chosen.store_url).connect() as connection:
            check_durable(connection)
            yield True, f"{kind} keeps what it acknowledges", ""
            current = is_current(connection)
        yield current, "the store is up to date", "Run `onlyhuman migrate`."
        with reading() as session:
            apart = abs(database_time(session) - clock.now())
        yield apart < CLOCKS_APART, f"this machine's clock and the store's are {apart.total_seconds():.1f} s apart", "Set both by NTP."
    except NotDurable as wrong:
        yield False, f"{kind} keeps what it acknowledges", str(wrong)
    except (StoreUnavailable, OSError) as away:
        yield False, f"{kind} answers", f"Check ONLYHUMAN_DATABASE_URL and that the server runs: {away}"


def _address(chosen: Settings) -> tuple[bool, str, str]:
    with socket.socket(socket.AF_INET6 if ":" in chosen.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as taken:
            if _is_ours(chosen):
                return True, f"Only Human is at work on {chosen.host}:{chosen.port}", ""
            mend = "Something else listens there: choose another ONLYHUMAN_PORT or ONLYHUMAN_HOST."
            return False, f"{chosen.host}:{chosen.port} can be listened on ({taken.strerror})", mend
    return True, f"{chosen.host}:{chosen.port} can be listened on", ""


def _is_ours(chosen: Settings) -> bool:
    """Whether what listens on our own address is this app, by what its health page says."""
    asked = http.client.HTTPConnection(chosen.host, chosen.port, timeout=2)
    try:
        asked.request("GET", "/health")
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
