"""The adapters of the far network that stands in for a real one: over HTTP as a real one would be asked, or straight into its record."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from pwa import clock
from pwa.networks.contract import Accepted, Found, Outgoing, Place, Refused, Retracted, TryLater, Unsure
from tests.fire.record import Line, Record
from tests.networks.roomy import Roomy

CONNECT_SECONDS = 5
READ_SECONDS = 20
UNREACHABLE_FOR = timedelta(seconds=5)  # how long to leave a network alone that nobody answers for


class StandIn(Roomy):
    """Speaks to `tests.fire.far_network`, and reads its answers as the table "What an outcome means" says."""

    name = "noticeboard"  # the channels of the cast are of this network
    label = "Stand-in"

    def __init__(self, url: str, *, patience: float = READ_SECONDS) -> None:
        self._address, self._patience = urlsplit(url).netloc, patience

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """One request, and no second one. Raises Refused, TryLater or Unsure."""
        asked = {"handle": place.handle, "key": part.attempt_key, "text": part.text, "reply_to": part.reply_to, "ahead": _moved()}
        return self._receipt(*self._asks("POST", "/posts", json.dumps(asked)))

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Whether it is there."""
        asked = {"handle": place.handle, "key": part.attempt_key, "text": part.text}
        asked |= {"reply_to": part.reply_to} if part.reply_to else {}
        try:
            status, said, _ = self._asks("GET", f"/posts?{urlencode(asked)}")
            return Found.ABSENT if status == 404 and _own_error(said) else self._receipt(status, said, 0)
        except (Refused, TryLater, Unsure):
            return Found.CANNOT_TELL

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Take it down. Raises Refused, TryLater or Unsure."""
        status, said, wait = self._asks("DELETE", f"/posts/{remote_id}")
        if status == 404 and _own_error(said):
            return Retracted.ALREADY_GONE
        if status == 200:
            return Retracted.RETRACTED
        raise _trouble(status, said, wait)

    def _asks(self, method: str, path: str, body: str | None = None) -> tuple[int, Any, int]:
        """The status, the JSON (None when it is none), and the seconds that it asks to wait."""
        connection = HTTPConnection(self._address, timeout=CONNECT_SECONDS)
        try:
            try:
                connection.connect()
            except OSError as away:  # refused or nobody there: not a byte has left
                raise TryLater(UNREACHABLE_FOR) from away
            connection.sock.settimeout(self._patience)
            try:
                connection.request(method, path, body, {"Connection": "close"})
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, HTTPException) as silence:
                raise Unsure(f"asked, no answer: {type(silence).__name__}") from silence
        finally:
            connection.close()
        wait = answer.headers.get("X-RateLimit-Reset", "0")
        return answer.status, _json(said), int(wait) if wait.isdigit() else 0

    def _receipt(self, status: int, said: Any, wait: int) -> Accepted:
        if 200 <= status < 300 and isinstance(said, dict) and said.get("id"):
            return Accepted(said["id"], said["url"])
        raise _trouble(status, said, wait)


class OnFile(Roomy):
    """The same network without a server, for speed: `at_call` is told of each call just before and just after the network acts."""

    name = "noticeboard"
    label = "Stand-in"

    def __init__(self, record: Record, at_call: Callable[[str], None] = lambda _: None, *, remembers_keys: bool = False) -> None:
        self.record, self._at_call, self._once = record, at_call, remembers_keys

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Keep it."""
        self._at_call("network, before it is asked")
        line = self.record.arrives(place.handle, part.attempt_key, part.text, part.reply_to, once=self._once, ahead=_moved())
        self._at_call("network, after it accepted")
        return _accepted(line)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        """Whether it is there."""
        self._at_call("network, before it looks")
        with_key = {"key": part.attempt_key} if self._once else {"text": part.text, "reply_to": part.reply_to}
        line = self.record.standing(place.handle, **with_key)
        self._at_call("network, after it looked")
        return _accepted(line) if line else Found.ABSENT

    def retract(self, remote_id: str, place: Place) -> Retracted:
        """Take it down."""
        self._at_call("network, before it takes down")
        there = self.record.taken_down(remote_id)
        self._at_call("network, after it took down")
        return Retracted.RETRACTED if there else Retracted.ALREADY_GONE


def _accepted(line: Line) -> Accepted:
    return Accepted(line.id, f"https://far.example/{line.handle}/{line.id}")


def _moved() -> int:
    """Whole seconds by which a test has moved the time: the far network lives in it too."""
    return round((clock.now() - datetime.now(UTC)).total_seconds())


def _trouble(status: int, said: Any, wait: int) -> Refused | TryLater | Unsure:
    """What an answer that proves nothing means."""
    own = _own_error(said)
    if own and status == 429:
        return TryLater(timedelta(seconds=wait) or UNREACHABLE_FOR)
    if own and 400 <= status < 500 and status != 408:
        return Refused(own["reason"], own["mend"])
    return Unsure(f"it answered {status}, which proves nothing")


def _own_error(said: Any) -> dict[str, str] | None:
    """The network's own words for a failure; None when somebody else answered."""
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) and {"reason", "mend"} <= set(error) else None


def _json(said: bytes) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        return None
