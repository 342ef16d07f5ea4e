"""Pretends to be a network that nobody can install: it keeps what was published, and takes nothing that its rules do not name."""

import json
import threading
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request."""

    method: str
    path: list[str]
    query: dict[str, str]
    token: str | None
    us: str | None = None  # whose app it is, where that is proved
    json: dict[str, Any] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def only(self, given: dict[str, Any], *names: str) -> bool:
        """Whether nothing else was said."""
        return set(given) <= set(names)


@dataclass
class Said:
    """Its answer."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


class Pretending:
    """On a free port of this machine, until it is stopped."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.tokens: list[str] = []  # of every request, in order
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def answer(self, asked: Asked) -> Said:
        """What its rules say; one request at a time."""
        raise NotImplementedError

    def end(self) -> None:
        """For good."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(server: Pretending) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = _read(self.command, self.path, self.headers, self.rfile.read(int(self.headers.get("Content-Length", 0))))
            with server.turn:
                server.tokens.append(asked.token or "")
                said = server.answer(asked)
            body = json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        do_GET = do_DELETE = do_POST  # noqa: N815

        def handle(self) -> None:
            with suppress(OSError):  # whoever asked has hung up
                super().handle()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Says nothing."""

    return Handler


def _read(method: str, address: str, headers: Message, body: bytes) -> Asked:
    parts, kind = urlsplit(address), headers.get("Content-Type", "")
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    asked = Asked(method, parts.path.strip("/").split("/"), query, token if scheme == "Bearer" else None)
    asked.us = b64decode(token).decode() if scheme == "Basic" else None
    if kind.startswith("application/json"):
        asked.json = json.loads(body)
    elif kind.startswith("application/x-www-form-urlencoded"):
        asked.form = {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    elif kind.startswith("multipart/form-data"):
        for one in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).walk():
            name, raw = one.get_param("name", header="content-disposition"), one.get_payload(decode=True)
            if isinstance(name, str) and isinstance(raw, bytes):
                if one.get_filename():
                    asked.files[name] = raw
                else:
                    asked.form[name] = raw.decode()
    return asked
