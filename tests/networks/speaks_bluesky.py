"""The real Bluesky server with two accounts of its own, on this machine only."""

import atexit
import base64
import hmac
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import Network, Place
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, Way
from tests.check import node
from tests.databases import WHILE_HELD
from tests.networks.bluesky_packages import NOT_HERE, WANTED, find_packages
from tests.networks.door import Door
from tests.networks.far import Standing

START_LIMIT_SECONDS = 30
PASSWORD = "eight-buses-a-day"
NAMES = ("clerk.test", "anna.test")
POSTS = "app.bsky.feed.post"
SIGNED_WITH = "a secret of the tests"  # every token of this server


class BlueskyServer:
    """Behind a door: the clerk's account. Anna's is on the same server."""

    post_at = ("POST", "/xrpc/com.atproto.repo.putRecord")
    picture_at = ("POST", "/xrpc/com.atproto.repo.uploadBlob")
    sends_again = knows_keys = takes_down = threads = reshares = shows = True
    reshares_by_link = False
    nobodys = "at://anna.test/app.bsky.feed.post/3aaaaaaaaaa2a"

    def __init__(self) -> None:
        packages, self._folder = find_packages(), Path(tempfile.mkdtemp(prefix="onlyhuman-bluesky-"))
        assert packages, NOT_HERE
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", WHILE_HELD, node(), WANTED / "start.cjs", packages, self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"FOLDER": str(self._folder), "LOG_ENABLED": "false", "NODE_NO_WARNINGS": "1", "PDS_JWT_SECRET": SIGNED_WITH},
            start_new_session=True,
        )
        atexit.register(self._end)
        assert self._process.stdout
        where = json.loads(self._process.stdout.readline())
        self.home = f"http://127.0.0.1:{where['port']}"
        self.own_home = f"http://localhost:{where['port']}"  # as its accounts name it
        self.directory = f"http://127.0.0.1:{where['directory']}"
        self.door = Door(where["port"])
        clerk, self.anna = (self._account(name) for name in NAMES)
        self.secrets = {"access": clerk["accessJwt"], "refresh": clerk["refreshJwt"]}
        self.app_password = clerk["app_password"]
        self.place = Place(clerk["handle"], clerk["did"], self.door.address)

    def network(self, *, read: float = 20.0, home: str = "") -> Network:
        """With a way out that may come to this machine."""
        return Bluesky(self.way(), read=read, media=read)

    def way(self) -> Way:
        """Out, to this machine too."""
        return Way(ANY_NAME, loopback=True, largest=LARGEST_NETWORK_ANSWER, reuse=False)

    def standing(self, words: str, whose: str | None = None) -> list[Standing]:
        """As the repository has them, by their keys."""
        said = self.asks("com.atproto.repo.listRecords", repo=whose or self.place.remote_id, collection=POSTS, limit=100, reverse="true")
        return [_standing(one) for one in said["records"] if words in one["value"]["text"]]

    def anothers(self, words: str) -> str:
        """By Anna."""
        record = {"$type": POSTS, "text": words, "createdAt": "2026-11-26T08:00:00.000Z"}
        put = {"repo": self.anna["did"], "collection": POSTS, "record": record}
        said = self.tells("com.atproto.repo.createRecord", put, self.anna["accessJwt"])
        return f"https://bsky.app/profile/{self.anna['handle']}/post/{said['uri'].rpartition('/')[2]}"

    def value(self, uri: str) -> dict[str, Any]:
        """A record as it stands there."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        said: dict[str, Any] = self.asks("com.atproto.repo.getRecord", repo=repo, collection=collection, rkey=rkey)
        return said

    def blob(self, cid: str) -> bytes:
        """A picture as it stands there."""
        query = urlencode({"did": self.place.remote_id, "cid": cid})
        with urlopen(f"{self.home}/xrpc/com.atproto.sync.getBlob?{query}", timeout=20) as answer:
            return bytes(answer.read())

    def ended(self, token: str) -> str:
        """The same token, as it is once its time is over."""
        head, claims = (json.loads(_decoded(part)) for part in token.split(".")[:2])
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in (head, {**claims, "exp": claims["iat"] - 1}))
        return f"{signed}.{_encoded(hmac.digest(SIGNED_WITH.encode(), signed.encode(), 'sha256'))}"

    def stop(self) -> None:
        """The door too; its folder goes with it."""
        self.door.close()
        self._end()

    def asks(self, name: str, **query: Any) -> Any:
        """Past the door."""
        with urlopen(f"{self.home}/xrpc/{name}?{urlencode(query)}", timeout=20) as answer:
            return json.loads(answer.read())

    def tells(self, name: str, said: dict[str, Any], token: str | None = None) -> Any:
        """Past the door."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        with urlopen(Request(f"{self.home}/xrpc/{name}", json.dumps(said).encode(), headers), timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def _account(self, name: str) -> dict[str, Any]:
        """A new one, let in by an app password as a person would make it."""
        made = self.tells("com.atproto.server.createAccount", {"handle": name, "email": f"{name}@example.org", "password": PASSWORD})
        app = self.tells("com.atproto.server.createAppPassword", {"name": "onlyhuman"}, made["accessJwt"])
        let_in = self.tells("com.atproto.server.createSession", {"identifier": name, "password": app["password"]})
        return {**let_in, "app_password": app["password"]}

    def _end(self) -> None:
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        self._process.wait(timeout=START_LIMIT_SECONDS)
        if self._process.stdout:
            self._process.stdout.close()


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _standing(found: dict[str, Any]) -> Standing:
    value = found["value"]
    pictures = value.get("embed", {}).get("images", [])
    return Standing(found["uri"], value["text"], value.get("reply", {}).get("parent", {}).get("uri"), tuple(one["alt"] for one in pictures))
