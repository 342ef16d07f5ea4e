"""What a server of Mastodon's kind says no with, and what would not fit on it."""

from datetime import datetime, timedelta
from typing import Any

from pwa import clock
from pwa.networks.contract import Disconnected, Limits, Outgoing, Refused, TryLater
from pwa.networks.mastodon_homes import NotHere
from pwa.outbound import Answer
from pwa.rules.text import shortened
from pwa.rules.words import Sentence, n_

SHORTEN, SMALLER = n_("Shorten it and post it again."), n_("Take a smaller picture.")
LONGEST_WAIT = timedelta(hours=1)


def no(answer: Answer, said: Any) -> Exception | None:
    """Every error is `{"error": "..."}`, or, from snac, a bare 401; anything else was said by something in between."""
    if answer.status == 401 and not answer.body.strip():
        return Disconnected()
    if not isinstance(said, dict) or not isinstance(said.get("error"), str):
        return None
    if answer.status == 401:
        return Disconnected()
    if answer.status == 429:
        return TryLater(_until(answer.headers.get("X-RateLimit-Reset", "")))
    return Refused(shortened(said["error"], 200), n_("Change it, or ask whoever runs that server."))


def no_picture(answer: Answer, said: Any) -> Exception | None:
    """Large bodies are often refused before the server itself hears of them."""
    return Refused(n_("A picture is too large for its server."), SMALLER) if answer.status == 413 else no(answer, said)


def no_post(answer: Answer, said: Any) -> Exception | None:
    """Not there, or not offered: in whatever shape that is said."""
    return NotHere() if answer.status in (404, 410) else no(answer, said)


def check_room(part: Outgoing, length: int, limits: Limits) -> None:
    """Our own look at the limits comes first: some servers take what is far too long. Raises Refused."""
    if (over := length - limits.text) > 0:
        raise Refused(
            Sentence("It is %(over)s characters too long for its server (%(most)s at most).", over=over, most=limits.text), SHORTEN
        )
    if len(part.pictures) > limits.pictures:
        raise Refused(Sentence("Its server takes %(most)s pictures at most.", most=limits.pictures), n_("Leave some of them out."))
    for picture in part.pictures:
        if picture.size > limits.picture_bytes:
            raise Refused(n_("A picture is too large for its server."), SMALLER)
        if len(picture.alt) > limits.alt:
            raise Refused(Sentence("Its server takes %(most)s characters for a description.", most=limits.alt), SHORTEN)


def _until(moment: str) -> timedelta | None:
    """How long until an ISO time; None when there is none that makes sense."""
    try:
        wait = datetime.fromisoformat(moment) - clock.now()
    except (ValueError, TypeError):
        return None
    return wait if timedelta() < wait <= LONGEST_WAIT else None
