"""A Phone over real HTTP: what `Phone` and `Writer` ask of a test client, sent to a server on a loopback port."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from tests.cast import SITE

PATIENCE = 60  # seconds until a server that says nothing has failed its test


class Client:
    """One browser's cookies; `port` is where its next request goes, as a proxy would choose it."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, SimpleCookie()

    def get(self, path: str, **asked: Any) -> TestResponse:
        """A page."""
        return self._asks("GET", path, **asked)

    def post(self, path: str, **asked: Any) -> TestResponse:
        """A form."""
        return self._asks("POST", path, **asked)

    @contextmanager
    def session_transaction(self) -> Iterator[dict[str, str]]:
        """Only the server can seal a cookie: what is put in here is forgotten, and whoever has this phone must sign in."""
        yield {}

    def _asks(self, method: str, path: str, *, data: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> TestResponse:
        carried = {"Host": SITE.partition("//")[2], "Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())}
        if data is not None:
            carried["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            body = None if data is None else urlencode(data, doseq=True)
            connection.request(method, path, body, {**carried, **(headers or {})})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(header)
        told = Response(text, answer.status, list(answer.headers.items()))
        return TestResponse([text], told.status, told.headers, Request({}))


class Server:
    """Stands where `Phone` expects the application."""

    def __init__(self, browser: Client) -> None:
        self._browser = browser

    def test_client(self) -> Client:
        """The browser."""
        return self._browser


def at(browser: Client) -> Flask:
    """What to give to a `Phone`, so that it asks a server through this browser."""
    return cast(Flask, Server(browser))
