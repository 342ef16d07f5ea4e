"""A browser by the protocol it brings itself: the same few commands for Firefox and for WebKitGTK, without a driver to install."""

import json
import socket
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

FINGER = {"protocol": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
PATIENCE = 60  # seconds
ANSWERED = "const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, (trouble) => done(String(trouble)))"
NAMED = "//{tag}[normalize-space(.)={name} or @aria-label={name} or @aria-labelledby and normalize-space(.//span[1])={name}]"


class Browser(ABC):
    """What a person does, in WebDriver's words."""

    @abstractmethod
    def ask(self, command: str, **parameters: Any) -> Any:
        """One command and its answer."""

    def opens(self, address: str) -> None:
        self.ask("navigate", url=address)

    @property
    def address(self) -> str:
        return str(self.ask("address"))

    def runs(self, script: str) -> Any:
        """A script's answer; it may be a promise."""
        return self.ask(
            "run", script=f"const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(done, (e) => done('' + e))"
        )

    def taps(self, name: str, tag: str = "button") -> None:
        """Click what has this name, once it is there and can be clicked."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._clicks_one_of(self.ask("find", using="xpath", value=NAMED.format(tag=tag, name=f'"{name}"')))
            except Wrong:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _clicks_one_of(self, found: list[dict[str, str]]) -> None:
        """The first that can be: a sheet that is closed has buttons too."""
        trouble = Wrong("It is not on the page.")
        for one in found:
            try:
                self.ask("click", element=next(iter(one.values())))
            except Wrong as cause:
                trouble = cause
            else:
                return
        raise trouble

    def writes(self, selector: str, words: str) -> None:
        """Type into the first field of this kind."""
        found = self.ask("find", using="css selector", value=selector)
        self.ask("type", element=next(iter(found[0].values())), text=words)

    def sees(self, words: str) -> None:
        """The words come to stand on the page."""
        self.waits(lambda: words in self.text, f"{words!r} to stand there")

    def arrives(self, path: str) -> None:
        """The address comes to end so."""
        self.waits(lambda: self.address.endswith(path), path)

    def waits(self, done: Callable[[], bool], what: str) -> None:
        """Look again and again."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                raise Wrong(f"Waited for {what} on {self.address}:\n{self.text}")
            time.sleep(0.1)

    @property
    def text(self) -> str:
        """What stands there; nothing while one page gives way to the next."""
        try:
            return str(self.runs("return document.body?.innerText ?? ''"))
        except Wrong:
            return ""


class Wrong(Exception):
    """A command failed, or something did not come to stand on the page."""


class Firefox(Browser):
    """By Marionette: a length, a colon, and JSON."""

    COMMANDS: ClassVar = {"find": "FindElements", "click": "ElementClick", "type": "ElementSendKeys", "run": "ExecuteAsyncScript"}

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._stream = self._socket.makefile("rwb")
        self._number = 0
        self._read()
        self.ask("NewSession")
        self.ask("SetTimeouts", script=PATIENCE * 1000, pageLoad=PATIENCE * 1000)

    def ask(self, command: str, **parameters: Any) -> Any:
        verb = {**self.COMMANDS, "navigate": "Navigate", "address": "GetCurrentURL"}.get(command, command)
        if command == "run":
            parameters["args"] = []
        if "element" in parameters:
            parameters["id"] = parameters.pop("element")
        return self._sends(verb if ":" in verb else f"WebDriver:{verb}", parameters)

    def has_a_finger(self) -> str:
        """A passkey of the phone's own; its id."""
        return str(self.ask("WebAuthn:AddVirtualAuthenticator", **FINGER, isUserConsenting=True, isUserVerified=True))

    def verifies(self, finger: str, matches: bool) -> None:
        self.ask("WebAuthn:SetUserVerified", authenticatorId=finger, isUserVerified=matches)

    def ends(self) -> None:
        self._stream.close()
        self._socket.close()

    def _sends(self, verb: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        body = json.dumps([0, self._number, verb, parameters]).encode()
        self._stream.write(b"%d:%s" % (len(body), body))
        self._stream.flush()
        _, _, error, result = self._read()
        if error:
            raise Wrong(f"{verb}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._stream.read(1) or b":"
        return json.loads(self._stream.read(int(length[:-1])))


class WebKit(Browser):
    """By the driver that comes with it: HTTP and JSON."""

    COMMANDS: ClassVar = {
        "navigate": ("POST", "url"),
        "address": ("GET", "url"),
        "run": ("POST", "execute/async"),
        "find": ("POST", "elements"),
        "click": ("POST", "element/{element}/click"),
        "type": ("POST", "element/{element}/value"),
        "cookie": ("POST", "cookie"),
    }

    def __init__(self, port: int, program: Path) -> None:
        _connected(port).close()
        self._at = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(program), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._at += "/" + self._sends("POST", "", wanted)["sessionId"]
        self._sends("POST", "/timeouts", {"script": PATIENCE * 1000, "pageLoad": PATIENCE * 1000})

    def ask(self, command: str, **parameters: Any) -> Any:
        method, path = self.COMMANDS[command]
        path = "/" + path.format(**parameters)
        parameters.pop("element", None)
        if command == "run":
            parameters["args"] = []
        return self._sends(method, path, parameters if method == "POST" else None)

    def carries(self, cookies: dict[str, str]) -> None:
        """Somebody's session: it has no passkeys of its own."""
        for name, value in cookies.items():
            self.ask("cookie", cookie={"name": name, "value": value, "path": "/", "httpOnly": True, "sameSite": "Lax"})

    def ends(self) -> None:
        self._sends("DELETE", "", None)

    def _sends(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._at + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=2 * PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as trouble:
            raise Wrong(f"{method} {path}: {trouble.read().decode(errors='replace')[:400]}") from None


def _connected(port: int) -> socket.socket:
    deadline = time.monotonic() + 2 * PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
