"""What a server that speaks Mastodon's language says of itself, asked at most once an hour."""

import time
from typing import Any

from pwa.networks import asking
from pwa.networks.asking import look
from pwa.networks.contract import Limits, Refused, TryLater, Unit
from pwa.outbound import Answer, Way

BY_DEFAULT = Limits(text=500, unit=Unit.LINKS_SHORTENED, pictures=4, picture_bytes=16 * 1024 * 1024, alt=1_500)
KNOWN_FOR_SECONDS = 3600.0
UNKNOWN_FOR_SECONDS = 60.0  # a server that did not answer is not asked again for every post
ASK_SECONDS = 5.0
INSTANCE = ("/api/v2/instance", "/api/v1/instance")  # the second is of servers that have no first
MOST = 10_000_000  # of anything that a server may say it allows


class Homes:
    """Every server that was asked, for any number of threads."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._known: dict[tuple[str, ...], tuple[float, Any]] = {}

    def limits(self, home: str) -> Limits:
        """What one part may carry there."""
        said = self._said(home, *INSTANCE)
        return Limits(
            text=_number(said, "statuses", "max_characters", BY_DEFAULT.text),
            unit=BY_DEFAULT.unit,
            pictures=_number(said, "statuses", "max_media_attachments", BY_DEFAULT.pictures),
            picture_bytes=_number(said, "media_attachments", "image_size_limit", BY_DEFAULT.picture_bytes),
            alt=_number(said, "media_attachments", "description_limit", BY_DEFAULT.alt),
        )

    def knows_limits(self, home: str) -> bool:
        """Whether it has been asked: else `limits` says what is usual."""
        return self._said(home, *INSTANCE) is not None

    def keeps_keys(self, home: str) -> bool:
        """Whether the same Idempotency-Key again is the same post there: Mastodon itself promises that, and others do not."""
        said = self._said(home, "/nodeinfo/2.0")
        return isinstance(said, dict) and isinstance(said.get("software"), dict) and said["software"].get("name") == "mastodon"

    def _said(self, home: str, *paths: str) -> Any:
        asked = (home, *paths)
        at, said = self._known.get(asked, (0.0, None))
        if asked in self._known and time.monotonic() - at < (UNKNOWN_FOR_SECONDS if said is None else KNOWN_FOR_SECONDS):
            return said
        said = self._ask(home, paths)
        self._known[asked] = time.monotonic(), said
        return said

    def _ask(self, home: str, paths: tuple[str, ...]) -> Any:
        for path in paths:
            try:
                return look(self._way, "GET", home + path, {}, no=_no_such_page, within=ASK_SECONDS)
            except NotHere:
                continue
            except (Refused, TryLater):
                return None
        return {}


class NotHere(Exception):
    """This server has no such page."""


def not_here(answer: Answer, _: Any) -> Exception:
    """A 4xx of any shape: there is nothing to be had."""
    return NotHere()


def _no_such_page(answer: Answer, _: Any) -> Exception | None:
    return NotHere() if answer.status in (404, 410) else None


def _number(said: Any, room: str, name: str, default: int) -> int:
    try:
        found = said["configuration"][room][name]
    except (KeyError, TypeError):
        return default
    return found if type(found) is int and 0 < found <= MOST else default


def path(*steps: str) -> str:
    """A path below `/api`, whatever its steps hold."""
    return "/api" + asking.path(*steps)
