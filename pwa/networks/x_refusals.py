"""What X says no with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pwa import clock
from pwa.networks.contract import Disconnected, Refused, TryLater
from pwa.outbound import Answer
from pwa.rules.text import shortened
from pwa.rules.words import n_

NO_REPLIES = (
    n_("X lets this server write no replies, and each part of a series after the first is one."),
    n_("Post the rest as a post of its own, or ask whoever runs this server for keys that may reply."),
)
NO_QUOTES = (n_("X lets this server add no words to a reshare."), n_("Reshare it without words, or post its link with yours."))
DUPLICATE = (n_("X already has a post of this account with exactly these words."), n_("Change a word, then post it again."))
NO_CREDIT = (n_("The account with X that pays for posts is empty."), n_("Ask whoever runs this server to fill it, then send this again."))
UNPAID, CREDIT, CAP = 402, "credits", "usage-capped"  # a status, and how the addresses of two kinds of problem end
LONGEST_WAIT = timedelta(hours=1)


class Already(Exception):
    """X has it: a post of the same words, or the same reshare."""


class Gone(Exception):
    """What was named is not there."""


def no(answer: Answer, said: Any) -> Exception | None:
    """Every error is problem JSON with a title and a detail; anything else was said by something in between."""
    if not isinstance(said, dict) or not isinstance(said.get("title"), str):
        return None
    detail, kind = said.get("detail"), str(said.get("type"))
    told = detail if isinstance(detail, str) and detail else said["title"]
    if answer.status == UNPAID or kind.endswith((CREDIT, CAP)):
        return Refused(*NO_CREDIT)
    match answer.status:
        case 401:
            return Disconnected()
        case 429:
            return TryLater(_until(answer))
        case 403 if "duplicate content" in told or "already retweeted" in told:
            return Already()
    return Refused(shortened(told, 200), n_("Change it, or ask whoever runs this server."))


def no_post(answer: Answer, said: Any) -> Exception | None:
    """Of a request that names one."""
    error = no(answer, said)
    return Gone() if error and answer.status == 404 else error


def _until(answer: Answer) -> timedelta | None:
    """When the limit that is used up begins again, in seconds since 1970: that of a quarter of an hour, or of a day."""
    for limit in ("x-app-limit-24hour", "x-user-limit-24hour", "x-rate-limit"):
        if limit == "x-rate-limit" or answer.headers.get(f"{limit}-remaining") == "0":
            try:
                wait = datetime.fromtimestamp(int(answer.headers.get(f"{limit}-reset", "")), UTC) - clock.now()
            except (ValueError, OverflowError, OSError):
                continue
            if wait > timedelta():  # else its clock is behind ours: asking again at once would go on and on
                return min(wait, LONGEST_WAIT)
    return None
