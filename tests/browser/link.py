"""The link between a phone and the server, as on a train: cut at one of four places of an exchange or silent, and away until mended."""

import http.client
import re
import threading
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from werkzeug.serving import WSGIRequestHandler

ASKS_AS_LONG = 15  # seconds
FROM_HOP_TO_HOP = ("connection", "content-length", "transfer-encoding")


class Cut(StrEnum):
    """Where an exchange ends."""

    BEFORE = "before the request"  # nothing reaches the server
    AFTER = "after the request"  # the server has it, and nobody waits for what it says
    UNHEARD = "before the answer"  # the server has answered; not a byte arrives
    HALF = "half an answer"


class Silence(StrEnum):
    """An exchange without an end, as in a tunnel: the line stays open and nobody answers, not even once the signal is back."""

    LOST = "in silence"  # nothing reaches the server
    LATE = "in silence, and the request came late"  # what lay on the line reaches the server before anything newer


NEVER_THERE = (Cut.BEFORE, Silence.LOST)


@dataclass
class Aim:
    """The next exchange that is cut."""

    method: str
    path: re.Pattern[str]
    cut: Cut | Silence


class Link:
    """A context manager: a proxy in front of the server, on a port of its own."""

    def __init__(self) -> None:
        self.server_port = 0
        self.away = self.silent = False
        self._aim: Aim | None = None
        self.hit = threading.Event()
        self.back, self.late, self.over = threading.Event(), threading.Event(), threading.Event()
        self.late.set()
        self._proxy = ThreadingHTTPServer(("127.0.0.1", 0), Exchange)
        self._proxy.link = self  # type: ignore[attr-defined]
        self._proxy.daemon_threads = True
        self.port = self._proxy.server_port
        self._thread = threading.Thread(target=self._proxy.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, cause: BaseException | None, trace: TracebackType | None) -> None:
        self.hang_up()
        self._proxy.shutdown()
        self._proxy.server_close()

    def cut(self, method: str, path: str, cut: Cut | Silence) -> None:
        """At the next exchange of this kind; from then on there is no signal at all."""
        self.hit.clear()
        self.back.clear()
        self._aim = Aim(method, re.compile(path), cut)

    def was_cut(self) -> None:
        """Wait until it happened."""
        assert self.hit.wait(ASKS_AS_LONG), f"nothing was asked: {self._aim}"

    def mend(self) -> None:
        """The signal is back, and what lay on the line arrives first."""
        self.back.set()
        assert self.late.wait(ASKS_AS_LONG), "what was late never arrived"
        self._aim, self.away, self.silent = None, False, False

    def hang_up(self) -> None:
        """Close every line that is silent."""
        over, self.over = self.over, threading.Event()
        over.set()

    def meets(self, method: str, path: str) -> Cut | Silence | None:
        """How this exchange is cut, if it is; then nothing passes after it."""
        if self.away:
            return Silence.LOST if self.silent else Cut.BEFORE
        aim = self._aim
        if aim is None or aim.method != method or not aim.path.fullmatch(path.partition("?")[0]):
            return None
        self._aim, self.away, self.silent = None, True, isinstance(aim.cut, Silence)
        if aim.cut == Silence.LATE:
            self.late.clear()
        return aim.cut


class Exchange(BaseHTTPRequestHandler):
    """One connection of the phone's; `server.link` says what becomes of each exchange on it."""

    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        """Read it whole, and pass it on, or not."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        link: Link = self.server.link  # type: ignore[attr-defined]
        over, cut = link.over, link.meets(self.command, self.path)
        if cut != Cut.BEFORE and not isinstance(cut, Silence):
            self._pass_on(body, link.server_port, cut)
        if cut:
            self.close_connection = True
            link.hit.set()
        if cut == Silence.LATE:
            link.back.wait()
            self._pass_on(body, link.server_port, Cut.UNHEARD)
            link.late.set()
        if isinstance(cut, Silence):
            over.wait()

    def _pass_on(self, body: bytes, port: int, cut: Cut | None) -> None:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=ASKS_AS_LONG)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        try:
            server.request(self.command, self.path, body, headers | {"Connection": "close"})
            if cut == Cut.AFTER:
                threading.Timer(0.5, server.close).start()
                return
            answer = server.getresponse()
            said = answer.read()
            server.close()
            if cut != Cut.UNHEARD:
                self._give(answer, said if cut is None else said[: len(said) // 2], len(said))
        except OSError:
            self.close_connection = True  # the server or the phone is not there

    def _give(self, answer: http.client.HTTPResponse, said: bytes, length: int) -> None:
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        lines += [f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in FROM_HOP_TO_HOP]
        if answer.status not in (204, 304):
            lines.append(f"Content-Length: {length}")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + said)
        self.wfile.flush()


class Quiet(WSGIRequestHandler):
    """The tests say what went wrong; a line for each request would hide it."""

    def log(self, *_: object) -> None:
        """Nothing."""
