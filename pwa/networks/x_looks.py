"""What X's answers say, and whether a post in a timeline is the one that we tried to publish. Nothing is asked here."""

import html
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pwa.networks.contract import Outgoing, Shown
from pwa.rules.x_text import x_without_links

ADDRESS = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:x|twitter)\.com/(?P<handle>[A-Za-z0-9_]{1,15}|i(?:/web)?)/status(?:es)?/(?P<id>[0-9]{1,19})"
    r"(?:/(?:photo|video)/[0-9])?/?(?:[?#].*)?"
)
Proof = Callable[[Any], bool]
LONGEST_ID = 20  # digits of 64 bits
_LINK_STOOD_HERE = "\0"
_NOT_FOR_US = ("resource-not-found", "not-authorized-for-resource")  # how the addresses of two kinds of problem end


def id_of(said: Any) -> str | None:
    """Of what was made: `{"data": {"id": "..."}}`."""
    data = said.get("data") if isinstance(said, dict) else None
    found = data.get("id") if isinstance(data, dict) else None
    return found if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= LONGEST_ID else None


def is_reshared(said: Any) -> bool:
    """The proof of a reshare, which gets no id."""
    return isinstance(said, dict) and isinstance(said.get("data"), dict) and said["data"].get("retweeted") is True


def posts(said: Any) -> list[dict[str, Any]]:
    """A timeline, the newest first."""
    found = said.get("data") if isinstance(said, dict) else None
    return [one for one in found if id_of({"data": one})] if isinstance(found, list) else []


def reshares(post: dict[str, Any]) -> str | None:
    """The id of what it reshares."""
    found = _refers(post).get("retweeted")
    return found if isinstance(found, str) else None


def written_at(post: dict[str, Any]) -> datetime | None:
    """When, by X's clock; None when that cannot be read."""
    try:
        at = datetime.fromisoformat(str(post.get("created_at")))
    except ValueError:
        return None
    return at if at.tzinfo else None


def read(post: dict[str, Any]) -> str:
    """Its words, with links written out."""
    text = str(post.get("text"))
    for one in _links(post):
        text = text.replace(str(one.get("url")), "" if "media_key" in one else str(one.get("expanded_url")))
    return _tidy(html.unescape(text))


def hidden(said: Any) -> bool:
    """Whether X says of one post that it is not there, or not for everybody: in a 200, beside nothing."""
    if not isinstance(said, dict):
        return False
    author = _author(said)
    problems = [str(one.get("type")) for one in _all(said.get("errors"))]
    return (id_of(said) is None and any(one.endswith(_NOT_FOR_US) for one in problems)) or author.get("protected") is True


def shown(said: Any) -> Shown | None:
    """One post, with who wrote it; None when that is no answer."""
    if id_of(said) is None:
        return None
    post, author = said["data"], _author(said)
    long = post.get("note_tweet")
    whole = post | {"entities": long.get("entities"), "text": long["text"]} if isinstance(long, dict) and "text" in long else post
    attached, handle = post.get("attachments"), str(author.get("username") or "")
    pictures = attached.get("media_keys") if isinstance(attached, dict) else []
    refers = _refers(post).keys() & {"retweeted", "quoted"}
    return Shown(str(author.get("name") or handle), handle, read(whole), written_at(post), len(pictures or []), bool(refers))


def is_ours(post: dict[str, Any], part: Outgoing) -> bool:
    """The same words, links and number of pictures, as an answer to the same post."""
    if _refers(post) != ({"replied_to": part.reply_to} if part.reply_to else {}):
        return False
    attached = post.get("attachments")
    pictures = attached.get("media_keys") if isinstance(attached, dict) else []
    return len(pictures or []) == len(part.pictures) and _shown(post) == _typed(part.text)


def _author(said: dict[str, Any]) -> dict[str, Any]:
    included, data = said.get("includes"), said.get("data")
    users = _all(included.get("users")) if isinstance(included, dict) else []
    wanted = data.get("author_id") if isinstance(data, dict) else None
    return next((one for one in users if one.get("id") == wanted), {})


def _refers(post: dict[str, Any]) -> dict[str, object]:
    return {str(one.get("type")): one.get("id") for one in _all(post.get("referenced_tweets"))}


def _typed(text: str) -> tuple[str, list[str]]:
    """Its words without the links, and the links as X writes them out."""
    words, links = x_without_links(text, instead=_LINK_STOOD_HERE)
    return _tidy(words), [_full(link) for link in links]


def _shown(post: dict[str, Any]) -> tuple[str, list[str]]:
    """The same of what X shows: each link is a short one there, and one more at the end stands for the pictures."""
    text, links = str(post.get("text")), []
    for one in _links(post):
        short, full = str(one.get("url")), str(one.get("expanded_url"))
        if "media_key" in one:
            text = text.replace(short, "")
        else:
            text = text.replace(short, _LINK_STOOD_HERE, 1)
            links.append(_full(full))
    return _tidy(html.unescape(text)), links


def _links(post: dict[str, Any]) -> list[dict[str, Any]]:
    entities = post.get("entities")
    return _all(entities.get("urls")) if isinstance(entities, dict) else []


def _all(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _full(link: str) -> str:
    scheme, found, rest = link.partition("://")
    return (rest if found else scheme).rstrip("/").casefold()


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
