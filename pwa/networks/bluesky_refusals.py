"""What a Bluesky server says no with: by the name of the error, for the status says little (a bad token is a 400)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pwa import clock
from pwa.networks.contract import Disconnected, Refused, TryLater
from pwa.outbound import Answer
from pwa.rules.text import shortened
from pwa.rules.words import n_

LONGEST_WAIT = timedelta(hours=1)
CLOSED_THERE, ASK_THEM = n_("The account is closed there."), n_("Ask whoever runs that server.")
CLOSED = ("AccountTakedown", "AccountSuspended", "AccountDeactivated", "AccountDeleted")
WRONG_TOKEN = ("AuthenticationRequired", "AuthMissing", "BadJwtAudience", "InvalidToken", "MissingJwt", "MissingTokenId", "UntrustedIss")
NOT_NOW = ("BlobNotFound", "ExpiredToken", "NotEnoughResources", "UpstreamFailure", "UpstreamTimeout")


class NotThere(Exception):
    """There is no such record."""


class Taken(Exception):
    """A record with another content has this key."""


def no(answer: Answer, said: Any) -> Exception | None:
    """Every error is `{"error": name, "message": "..."}`; anything else was said by something in between.

    An access token that has ended is a reason to wait: new ones are fetched ahead of time, and never while publishing.
    """
    name = said.get("error") if isinstance(said, dict) else None
    if not isinstance(name, str):
        return None
    if name == "RateLimitExceeded" or answer.status == 429:
        return TryLater(_until(answer.headers.get("ratelimit-reset", "")))
    if name in NOT_NOW:
        return TryLater()
    if name in CLOSED:
        return Refused(CLOSED_THERE, ASK_THEM)
    if name in WRONG_TOKEN or answer.status == 401:
        return Disconnected()
    if name == "RecordNotFound":
        return NotThere()
    if name == "InvalidSwap":
        return Taken()
    message = said.get("message")
    return Refused(
        shortened(message if isinstance(message, str) and message else name, 200), n_("Change it, or ask whoever runs that server.")
    )


def _until(moment: str) -> timedelta | None:
    """How long until a time in seconds since 1970; None when there is none that makes sense."""
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 11):
        return None
    wait = datetime.fromtimestamp(int(moment), UTC) - clock.now()
    return wait if timedelta() < wait <= LONGEST_WAIT else None
