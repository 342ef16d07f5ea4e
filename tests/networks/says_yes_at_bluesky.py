"""Somebody on a Bluesky server's own page, who signs in and says yes or no: by plain HTTP, with what a browser says of itself."""

import json
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PAGE, API = "/oauth/authorize", "/@atproto/oauth-provider/~api"


def says(address: str, name: str, password: str, *, yes: bool = True, to: str = "") -> dict[str, str]:
    """What the browser then carries back to whoever sent it there. `to`: the part of what was asked that is granted; all of it."""
    browser = _Browser(address)
    account = browser.tells("/sign-in", {"username": name, "password": password, "locale": "en", "remember": True})["account"]
    led_to = browser.tells("/consent", {"sub": account["sub"]} | ({"scope": to} if to else {})) if yes else browser.tells("/reject", {})
    return dict(parse_qsl(urlsplit(led_to["url"]).query))


class _Browser:
    """Opens the page, and keeps its cookies."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._page, self._cookies = address, dict[str, str]()
        status, body = self._asks("GET", f"{parts.path}?{parts.query}", "navigate", {"Sec-Fetch-Dest": "document"})
        assert status == 200, body

    def tells(self, what: str, said: dict[str, Any]) -> dict[str, Any]:
        """As the page's own script does."""
        headers = {"Origin": self._origin, "Referer": self._page, "Content-Type": "application/json"}
        headers["x-csrf-token"] = self._cookies["csrf-token"]
        status, body = self._asks("POST", f"{API}{what}", "same-origin", headers, json.dumps(said).encode())
        assert status == 200, body
        answer: dict[str, Any] = json.loads(body)
        return answer

    def _asks(self, method: str, path: str, mode: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, bytes]:
        ours = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": mode, "User-Agent": "Chrome on Android"}
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())} if self._cookies else {}
        with closing(HTTPConnection(urlsplit(self._origin).netloc, timeout=20)) as server:
            server.request(method, path, body, ours | cookies | headers)
            answer = server.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, answer.read()
