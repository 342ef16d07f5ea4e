"""People who hold, undo and keep holding over real HTTP as fast as they can, and a diary of what each of them was told."""

import heapq
import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import urlencode, urlsplit

from pwa.secrets import new_public_id, new_token
from tests.bench.servers import Running
from tests.bench.volunteer import Volunteer
from tests.cast import Member

WINDOW = 5 + 2  # seconds: the shortest undo window there is, with its grace
CLOSE = 0.02  # seconds around the release in which half of all undos arrive
ON_ITS_WAY = 0.005  # seconds from the press to the row
TRIES = 40
BUSY_SECONDS = 0.05
KEPT_SECONDS = 2.0  # how long a post stays parked before somebody holds it again


@dataclass
class Entry:
    """One post, as the person who wrote it knows it. Each `told` is an answer that a server gave."""

    text: str
    handle: str
    address: str = ""  # empty: nobody was ever told that it is held
    undone: bool = False
    parked: bool = False
    too_late: bool = False

    @property
    def public_id(self) -> str:
        """Of the post."""
        return self.address.rpartition("/")[2]


class Phone(Volunteer):
    """One browser of one person, that speaks as one identity and asks one of the web servers."""

    def __init__(self, server: Running, member: Member, handle: str, port: int) -> None:
        self._handle = handle
        super().__init__(server, replace(member.passkey, origin=server.url))
        self.hangs_up()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def _channel(self, handle: str) -> str:
        if self._handle == "wv11":
            self.speaks_as_wv11()
        return super()._channel(self._handle)

    def hangs_up(self) -> None:
        """Close its connection; the next press opens another."""
        self._connection.close()

    def presses(self, path: str, fields: Sequence[tuple[str, str]]) -> tuple[int, str]:
        """Submit a form until a server has answered it. Returns the status, and where it leads."""
        for _ in range(TRIES):
            try:
                status, location, _ = self._asks("POST", path, urlencode(fields))
            except (OSError, http.client.HTTPException):
                self.hangs_up()
            else:
                if status != 503:
                    return status, urlsplit(location).path
            time.sleep(BUSY_SECONDS)
        return 503, ""


class Person(threading.Thread):
    """Somebody with two browsers, each at another web server: holds with the first, and stops with either."""

    def __init__(self, handle: str, first: Phone, second: Phone, *, every: float, seconds: float, seed: str) -> None:
        super().__init__(name=handle, daemon=True)
        self.diary: list[Entry] = []
        self.trouble: list[str] = []  # answers that nobody should get
        self._handle, self._first, self._second = handle, first, second
        self._every, self._seconds, self._random = every, seconds, Random(seed)
        self._plans: list[tuple[float, int, Callable[[], None]]] = []

    def run(self) -> None:
        """Hold one after the other until the time is over, and do with each whatever its turn comes to."""
        try:
            self._live()
        except Exception as stumbled:  # noqa: BLE001 - nobody else would hear of it
            self.trouble.append(repr(stumbled))
        finally:
            self._first.hangs_up()
            self._second.hangs_up()

    def _live(self) -> None:
        until = time.monotonic() + self._seconds
        next_hold = time.monotonic() + self._random.uniform(0, self._every)
        while self._plans or next_hold < until:
            if self._plans and (next_hold >= until or self._plans[0][0] < next_hold):
                when, _, act = heapq.heappop(self._plans)
                time.sleep(max(0.0, when - time.monotonic()))
                act()
            else:
                time.sleep(max(0.0, next_hold - time.monotonic()))
                self._hold()
                next_hold = max(next_hold, time.monotonic()) + self._random.expovariate(1 / self._every)

    def _plan(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._plans, (time.monotonic() + seconds, len(self.diary), act))

    def _hold(self) -> None:
        entry = Entry(f"{self._handle} {len(self.diary)} {new_token()}", self._handle)
        self.diary.append(entry)
        fields = [("draft", new_public_id()), ("version", "0"), ("page_key", new_token()), ("part", entry.text)]
        fields += [("channel", self._first.channel), ("armed", "yes"), ("chosen", self._handle)]
        status, leads_to = self._first.presses(f"/as/{self._handle}/posts", fields)
        if status != 303 or not leads_to.startswith("/posts/"):
            return self.trouble.append(f"hold answered {status} {leads_to}")
        entry.address = leads_to
        chance, either = self._random.random(), self._random.choice((self._first, self._second))
        if chance < 0.2:
            return self._plan(WINDOW + self._random.uniform(-CLOSE, CLOSE) - ON_ITS_WAY, lambda: self._undo(entry, either))
        if chance < 0.4:
            return self._plan(self._random.uniform(0, WINDOW), lambda: self._undo(entry, either))
        if chance < 0.5:
            return self._plan(self._random.uniform(WINDOW / 2, WINDOW + CLOSE), lambda: self._keep(entry, either))
        return None

    def _undo(self, entry: Entry, phone: Phone) -> None:
        status, _ = phone.presses(f"{entry.address}/cancellation", [])
        self._told(entry, "undo", status)
        if status == 303:
            entry.undone, entry.parked = True, False

    def _keep(self, entry: Entry, phone: Phone) -> None:
        status, _ = phone.presses(f"{entry.address}/parking", [])
        self._told(entry, "keep holding", status)
        if status == 303:
            entry.parked = True
            if self._random.random() < 0.5:
                self._plan(KEPT_SECONDS, lambda: self._hold_again(entry))

    def _hold_again(self, entry: Entry) -> None:
        status, _ = self._first.presses(f"{entry.address}/holds", [("page_key", new_token()), ("armed", "yes"), ("chosen", self._handle)])
        if status == 303:
            entry.parked = False
        else:
            self.trouble.append(f"hold again answered {status}")

    def _told(self, entry: Entry, what: str, status: int) -> None:
        if status == 409:
            entry.too_late = True
        elif status != 303:
            self.trouble.append(f"{what} answered {status}")
