"""What stands in a notification, as its service worker reads it, and nothing that a lock screen may not show. Pure."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from pwa.rules import text
from pwa.rules.alert import Told
from pwa.rules.words import n_

Say = Callable[[str, str, Mapping[str, object]], str]  # a language, the English, and what is put into it
Saying = Callable[[str, Mapping[str, object]], str]

WORDS = 200  # characters of a post at most
LARGEST = 3_993  # bytes: what one push carries (RFC 8291, section 4)
BLOCK = 512  # bytes: its length is all that a push service sees of a payload, so that is made up to a multiple of this

_SAID: dict[Told, tuple[str, str]] = {
    Told.HELD: (n_("Goes out in %(seconds)s s as %(name)s"), n_("It leaves at %(time)s unless somebody stops it.")),
    Told.ASKED: (
        n_("%(name)s: a yes is asked for"),
        n_("Nothing goes out unless a colleague says yes by %(hour)s. Tap to look at it, and answer."),
    ),
    Told.UNDONE: (n_("%(name)s: undone"), n_("Nothing has gone out. The words are a draft again.")),
    Told.PARKED: (n_("%(name)s: parked"), n_("Nothing has gone out. It waits until somebody holds it again or undoes it.")),
    Told.LEFT: (n_("%(name)s: it has left"), n_("It left at %(time)s.")),
    Told.NOT_SENT: (n_("%(name)s: not sent"), n_("Something of it did not arrive, and nothing is sent again by itself. Tap to decide.")),
    Told.NOT_SURE: (n_("%(name)s: not sure"), n_("Nobody knows yet whether it arrived. Nothing is sent twice by itself. Tap to decide.")),
}
_LONG = n_("Goes out in %(minutes)s min as %(name)s")
LONG = timedelta(minutes=2)  # from here on nobody counts in seconds
_OF_CHANNELS: dict[Told, tuple[str, str]] = {
    Told.SHUT_OUT: (
        n_("%(name)s: reconnect a channel"),
        n_("%(account)s does not let us in any more. Nothing can go there until it is connected again."),
    ),
    Told.OUTSIDE: (
        n_("%(name)s: posted from somewhere else"),
        n_("Something stands on %(account)s that was not sent from here. Tap to see what."),
    ),
    Told.OPENED: (n_("%(name)s: open for an emergency"), n_("%(account)s can be posted to for a while. Tap to see why, and until when.")),
    Told.STOPPED: (
        n_("%(name)s: everything is stopped"),
        n_("Somebody stopped everything. Nothing goes out until a keeper lets it go on. Tap to see who and when."),
    ),
}
PAGES = {
    Told.SHUT_OUT: "/identities/{handle}/channels",
    Told.OUTSIDE: "/as/{handle}/outbox",
    Told.OPENED: "/identities/{handle}/channels",
    Told.STOPPED: "/stop",
}
STOP, STOP_ALL, UNREACHED = n_("Stop"), n_("Stop everything"), n_("Not confirmed yet: no answer")
AGAIN = n_("Nobody knows whether it was stopped. If not, it leaves at %(time)s. Tap to try again.")
QUIET = {Told.UNDONE, Told.LEFT}  # they take the place of one that was heard


def in_english(_: str, english: str, named: Mapping[str, object]) -> str:
    """Without catalogues."""
    return english % named


def of_channel(told: Told, *, tag: str, handle: str, name: str, account: str, held: int, say: Saying) -> bytes:
    """About a Channel, and nothing of what was posted there or why: that stands on the page that a tap opens."""
    title, body = (say(sentence, {"name": name, "account": account}) for sentence in _OF_CHANNELS[told])
    url = PAGES[told].format(handle=handle)
    return _padded(_bytes({"title": title, "body": body, "tag": tag, "url": url, "badge": held}))


def payload(
    told: Told,
    *,
    post: str,
    name: str,
    words: tuple[str, str] | None,
    at: datetime,
    due: datetime,
    now: datetime,
    held: int,
    say: Saying,
) -> bytes:
    """`words`: who wrote what, where the lock screen may show it; `at`: in the zone of the readers; `held`: for the badge."""

    def written(quoted: str) -> bytes:
        return _bytes(_shown(told, post, quoted, held, say, named, long=due - now >= LONG))

    named = {"name": name, "time": f"{at:%H:%M:%S}", "hour": f"{at:%H:%M}", "seconds": max(1, round((due - now).total_seconds()))}
    named["minutes"] = round((due - now) / timedelta(minutes=1))
    quoted = f"{words[0]}: “{text.shortened(words[1], WORDS)}”\n" if words else ""
    whole = written(quoted)
    if len(whole) > LARGEST:  # characters can be many bytes each
        whole = written("")
    return _padded(whole)


def _bytes(shown: Mapping[str, object]) -> bytes:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def _padded(whole: bytes) -> bytes:
    return whole.ljust(min(-(-len(whole) // BLOCK) * BLOCK, LARGEST))


def _shown(told: Told, post: str, quoted: str, held: int, say: Saying, named: Mapping[str, object], *, long: bool) -> dict[str, object]:
    title, body = (say(sentence, named) for sentence in _SAID[told])
    if told is Told.HELD and long:
        title = say(_LONG, named)
    shown: dict[str, object] = {"title": title, "body": quoted + body, "tag": post, "url": f"/posts/{post}", "badge": held}
    if told in QUIET:
        shown["silent"] = True
    if told is Told.ASKED:
        shown["url"] = f"/posts/{post}/approval"
    if told is Told.HELD:
        unreached = {"title": say(UNREACHED, named), "body": say(AGAIN, named)}
        shown["stop"] = {
            "actions": [{"action": "stop", "title": say(STOP, named)}, {"action": "all", "title": say(STOP_ALL, named)}],
            "url": f"/posts/{post}/cancellation",
            "unreached": unreached,
        }
    return shown
