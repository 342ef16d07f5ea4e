"""A Redis for one race: a process of its own on a free loopback port, with nothing in it and nothing kept on disk."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.engines import Absent
from tests.bench.servers import START_LIMIT_SECONDS, free_port


@dataclass(frozen=True)
class Redis:
    """Where it is, and which process."""

    port: int
    process: int

    @property
    def url(self) -> str:
        """As Celery and Huey want it."""
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """Raises Absent when this machine has none."""
    program = shutil.which("redis-server")
    if program is None:
        raise Absent("redis-server is not on this machine (apt-get install redis-server)")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(process, port)
        yield Redis(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=START_LIMIT_SECONDS)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    limit = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise Absent("redis-server did not come up")
