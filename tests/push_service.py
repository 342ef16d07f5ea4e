"""A push service on this machine: takes what is pushed, checks who sends it, and reads it as a browser would, by another implementation."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pwa import clock
from pwa.push import from_url, in_url, public_key

PATIENCE = 60  # seconds until a test gives up
LONGEST_PROOF = 24 * 3600


@dataclass(frozen=True)
class Pushed:
    """One push as it arrived, and what it says."""

    headers: dict[str, str]
    body: bytes
    says: dict[str, Any]


@dataclass
class Browser:
    """What a browser keeps to itself of one subscription."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"0123456789abcdef"
    got: list[Pushed] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # what its service says instead, once each
    arrived: threading.Condition = field(default_factory=threading.Condition)

    @property
    def fields(self) -> dict[str, str]:
        """What it tells the app."""
        return {"endpoint": self.endpoint, "p256dh": public_key(self.key), "auth": in_url(self.auth)}

    def waits_for(self, many: int) -> list[Pushed]:
        """Everything that came, once there is so much."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.got) >= many, PATIENCE), f"only {len(self.got)} came"
            return list(self.got)

    @property
    def titles(self) -> list[str]:
        """What it was told, in order."""
        return [one.says["title"] for one in self.got]


class PushService:
    """The service, with the browsers that trust it."""

    def __init__(self, url: str, browsers: dict[str, Browser]) -> None:
        self.url, self._browsers = url, browsers
        self.wrong: list[str] = []

    def browser(self) -> Browser:
        """A new subscription."""
        path = f"/push/{len(self._browsers) + 1}"
        self._browsers[path] = Browser(f"{self.url}{path}")
        return self._browsers[path]

    def takes(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """Check and read one push; the answer."""
        browser = self._browsers[path]
        try:
            verify_proof(headers["Authorization"], self.url)
            assert headers["Content-Encoding"] == "aes128gcm"
            assert int(headers["TTL"]) >= 0
            assert len(headers["Topic"]) <= 32
            assert headers["Urgency"] == "high"
            assert len(body) <= 4096
            says = json.loads(http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.auth))
        except Exception as wrong:  # noqa: BLE001 - the test says so at its end
            self.wrong.append(repr(wrong))
            return 400, {}
        with browser.arrived:
            if browser.answers:
                return browser.answers.pop(0)
            browser.got.append(Pushed(headers, body, says))
            browser.arrived.notify_all()
        return 201, {"Location": f"{self.url}/message/1"}


def verify_proof(header: str, audience: str) -> str:
    """Check a VAPID header as RFC 8292 says; the key that signed it."""
    scheme, *parts = header.replace(",", "").split()
    given = dict(part.split("=", 1) for part in parts)
    head, claims, signature = given["t"].split(".")
    told = json.loads(from_url(claims))
    assert scheme == "vapid"
    assert json.loads(from_url(head)) == {"typ": "JWT", "alg": "ES256"}
    assert told["aud"] == audience
    assert 0 < told["exp"] - clock.now().timestamp() <= LONGEST_PROOF
    assert told["sub"].startswith(("mailto:", "https:", "http://localhost"))
    key, raw = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_url(given["k"])), from_url(signature)
    assert len(raw) == 64
    proof = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(proof, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return given["k"]


@contextmanager
def push_service() -> Iterator[PushService]:
    """A running one; nothing that reached it may have been wrong."""
    browsers: dict[str, Browser] = {}
    holder: list[PushService] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = holder[0].takes(self.path, dict(self.headers.items()), body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    holder.append(PushService(f"http://127.0.0.1:{server.server_port}", browsers))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield holder[0]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert holder[0].wrong == []


Subscribe = Callable[..., Browser]
