"""Servers for the benches, each a process of its own on a loopback port: the real `onlyhuman serve`, and small peers beside it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import PostgresServer, find_programs
from tests.sources import ROOT

START_LIMIT_SECONDS = 30
STORES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Running:
    """A server that answers: where, where its store is, and the folder it keeps everything in."""

    url: str
    store: str
    folder: Path
    setup_token: str


@contextmanager
def only_human(store: str) -> Iterator[Running]:
    """The real command in an empty folder on the disk that temporary files are on, with PostgreSQL beside it if asked."""
    with ExitStack() as stack:
        folder, port = stack.enter_context(_folder()), free_port()
        url, database = f"http://localhost:{port}", f"sqlite:///{folder / 'onlyhuman.db'}"
        chosen = {"DATA": str(folder), "PORT": str(port), "URL": url}
        if store == "postgresql":
            programs = find_programs()
            if programs is None:
                raise SystemExit("PostgreSQL's server programs are not on this machine; python3 tests/check.py installs them on Debian.")
            database = chosen["DATABASE_URL"] = stack.enter_context(PostgresServer(programs)).empty_database()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONLYHUMAN_")}
        environment |= {f"ONLYHUMAN_{name}": value for name, value in chosen.items()}
        process = stack.enter_context(_process([sys.executable, "-m", "pwa", "serve"], environment, folder / "said", port))
        said = (folder / "said").read_text()
        token = re.search(r"/setup/(\S+)", said)
        if token is None:
            raise SystemExit(f"No set-up link in what the server (process {process.pid}) said:\n{said}")
        yield Running(url, database, folder, token[1])


@contextmanager
def peer(target: str) -> Iterator[Running]:
    """One of the WSGI applications of `tests.bench.peers`, under the same server with the same threads, on the same disk."""
    with _folder() as folder:
        port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--port", str(port), "--no-ws"]
        command += ["--blocking-threads", "16", "--backpressure", "128", "--log-level", "error", f"tests.bench.peers:{target}"]
        with _process(command, os.environ | {"PEER_FOLDER": str(folder)}, folder / "said", port):
            yield Running(f"http://localhost:{port}", f"sqlite:///{folder / 'peer.db'}", folder, "")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="onlyhuman-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _process(command: list[str], environment: dict[str, str], said: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with said.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment | {"PYTHONUNBUFFERED": "1"}, stdout=log, stderr=log)
    try:
        _wait_until_it_answers(process, said, port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=START_LIMIT_SECONDS)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", said: Path, port: int) -> None:
    limit = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The server did not come up:\n{said.read_text(errors='replace')}")
