"""What lets us in at a Bluesky server, whichever way an account was connected: it signs each request, and nobody else has to know how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Unpack

from pwa import clock
from pwa.networks.asking import Asks, bearer
from pwa.networks.contract import Place, TryLater
from pwa.networks.dpop import Proving
from pwa.outbound import DEADLINE_SECONDS, Answer, Body


@dataclass(frozen=True)
class Bearing:
    """A way out on which each request bears a token; whoever has that is let in."""

    way: Asks
    token: str = field(repr=False)

    def ask(
        self, method: str, address: str, headers: Mapping[str, str], *, within: float = DEADLINE_SECONDS, **body: Unpack[Body]
    ) -> Answer:
        """Ask once."""
        return self.way.ask(method, address, {**headers, **bearer(self.token)}, within=within, **body)


def by_oauth(place: Place) -> bool:
    """Whether its tokens are bound to a key; those that an app password was changed for are not."""
    return place.access.get("key") is not None


def let_in(way: Asks, place: Place) -> Asks:
    """The way out as this account. Raises Disconnected without its tokens, and TryLater once they have ended: new ones are on their way."""
    if not by_oauth(place):
        return Bearing(way, place.access["access"])
    if clock.now().timestamp() >= float(place.access["ends"]):
        raise TryLater
    return Proving(way, place.access["key"], place.access["access"])
