"""Asking a network's sign-in while a person waits: what it says, or that it cannot be asked now."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Unpack

from pwa.networks.asking import WHO_ASKS, Asks, read_json
from pwa.networks.contract import Refused, TryLater
from pwa.outbound import Answer, Body, Forbidden, NoAnswer
from pwa.rules.text import shortened
from pwa.rules.words import n_

WITHIN = 10.0  # seconds
LONGEST_LIFE = timedelta(days=365)  # of a token, as far as we believe it: it is renewed once a day anyway
LONGEST = 200  # characters of anything that a network says and we show


def ask(
    way: Asks, method: str, address: str, headers: Mapping[str, str] | None = None, *, inside: Refused | None = None, **body: Unpack[Body]
) -> tuple[Answer, Any]:
    """Its answer, and the JSON in it. Raises TryLater when it is broken, busy or silent, and `inside` when it is no place to ask."""
    try:
        answer = way.ask(method, address, {**WHO_ASKS, **(headers or {})}, within=WITHIN, **body)
    except Forbidden:
        raise inside or Refused(n_("Its address leads to a place that we never ask."), n_("Ask whoever runs this server.")) from None
    except NoAnswer:
        raise TryLater from None
    if answer.status >= 500 or answer.status in (408, 429):
        raise TryLater
    return answer, read_json(answer.body)


def has(said: Any, *names: str) -> bool:
    """Whether all of these are there, and words."""
    return isinstance(said, dict) and all(isinstance(said.get(name), str) and said[name] for name in names)


def number(said: Any, name: str) -> int | None:
    """A count, if there is one."""
    found = said.get(name) if isinstance(said, dict) else None
    return found if type(found) is int and found >= 0 else None


def lasting(said: Any) -> timedelta | None:
    """How long what it gave lasts; None when it says no end."""
    seconds = number(said, "expires_in")
    return timedelta(seconds=min(seconds, LONGEST_LIFE.total_seconds())) if seconds else None


def words(said: Any) -> str:
    """Of a stranger's, on one line."""
    return shortened("".join(letter if letter.isprintable() else " " for letter in str(said or "")), LONGEST)


def challenge(verifier: str) -> str:
    """RFC 7636, S256: what proves later that it was us who asked."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
