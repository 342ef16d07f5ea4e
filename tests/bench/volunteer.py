"""Somebody with a phone, over real HTTP: a real passkey's signatures, a cookie, and the forms that the pages hold."""

import http.client
import json
import re
import time
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from pwa.secrets import new_public_id, new_token
from tests.bench.servers import Running
from tests.software_passkey import SoftwarePasskey

Fields = Sequence[tuple[str, str]]


class Volunteer:
    """Steph, who sets the server up. One connection, kept open, as a browser keeps it."""

    def __init__(self, server: Running, known: SoftwarePasskey | None = None) -> None:
        self._server = server
        self._passkey = known or SoftwarePasskey(origin=server.url)
        self._connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port or 80, timeout=30)
        self._headers = {"Host": urlsplit(server.url).netloc, "Origin": server.url, "Sec-Fetch-Site": "same-origin"}
        self._cookies: dict[str, str] = {}
        if known:
            self.sends("/sign-in", [("credential", self._answer("sign_in", ""))])
        else:
            self._sets_up()
        self.channel = self._channel("steph")

    def another_browser(self) -> "Volunteer":
        """The same person, signed in once more with the same passkey."""
        return Volunteer(self._server, self._passkey)

    def _sets_up(self) -> None:
        server = self._server
        answer = self._passkey.create(self._challenge("set_up", server.setup_token, name="Steph"))
        self.sends(f"/setup/{server.setup_token}", [("name", "Steph"), ("board", "open"), ("credential", answer)])
        self.sends("/recovery-codes/confirmation", [("saved", "yes")])

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser would carry."""
        return dict(self._cookies)

    def hangs_up(self) -> None:
        """Close the connection."""
        self._connection.close()

    def edits_own_voice(self, *, window: int) -> None:
        """Another undo window for the personal identity."""
        proof = self._answer("edit_identity", "steph")
        fields = {"name": "Steph", "initials": "S", "colour": "teal", "window": str(window), "lease": "1", "board": "open"}
        self.sends("/identities/steph", [*fields.items(), ("credential", proof)])

    def makes_wv11(self) -> None:
        """The official identity."""
        proof = self._answer("create_identity", "")
        fields = {"organisation": "WV11 Community News", "name": "WV11", "handle": "wv11", "initials": "WV"}
        fields |= {"colour": "brick", "window": "30", "lease": "15", "board": "open"}
        self.sends("/identities", [*fields.items(), ("credential", proof)])

    def speaks_as_wv11(self) -> None:
        """Upward, with the finger."""
        self.sends("/switch/wv11", [("credential", self._answer("speak_as", "wv11"))])

    def holds(self, words: str) -> tuple[str, float]:
        """Hold a post as herself. Returns its address, and the milliseconds until the answer."""
        fields = [("draft", new_public_id()), ("version", "0"), ("page_key", new_token()), ("part", words), ("channel", self.channel)]
        return self.sends("/as/steph/posts", fields)

    def posts_at_once(self, words: str) -> str:
        """Hold a post as herself and send it now. Returns its address."""
        address, _ = self.holds(words)
        self.sends(f"{address}/release", [])
        return address

    def undoes(self, address: str) -> float:
        """Take a post back and read the page that says so. Returns the milliseconds until the answer."""
        led_to, took = self.sends(f"{address}/cancellation", [])
        self.opens(led_to)
        return took

    def sends(self, path: str, fields: Fields) -> tuple[str, float]:
        """Submit a form that answers 303; anything else is an error. Returns where it leads, and the milliseconds."""
        started = time.perf_counter()
        status, location, body = self._asks("POST", path, urlencode(fields))
        took = (time.perf_counter() - started) * 1000
        if status != 303:
            raise SystemExit(f"POST {path} answered {status}:\n{body.decode(errors='replace')}")
        return urlsplit(location).path, took

    def opens(self, path: str) -> str:
        """A page's text."""
        status, _, body = self._asks("GET", path)
        if status != 200:
            raise SystemExit(f"GET {path} answered {status}")
        return body.decode()

    def _channel(self, handle: str) -> str:
        found = re.search(r'name="channel" value="([^"]+)"', self.opens(f"/as/{handle}/"))
        if found is None:
            raise SystemExit("The composer has no channel to choose.")
        return found[1]

    def _answer(self, purpose: str, target: str) -> str:
        return self._passkey.get(self._challenge(purpose, target))

    def _challenge(self, purpose: str, target: str, name: str = "") -> dict[str, object]:
        fields = urlencode({"purpose": purpose, "target": target, "name": name})
        status, _, body = self._asks("POST", "/challenges", fields)
        if status != 200:
            raise SystemExit(f"/challenges answered {status}: {body.decode(errors='replace')}")
        options: dict[str, object] = json.loads(body)
        return options

    def _asks(self, method: str, path: str, form: str = "") -> tuple[int, str, bytes]:
        headers = dict(self._headers)
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, form or None, headers)
        response = self._connection.getresponse()
        body = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.headers.get("Location", ""), body
