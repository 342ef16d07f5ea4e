"""Throw-away stores for the tests: what they have in common, and a PostgreSQL server of our own.

As a command, `python -m tests.databases` prints where PostgreSQL's programs are, and fails when there are none.
"""

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

import psycopg
from psycopg import sql

START_LIMIT_SECONDS = 30
OWNER = "onlyhuman"
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes
MIGRATED = "template_migrated"
EMPTY = "template0"  # PostgreSQL's own

# The server lives exactly as long as somebody holds the other end of this shell's standard input: a test run that is
# killed, even by a signal nobody can catch, takes its server and its files with it.
WHILE_HELD = '"$0" "$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$FOLDER"'

# Durability stays on (the application refuses to start otherwise); everything else is small and quiet.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
}


class CannotStart(Exception):
    """PostgreSQL did not come up; the message carries what it said."""


class Stores(Protocol):
    """A place that hands out fresh, migrated databases."""

    name: str

    def make_template(self, fill: Callable[[str], object], name: str = MIGRATED, *, of: str | None = None) -> None:
        """Let `fill`, given a URL, make a template of an empty database or of another template's copy; it closes its connections."""

    def fresh_database(self, name: str = MIGRATED) -> str:
        """The URL of a new copy of the template."""

    def drop(self, url: str) -> None:
        """Remove a database that `fresh_database` gave."""

    def stop(self) -> None:
        """Remove everything. May be called again."""


def find_programs() -> Path | None:
    """The folder with PostgreSQL's `initdb` and `postgres`, the newest first; None when it is not installed."""
    numbered = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    others = [Path("/opt/homebrew/opt/postgresql/bin"), Path("/usr/local/opt/postgresql/bin"), Path("/usr/pgsql/bin")]
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    for folder in [*candidates, *numbered, *others]:
        if os.access(folder / "initdb", os.X_OK) and os.access(folder / "postgres", os.X_OK):
            return folder
    return None


def new_folder(prefix: str, *, in_memory: bool) -> Path:
    """A new folder; in memory where there is room, for a thousand databases that live a second each wear a disk and wait for it."""
    roomy = in_memory and MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))


class PostgresServer:
    """One PostgreSQL server in a temporary folder, reached through a Unix socket in it; a context manager."""

    name = "postgresql"

    def __init__(self, programs: Path, *, in_memory: bool = False) -> None:
        self._programs = programs
        self._count = 0
        self._own: psycopg.Connection[tuple[object, ...]] | None = None  # to make a new one each time takes a fifth of a fresh database
        self._account = _unprivileged()
        self._folder = new_folder("onlyhuman-pg-", in_memory=in_memory)
        if self._account:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)
        atexit.register(self.stop)
        self._make_cluster()
        self._process = self._launch()
        self._wait_until_it_answers()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of this server."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self._folder}"

    def empty_database(self) -> str:
        """The URL of a new database with nothing in it."""
        return self.fresh_database(EMPTY)

    def make_template(self, fill: Callable[[str], object], name: str = MIGRATED, *, of: str | None = None) -> None:
        """Create a database that `fresh_database` copies."""
        self._create(name, of or EMPTY)
        fill(self.url(name))

    def fresh_database(self, name: str = MIGRATED) -> str:
        """The URL of a new copy of the template."""
        self._count += 1
        self._create(made := f"fresh_{self._count}", name)
        return self.url(made)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server and remove its files. May be called again."""
        atexit.unregister(self.stop)
        if self._own:
            self._own.close()
        process = getattr(self, "_process", None)
        if process and process.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                os.kill(self._server_id(), signal.SIGINT)
            process.stdin.close()
            process.wait(timeout=START_LIMIT_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        command: list[str | Path] = [self._programs / "initdb", "--pgdata", self._folder / "data", "--username", OWNER, "--auth", "trust"]
        command += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
        made = self._run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = made.communicate()
        if made.returncode:
            raise CannotStart(said.decode(errors="replace"))

    def _launch(self) -> "subprocess.Popen[bytes]":
        settings = SETTINGS | {"unix_socket_directories": str(self._folder)}
        server: list[str | Path] = [self._programs / "postgres", "-D", self._folder / "data"]
        server += [f"--{key}={value}" for key, value in settings.items()]
        with (self._folder / "log").open("wb") as log:
            return self._run(["sh", "-c", WHILE_HELD, *server], stdin=subprocess.PIPE, stdout=log, stderr=log)

    def _run(self, command: list[str | Path], **streams: object) -> "subprocess.Popen[bytes]":
        """Start a program as a person without privileges (PostgreSQL refuses root), out of reach of the terminal's Ctrl-C."""
        who = {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []} if self._account else {}
        environment = os.environ | {"FOLDER": str(self._folder), "LC_ALL": "C"}
        return subprocess.Popen(command, cwd=self._folder, env=environment, start_new_session=True, **who, **streams)  # type: ignore[call-overload,no-any-return]

    def _wait_until_it_answers(self) -> None:
        limit = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < limit and self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                return self._execute(sql.SQL("SELECT 1"))
            time.sleep(0.02)
        said = (self._folder / "log").read_text(errors="replace")
        self.stop()
        raise CannotStart(said or f"no answer within {START_LIMIT_SECONDS} s")

    def _server_id(self) -> int:
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def _create(self, name: str, template: str) -> None:
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        if self._own is None or self._own.closed:
            self._own = psycopg.connect(user=OWNER, dbname="postgres", host=str(self._folder), autocommit=True)
        self._own.execute(statement)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run as when we are root: PostgreSQL's own account where there is one. None: we are nobody special already."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


if __name__ == "__main__":
    found = find_programs()
    print(found or "PostgreSQL is not installed.")
    sys.exit(0 if found else 1)
