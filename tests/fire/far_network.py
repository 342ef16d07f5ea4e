"""A far network as a small HTTP server of its own, on loopback, with every fault that a network has on a bad day.

`python -m tests.fire.far_network RECORD [--remembers-keys] [--takes SECONDS] [--troubled SHARE]` prints its address and serves until its
standard input ends. It keeps what arrives in the append-only file RECORD. With keys remembered, the same key again is the same post, as
on Bluesky; without, each request that arrives is one more post, as on X. `--takes`: how long it takes at most before and again after a
post has arrived. `--troubled`: the share of all requests (0 to 1) that meet some fault.
"""

import argparse
import json
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fire.record import Record
from tests.sources import ROOT

SLOW_SECONDS = 0.1
RESET_SECONDS = 30  # how long it asks to wait when it is asked too much
LONGEST = 60  # seconds until it gives up on whoever hangs


class Fault(StrEnum):
    """What goes wrong with one request. AFTER: the post has arrived all the same. BEFORE: it has not."""

    DROPPED_AFTER = "dropped after"  # no answer, the connection is closed
    RESET_AFTER = "reset after"  # no answer, the connection is torn down
    HUNG_AFTER = "hung after"  # no answer ever
    HALF_AFTER = "half after"  # an answer that breaks off
    GARBAGE_AFTER = "garbage after"  # an answer that is no HTTP
    HTML_AFTER = "html after"  # 200, and a page where JSON was due
    NO_ID_AFTER = "no id after"  # 200, and nothing that proves anything
    ERROR_AFTER = "5xx after"
    TIMEOUT_AFTER = "408 after"
    REDIRECT_AFTER = "303 after"
    TWICE = "answered twice"
    SLOW = "slow"
    DROPPED_BEFORE = "dropped before"
    ERROR_BEFORE = "5xx before"
    WALL_BEFORE = "html 403 before"  # a guard in between that refuses in its own words, not the network's
    BUSY = "429"
    REFUSED = "422"


NEVER_ARRIVES = {Fault.DROPPED_BEFORE, Fault.ERROR_BEFORE, Fault.WALL_BEFORE, Fault.BUSY, Fault.REFUSED}
BAD_DAY = sorted(set(Fault) - {Fault.REFUSED, Fault.BUSY})  # what a network in trouble does at random
ANSWERS: dict[Fault, tuple[int, str]] = {
    Fault.HTML_AFTER: (200, "<!doctype html><title>Thank you</title>"),
    Fault.NO_ID_AFTER: (200, "{}"),
    Fault.ERROR_AFTER: (504, '{"error":{"reason":"It took too long.","mend":"Try again."}}'),
    Fault.TIMEOUT_AFTER: (408, '{"error":{"reason":"It took too long.","mend":"Try again."}}'),
    Fault.REDIRECT_AFTER: (303, ""),
    Fault.ERROR_BEFORE: (503, '{"error":{"reason":"It is down.","mend":"Try again."}}'),
    Fault.WALL_BEFORE: (403, "<!doctype html><title>Are you a robot?</title>"),
    Fault.BUSY: (429, '{"error":{"reason":"That was too much.","mend":"Wait."}}'),
    Fault.REFUSED: (422, '{"error":{"reason":"It says no.","mend":"Say it otherwise."}}'),
}


class FarNetwork:
    """One that runs: its address, its record, and the way to arm a fault."""

    def __init__(self, url: str, record: Record) -> None:
        self.url, self.record = url, record

    def arm(self, fault: Fault, text: str, *, looking: bool = False, times: int = 1) -> None:
        """From here on the next `times` requests that bring these words (`looking`: that look for them) meet this fault."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=LONGEST)
        connection.request("POST", "/faults", json.dumps({"fault": fault, "text": text, "looking": looking, "times": times}))
        status = connection.getresponse().status
        connection.close()
        if status != 200:
            raise ValueError(f"arming {fault} answered {status}")


@contextmanager
def far_network(record: Path, *options: str) -> Iterator[FarNetwork]:
    """A network in a process of its own, for as long as the block lasts; `options` as on the command line."""
    command = [sys.executable, "-m", "tests.fire.far_network", str(record), *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield FarNetwork(process.stdout.readline().strip(), Record(record))
        process.stdin.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, record: Record, *, remembers_keys: bool, takes: float, troubled: float) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.record, self.remembers_keys = record, remembers_keys
        self._takes, self._troubled = takes, troubled
        self._armed: dict[tuple[str, bool], list[Fault]] = {}
        self._lock = threading.Lock()

    def arm(self, fault: Fault, text: str, *, looking: bool, times: int) -> None:
        with self._lock:
            self._armed.setdefault((text, looking), []).extend([fault] * times)

    def fault(self, text: str, *, looking: bool) -> Fault | None:
        with self._lock:
            if armed := self._armed.get((text, looking)):
                return armed.pop(0)
        return random.choice(BAD_DAY) if random.random() < self._troubled else None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of couriers that were killed while they were answered."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def take_time(self) -> None:
        """As a network does."""
        time.sleep(random.uniform(0, self._takes))


class _Request(BaseHTTPRequestHandler):
    server: _Server
    timeout = LONGEST

    def do_POST(self) -> None:
        """A post, or a fault to arm."""
        asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/faults":
            self.server.arm(Fault(asked["fault"]), asked["text"], looking=asked["looking"], times=asked["times"])
            return self._answer(200, "{}")
        fault = self.server.fault(asked["text"], looking=False)
        self.server.take_time()
        if fault in NEVER_ARRIVES:
            return self._fail(fault, "")
        line = self.server.record.arrives(**asked, once=self.server.remembers_keys)
        self.server.take_time()
        accepted = json.dumps({"id": line.id, "url": f"https://far.example/{line.handle}/{line.id}"})
        return self._fail(fault, accepted) if fault else self._answer(200, accepted)

    def do_GET(self) -> None:
        """A look: by the key where keys are remembered, by the words where they are not."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if fault := self.server.fault(asked["text"], looking=True):
            return self._fail(fault, "")
        with_key = {"key": asked["key"]} if self.server.remembers_keys else {"text": asked["text"], "reply_to": asked.get("reply_to")}
        line = self.server.record.standing(asked["handle"], **with_key)
        if line is None:
            return self._answer(404, '{"error":{"reason":"There is no such post.","mend":""}}')
        return self._answer(200, json.dumps({"id": line.id, "url": f"https://far.example/{line.handle}/{line.id}"}))

    def do_DELETE(self) -> None:
        """A removal."""
        if self.server.record.taken_down(self.path.rpartition("/")[2]):
            return self._answer(200, "{}")
        return self._answer(404, '{"error":{"reason":"There is no such post.","mend":""}}')

    def _fail(self, fault: Fault, accepted: str) -> None:
        if fault in ANSWERS:
            return self._answer(*ANSWERS[fault])
        match fault:
            case Fault.HUNG_AFTER:
                self.connection.recv(1)  # until whoever asked gives up
            case Fault.HALF_AFTER:
                self._answer(200, accepted, length=len(accepted) + 80)
            case Fault.GARBAGE_AFTER:
                self.wfile.write(b"\x00\x01\xfe\xff no answer of any kind\r\n\r\n")
            case Fault.TWICE:
                self._answer(200, accepted)
                self._answer(200, accepted)
            case Fault.SLOW:
                time.sleep(SLOW_SECONDS)
                self._answer(200, accepted)
            case Fault.RESET_AFTER:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
        return None

    def _answer(self, status: int, body: str, *, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if body.startswith("<") else "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if status == 429:
            self.send_header("X-RateLimit-Reset", str(RESET_SECONDS))
        if status == 303:
            self.send_header("Location", "/thank-you")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Says nothing: the record is what counts."""


def main() -> int:
    """Serve until nobody holds our standard input any more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", type=Path)
    parser.add_argument("--remembers-keys", action="store_true")
    parser.add_argument("--takes", type=float, default=0.0)
    parser.add_argument("--troubled", type=float, default=0.0)
    asked = parser.parse_args()
    server = _Server(Record(asked.record), remembers_keys=asked.remembers_keys, takes=asked.takes, troubled=asked.troubled)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)  # whoever still hangs is let go


if __name__ == "__main__":
    sys.exit(main())
