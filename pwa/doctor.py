"""Checks settings, store, clock and address, and says how to mend each."""

import argparse
import http.client
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pwa import clock
from pwa.secrets import KEY_FILE
from pwa.settings import Settings
from pwa.store import ledger_guards
from pwa.store.engine import NotDurable, StoreUnavailable, check_durable, connect
from pwa.store.migrate import is_current
from pwa.store.moments import database_time
from pwa.store.rumour import is_heard
from pwa.store.transaction import reading, told_plainly
from pwa.upkeep import LAST_BACKUP

CLOCKS_APART = timedelta(seconds=1)
BACKUP_EVERY = timedelta(days=7)


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok  "
    NOTE = "note"  # worth knowing; nothing is wrong
    MEND = "MEND"


Finding = tuple[Verdict | bool, str, str]  # True: OK, False: MEND; then what was looked at, and how to mend it


def run(chosen: Settings, _: argparse.Namespace) -> int:
    """Print one line for each check. Returns 1 when something needs mending."""
    worst = 0
    for found, what, mend in _checks(chosen):
        verdict = found if isinstance(found, Verdict) else (Verdict.OK if found else Verdict.MEND)
        print(f"{verdict}  {what}" + ("" if verdict is Verdict.OK else f"\n      {mend}"))
        worst = max(worst, int(verdict is Verdict.MEND))
    return worst


def _checks(chosen: Settings) -> Iterator[Finding]:
    yield _folder(chosen.data)
    yield _key(chosen.data / KEY_FILE)
    yield from _store(chosen)
    if chosen.on_sqlite:
        yield _backup(chosen.data / LAST_BACKUP)
    yield _address(chosen)
    local = chosen.host in ("127.0.0.1", "localhost", "::1")
    yield (
        chosen.secure or local,
        f"browsers come to {chosen.url}",
        "Set ONLYHUMAN_URL to the https:// address: no passkey works without TLS.",
    )
    yield (
        not chosen.outbound_loopback,
        "nothing but the networks and push services is asked",
        "Take ONLYHUMAN_OUTBOUND_LOOPBACK away: it is for tests, and lets whoever is signed in make this server ask itself.",
    )
    behind = chosen.proxies > 0 or not chosen.secure
    yield (
        behind,
        f"{chosen.proxies} proxies are trusted",
        "Set ONLYHUMAN_PROXIES to the number of proxies that add TLS in front, usually 1.",
    )


def _folder(folder: Path) -> Finding:
    there = folder.is_dir() and os.access(folder, os.W_OK)
    return there, f"data folder {folder}", "Run `onlyhuman migrate` to make it, or let this user write there."


def _key(key: Path) -> Finding:
    private = key.is_file() and key.stat().st_mode & 0o077 == 0
    return private, "secret key, readable by this user alone", f"`onlyhuman migrate` then `serve` makes it; if it is there: chmod 600 {key}"


def _store(chosen: Settings) -> Iterator[Finding]:
    kind = "SQLite" if chosen.on_sqlite else "PostgreSQL"
    try:
        with told_plainly(), connect(chosen.store_url).connect() as connection:
            durable = ", ".join(f"{name} {value}" for name, value in check_durable(connection).items())
            yield True, f"{kind} keeps what it acknowledges" + (f": {durable}" if durable else ""), ""
            current = is_current(connection)
        yield current, "the store is up to date", "Run `onlyhuman migrate`."
        if current:
            yield _guards()
        yield _clocks()
        if not chosen.on_sqlite:
            mend = "Connect to PostgreSQL itself, or through a pooler that pools sessions: couriers would learn of a hold too late."
            yield is_heard(), "what one process says, the others hear (LISTEN and NOTIFY)", mend
    except NotDurable as wrong:
        yield False, f"{kind} keeps what it acknowledges", str(wrong)
    except (StoreUnavailable, OSError) as away:
        yield False, f"{kind} answers", f"Check ONLYHUMAN_DATABASE_URL and that the server runs: {away}"


def _guards() -> Finding:
    with reading() as session:
        gone = ledger_guards.missing(session)
    mend = f"Missing: {', '.join(gone)}. Find out who took it away, ask `onlyhuman ledger verify`, then run `onlyhuman ledger guard`."
    return not gone, "the database refuses to change the ledger", mend


def _clocks() -> Finding:
    """Ours before and after asking, so that the way to the store and back is no difference."""
    with reading() as session:
        before, theirs, after = clock.now(), database_time(session), clock.now()
    apart = max(before - theirs, theirs - after, timedelta())
    said = f"this machine's clock and the store's are {apart.total_seconds():.1f} s apart"
    mend = "It does no harm: the store's clock decides what is due. Set both by NTP all the same, so that logs can be compared."
    return Verdict.OK if apart < CLOCKS_APART else Verdict.NOTE, said, mend


def _backup(last: Path) -> Finding:
    if not last.exists():
        return Verdict.NOTE, "no backup was made yet", "Run `onlyhuman backup FILE` now and then; it does not disturb what runs."
    age = clock.now() - datetime.fromtimestamp(last.stat().st_mtime, UTC)
    fresh = Verdict.OK if age < BACKUP_EVERY else Verdict.NOTE
    return fresh, f"the last backup is {age.days} days old", "Run `onlyhuman backup FILE` more often."


def _address(chosen: Settings) -> Finding:
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
