"""What Meta's Graph API says no with: a code, and perhaps another below it."""

import json
from datetime import timedelta
from typing import Any

from pwa.networks.contract import Disconnected, Refused, TryLater
from pwa.outbound import Answer
from pwa.rules.text import shortened
from pwa.rules.words import n_

NOT_ALLOWED = (n_("Facebook does not let us post to this Page."), n_("Connect the Page again, with everything that is asked for."))
BLOCKED = (
    n_("Facebook has stopped posts for now: too many at once, or against its rules."),
    n_("Look at the Page, wait, then send it again."),
)
DUPLICATE = (n_("Facebook already has a post of this Page with exactly these words."), n_("Change a word, then post it again."))
OURSELVES = n_("Change it, or ask whoever runs this server.")
ENDED = {102, 190}
PERMISSION = {3, 10, *range(200, 300)}
WAIT = {4, 17, 32, 341, 613, 80001}
IN_DOUBT = {1, 2}  # "please retry", and it may have been published
BLOCKED_CODE, DUPLICATE_CODE, PARAMETER, NO_SUCH_OBJECT = 368, 506, 100, 33
USAGE = ("X-Business-Use-Case-Usage", "X-App-Usage")
LONGEST_WAIT = timedelta(hours=1)


class Already(Exception):
    """The Page has a post of the same words."""


class Gone(Exception):
    """What was named is not there, or not for us to see."""


def no(answer: Answer, said: Any) -> Exception | None:
    """Every error is `{"error": {"code": ...}}`; what may have been done all the same is no answer."""
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict) or type(code := error.get("code")) is not int:
        return None
    if code in ENDED:
        return Disconnected()
    if code in WAIT:
        return TryLater(_until(answer))
    if code in IN_DOUBT or error.get("is_transient") is True:
        return None
    if code in PERMISSION:
        return Refused(*NOT_ALLOWED)
    if code == BLOCKED_CODE:
        return Refused(*BLOCKED)
    if code == DUPLICATE_CODE:
        return Refused(*DUPLICATE)
    if _is_missing(error):
        return Refused(*NOT_ALLOWED)
    told = error.get("error_user_msg") or error.get("message") or str(code)
    return Refused(shortened(str(told), 200), OURSELVES)


def no_twice(answer: Answer, said: Any) -> Exception | None:
    """Of a post: it may be there already."""
    error = no(answer, said)
    return Already() if error and said["error"]["code"] == DUPLICATE_CODE else error


def no_post(answer: Answer, said: Any) -> Exception | None:
    """Of a request that names one."""
    error = no(answer, said)
    return Gone() if error and _is_missing(said["error"]) else error


def _is_missing(error: dict[str, Any]) -> bool:
    return error.get("code") == PARAMETER and error.get("error_subcode") == NO_SUCH_OBJECT


def _until(answer: Answer) -> timedelta | None:
    """How long until it takes more, in minutes, somewhere in its account of what was used."""
    for name in USAGE:
        try:
            minutes = max(_minutes(json.loads(answer.headers.get(name, ""))), default=0)
        except (ValueError, TypeError, RecursionError):
            continue
        if minutes > 0:
            return timedelta(minutes=min(minutes, LONGEST_WAIT / timedelta(minutes=1)))
    return None


def _minutes(used: Any) -> list[float]:
    if isinstance(used, dict):
        found = used.get("estimated_time_to_regain_access")
        here = [found] if isinstance(found, int | float) else []
        return here + [one for each in used.values() for one in _minutes(each)]
    return [one for each in used for one in _minutes(each)] if isinstance(used, list) else []
