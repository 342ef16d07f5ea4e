"""Two servers that speak Mastodon's language: snac, a real one in C, and mastodon_mock, which keeps its promises about keys.

As a command, `python -m tests.networks.speaks_mastodon` prints where snac is, and fails when it is not installed.
"""

import atexit
import html
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from pwa.networks.contract import Network, Place
from pwa.networks.mastodon import Mastodon, Pace
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, Way
from tests.databases import WHILE_HELD
from tests.networks.door import Door
from tests.networks.far import Standing

START_LIMIT_SECONDS = 60
SNAC = {"protocol": "http", "num_threads": 16, "disable_inbox_collection": True}  # it writes to its own inbox, and would wait for itself
MOCK = "import sys, uvicorn; from mastodon_mock.app import create_app; from mastodon_mock.testing.server import _default_config as chosen; "
MOCK += "uvicorn.run(create_app(chosen()), host='127.0.0.1', port=int(sys.argv[1]), log_level='critical')"


def find_snac() -> str | None:
    """Where it is; None when it is not installed."""
    return shutil.which("snac")


class Speaking:
    """What both have in common."""

    post_at = ("POST", "/api/v1/statuses")
    picture_at = ("POST", "/api/v2/media")
    threads, reshares_by_link = True, False
    knows_keys = False
    nobodys = "https://b.example/@bob/5"

    def __init__(self, port: int, token: str, anothers_token: str) -> None:
        self.home, self._anothers = f"http://127.0.0.1:{port}", anothers_token
        self.secrets = {"token": token}
        self.door = Door(port)
        account = self.asks("GET", "/api/v1/accounts/verify_credentials", token)
        self.place = Place(account["username"], account["id"], self.door.address)

    def network(self, *, read: float = 20.0, home: str = "") -> Network:
        """With a way out that may come to this machine."""
        way = Way(ANY_NAME, loopback=True, largest=LARGEST_NETWORK_ANSWER, reuse=False)
        return Mastodon(way, Pace(read=read, media=read, poll=0.02))

    def standing(self, words: str) -> list[Standing]:
        """As the server lists it."""
        said = self.asks("GET", f"/api/v1/accounts/{self.place.remote_id}/statuses?limit=40", self.secrets["token"])
        return [_standing(status) for status in reversed(said) if words in status["content"]]

    def anothers(self, words: str) -> str:
        """By another account."""
        return str(self.asks("POST", "/api/v1/statuses", self._anothers, {"status": words})["url"])

    def stop(self) -> None:
        """The door too."""
        self.door.close()

    def asks(self, method: str, path: str, token: str, said: dict[str, Any] | None = None) -> Any:
        """Past the door."""
        body = json.dumps(said).encode() if said else None
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        with urlopen(Request(self.home + path, body, headers, method=method), timeout=20) as answer:
            return json.loads(answer.read())


class Snac(Speaking):
    """It ignores keys, answers 404 to a deletion and finds no post by its address."""

    sends_again = takes_down = reshares = shows = False

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="onlyhuman-snac-"))
        folder, port = self._folder / "server", _free_port()
        _run("snac", "init", folder, typed=f"127.0.0.1\n{port}\nlocalhost:{port}\n\n\n")
        self.passwords = {name: _password(_run("snac", "adduser", folder, name)) for name in ("clerk", "anna")}
        chosen = json.loads((folder / "server.json").read_text())
        (folder / "server.json").write_text(json.dumps(chosen | SNAC))
        self._process = _while_held(self._folder, "snac", "httpd", folder)
        _wait_for(f"http://127.0.0.1:{port}/nodeinfo_2_0")
        super().__init__(port, *(_token(port, *known) for known in self.passwords.items()))

    def stop(self) -> None:
        """Its folder goes with it."""
        super().stop()
        _end(self._process)


class Mocked(Speaking):
    """It speaks as Mastodon 4.6 does."""

    sends_again = takes_down = reshares = shows = True

    def __init__(self) -> None:
        port = _free_port()
        self._process = _while_held(Path(tempfile.mkdtemp(prefix="onlyhuman-mock-")), sys.executable, "-c", MOCK, str(port))
        _wait_for(f"http://127.0.0.1:{port}/api/v2/instance")
        super().__init__(port, "alice_token", "bob_token")

    def anothers(self, words: str) -> str:
        """It finds posts by their words alone, so this one holds its own address."""
        said = self.asks("POST", "/api/v1/statuses", self._anothers, {"status": words})
        self.asks("PUT", f"/api/v1/statuses/{said['id']}", self._anothers, {"status": f"{words} {said['uri']}"})
        return str(said["uri"])

    def stop(self) -> None:
        """At once."""
        super().stop()
        _end(self._process)


def _standing(status: dict[str, Any]) -> Standing:
    alts = tuple(picture["description"] for picture in status["media_attachments"])
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br */?>(?=.)", "\n", status["content"])))
    return Standing(status["id"], text, status["in_reply_to_id"], alts)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _run(*command: str | Path, typed: str = "") -> str:
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=True, timeout=START_LIMIT_SECONDS).stdout


def _password(said: str) -> str:
    found = re.search(r"password is (\S+)", said)
    assert found is not None, said
    return found[1]


def _token(port: int, name: str, password: str) -> str:
    form = urlencode({"login": name, "passwd": password}).encode()
    with urlopen(f"http://127.0.0.1:{port}/oauth/x-snac-get-token", form, timeout=20) as answer:
        return str(answer.read().decode())


def _while_held(folder: Path, *command: str | Path) -> "subprocess.Popen[bytes]":
    started = subprocess.Popen(
        ["/bin/sh", "-c", WHILE_HELD, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"FOLDER": str(folder)},
        start_new_session=True,
    )
    atexit.register(_end, started)
    return started


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    process.wait(timeout=START_LIMIT_SECONDS)


def _wait_for(address: str) -> None:
    limit = time.monotonic() + START_LIMIT_SECONDS
    while True:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    found = find_snac()
    print(found or "snac is not installed.")
    sys.exit(0 if found else 1)
