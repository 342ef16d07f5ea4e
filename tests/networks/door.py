"""A door in front of a server: it lets everything through, and breaks one request when a test says so."""

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANGS_FOR = 5.0  # seconds, unless it is let go
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
GATEWAY_TIMEOUT = b"<html><title>504 Gateway Time-out</title></html>"


class Fault(StrEnum):
    """What happens to one request. All but the first after the server has done what it was asked."""

    RESET = "reset before it heard"
    DROP = "no answer"
    HANG = "hangs"
    HALF = "half an answer"
    GATEWAY = "504"


@dataclass
class Trap:
    """A request that will go wrong: by its method and the end of its path, after so many that go well."""

    fault: Fault
    method: str
    path: str
    spared: int


class Door:
    """On a free port of this machine, for one test at a time."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.asked: list[tuple[str, str]] = []
        self._traps: list[Trap] = []
        self._let_go = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Passing", (_Passing,), {"door": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where to knock."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def breaks(self, fault: Fault, method: str, path: str, *, spared: int = 0) -> None:
        """The next such request goes wrong, or the one after `spared` good ones."""
        self._traps.append(Trap(fault, method, path, spared))

    def mended(self) -> None:
        """Everything goes through again, and what hangs is let go."""
        self._traps.clear()
        self.asked.clear()
        self._let_go.set()
        self._let_go = threading.Event()

    def close(self) -> None:
        """For good."""
        self.mended()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fault_for(self, method: str, path: str) -> Fault | None:
        """What happens to this request."""
        self.asked.append((method, path))
        for trap in self._traps:
            if trap.method == method and path.partition("?")[0].endswith(trap.path):
                trap.spared -= 1
                if trap.spared < 0:
                    self._traps.remove(trap)
                    return trap.fault
        return None

    def hang(self) -> None:
        """Until somebody mends it."""
        self._let_go.wait(HANGS_FOR)


class _Passing(BaseHTTPRequestHandler):
    door: Door

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.door.fault_for(self.command, self.path)
        if fault is Fault.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        status, headers, answer = self._passed_on(body)
        if fault is Fault.HANG:
            self.door.hang()
        if fault in (Fault.HANG, Fault.DROP):
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault is Fault.GATEWAY:
            self._answers(504, [("Content-Type", "text/html")], GATEWAY_TIMEOUT)
        else:
            self._answers(status, headers, answer, shown=len(answer) // (2 if fault is Fault.HALF else 1))

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

    def _passed_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        server = HTTPConnection("127.0.0.1", self.door.behind, timeout=20)
        try:
            server.request(self.command, self.path, body, {n: v for n, v in self.headers.items() if n.lower() not in HOP})
            answer = server.getresponse()
            return answer.status, [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP], answer.read()
        finally:
            server.close()

    def _answers(self, status: int, headers: list[tuple[str, str]], body: bytes, shown: int | None = None) -> None:
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:shown])

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked has hung up
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Says nothing."""
