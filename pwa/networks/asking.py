"""Asks a network once and sorts what came of it: certainly sent, certainly not, or unsure. The same for all of them."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, Unpack
from urllib.parse import quote

from pwa.networks.contract import Place, Refused, TryLater, Unsure
from pwa.outbound import DEADLINE_SECONDS, Answer, Body, Forbidden, NoAnswer
from pwa.rules.words import n_

READ_SECONDS = 20.0
MEDIA_SECONDS = 60.0
WHO_ASKS = {"User-Agent": "OnlyHuman", "Accept": "application/json"}  # some servers turn away whoever does not say who they are
LONGEST_ID = 500  # characters: an address of Bluesky's is long, and a store's index takes no more
REQUEST_TIMEOUT = 408  # whatever it says, it may have been heard in part

No = Callable[[Answer, Any], Exception | None]  # a 4xx and its JSON, as the network's own error; None: it is not in its own shape


class Asks(Protocol):
    """A way out, as `outbound.Way` is; or one that adds to each request what lets us in."""

    def ask(
        self, method: str, address: str, headers: Mapping[str, str], *, within: float = DEADLINE_SECONDS, **body: Unpack[Body]
    ) -> Answer:
        """Ask once. Raises Forbidden or NoAnswer."""


def tell(
    way: Asks,
    method: str,
    address: str,
    headers: Mapping[str, str],
    *,
    no: No,
    proof: Callable[[Any], bool],
    within: float = READ_SECONDS,
    **body: Unpack[Body],
) -> Any:
    """Ask once for what must not be done twice. Returns its JSON, when that is `proof` of it.

    Raises what `no` made of the network's own error, Refused or TryLater when it certainly was not heard, and Unsure.
    """
    try:
        answer = way.ask(method, address, {**WHO_ASKS, **headers}, within=within, **body)
    except Forbidden:
        raise Refused(n_("Its address leads to a place that we never ask."), n_("Connect the channel again.")) from None
    except NoAnswer as silence:
        if not silence.heard:
            raise TryLater from None
        raise Unsure(n_("It was asked and did not answer.")) from None
    said = read_json(answer.body)
    if 200 <= answer.status < 300 and proof(said):
        return said
    if 400 <= answer.status < 500 and answer.status != REQUEST_TIMEOUT and (error := no(answer, said)):
        raise error
    raise Unsure(n_("Its answer does not say whether it is there."))


def look(
    way: Asks, method: str, address: str, headers: Mapping[str, str], *, no: No, within: float = READ_SECONDS, **body: Unpack[Body]
) -> Any:
    """Ask for what does no harm when it is asked again. Returns its JSON; every doubt is a TryLater."""
    try:
        return tell(way, method, address, headers, no=no, proof=lambda said: said is not None, within=within, **body)
    except Unsure:
        raise TryLater from None


def has_id(said: Any) -> bool:
    """The proof of most networks."""
    return isinstance(said, dict) and isinstance(said.get("id"), str) and 0 < len(said["id"]) <= LONGEST_ID


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token (RFC 6750)."""
    return {"Authorization": f"Bearer {token}"}


def let_in(place: Place) -> dict[str, str]:
    """What shows that we may, where one token opens everything."""
    return bearer(place.access["token"])


def path(*steps: str) -> str:
    """A path of an address, whatever its steps hold."""
    return "".join("/" + quote(step, safe="") for step in steps)


def read_json(body: bytes | str) -> Any:
    """What a stranger said; None when it is no JSON. Characters that are none, which no store takes, are replaced."""
    try:
        return _storable(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _storable(said: Any) -> Any:
    if isinstance(said, str):
        return said.replace("\0", "?").encode(errors="replace").decode()
    if isinstance(said, dict):
        return {_storable(name): _storable(value) for name, value in said.items()}
    return [_storable(one) for one in said] if isinstance(said, list) else said
