"""The picture of an account as its network shows it, fetched and written anew here: no phone is sent to another server for it."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from pwa.networks.sign_in import Account
from pwa.outbound import ANY_NAME, Forbidden, NoAnswer, Way
from pwa.pictures import Busy, NotAPicture, decode

LARGEST = 2_000_000  # bytes: networks show a few hundred pixels
WITHIN = 4.0  # seconds: somebody waits in front of the screen
AT_MOST = 4  # of several accounts: the others are shown without
OURS = "data:image/jpeg;base64,"


@cache
def way_to_pictures(*, loopback: bool) -> Way:
    """Anywhere, for networks keep their pictures on servers of other names."""
    return Way(ANY_NAME, loopback=loopback, largest=LARGEST, reuse=False)


def with_pictures(accounts: Iterable[Account], way: Way | None) -> list[Account]:
    """The same accounts, each with its picture as an address that holds it; with none, where it cannot be had."""
    return [replace(one, picture=_ours(one.picture, way) if way and number < AT_MOST else None) for number, one in enumerate(accounts)]


def _ours(address: str | None, way: Way) -> str | None:
    if not address:
        return None
    try:
        answer = way.ask("GET", address, {"User-Agent": "OnlyHuman", "Accept": "image/jpeg, image/png, image/webp"}, within=WITHIN)
        if answer.status != 200:
            return None
        return OURS + b64encode(decode(answer.body, crest=True).body).decode()
    except (Forbidden, NoAnswer, NotAPicture, Busy):
        return None
