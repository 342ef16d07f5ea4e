"""What stands on a server of Mastodon's kind, asked for as often as need be: it does no harm."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Unpack
from urllib.parse import urlencode

from pwa import clock
from pwa.networks import mastodon_looks as looks
from pwa.networks.asking import No, has_id, let_in, look
from pwa.networks.contract import Outgoing, Place, Shown, TryLater
from pwa.networks.mastodon_homes import NotHere, not_here, path
from pwa.networks.mastodon_refusals import no
from pwa.outbound import Body, Way

PAGES, PAGE = 5, 40  # how many posts a look goes through


class Statuses:
    """Of any server. `read`: seconds that an answer may take."""

    def __init__(self, way: Way, read: float) -> None:
        self._way, self._read = way, read

    def at(self, address: str, place: Place) -> dict[str, Any] | None:
        """The post at an address as this server has it, once it has fetched it if it must."""
        query = urlencode({"q": address, "resolve": "true", "type": "statuses", "limit": 1})
        said = self.ask(place, "GET", f"{path('v2', 'search')}?{query}", no=no)
        found = looks.statuses(said.get("statuses") if isinstance(said, dict) else None)
        return next((status for status in found if looks.is_at(status, address, place.home)), None)

    def since(self, since: datetime, place: Place) -> Iterator[dict[str, Any]]:
        """What the account wrote, the newest first. Raises TryLater when that is more than we look through."""
        query: dict[str, Any] = {"limit": PAGE}
        for _ in range(PAGES):
            said = self.ask(place, "GET", f"{path('v1', 'accounts', place.remote_id, 'statuses')}?{urlencode(query)}", no=no)
            page = looks.statuses(said)
            recent = list(looks.written_since(page, since))
            yield from recent
            if len(recent) < len(page) or said == []:
                return
            query["max_id"] = page[-1]["id"] if page else ""
        raise TryLater

    def reads(self, status: dict[str, Any], part: Outgoing, place: Place) -> bool:
        """Whether it has these words."""
        try:
            source = self.ask(place, "GET", path("v1", "statuses", status["id"], "source"), no=not_here)
        except NotHere:
            return looks.reads_the_same(part, status.get("content"))
        return isinstance(source, dict) and looks.same_words(part, source.get("text"))

    def standing(self, remote_id: str, place: Place) -> Shown | None:
        """What is under this id; of a reshare that has none of its own, the original while it is reshared. None: it is gone.

        Raises Refused or TryLater.
        """
        original = looks.only_reshared(remote_id)
        try:
            status = self.ask(place, "GET", path("v1", "statuses", original or remote_id), no=not_here)
        except NotHere:
            next(self.since(clock.now(), place), None)  # it does answer for this account, and not just for nobody
            return None
        if not has_id(status):
            raise TryLater
        return None if original and not status.get("reblogged") else looks.shown(status, place.home)

    def ask(self, place: Place, method: str, where: str, *, no: No, within: float | None = None, **body: Unpack[Body]) -> Any:
        """What does no harm when it is asked again."""
        return look(self._way, method, place.home + where, let_in(place), no=no, within=within or self._read, **body)
