"""What the Graph API's answers say, and whether a post of a Page is the one that we tried to publish. Nothing is asked here."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from pwa.networks.asking import has_id
from pwa.networks.contract import Outgoing, Seen, Shown
from pwa.rules.text import graphemes

FIELDS = "id,message,created_time,permalink_url,attachments{type,unshimmed_url,subattachments.limit(10){type}}"
FIELDS_TO_SHOW = "message,created_time,from{name},attachments{type,subattachments.limit(10){type}}"
ADDRESS = re.compile(
    r"https://(?:www\.|m\.)?facebook\.com/(?:(?:[^/?#\s]+)/(?:posts|photos|videos)/(?:[^/?#\s]+/)?(?P<id>[A-Za-z0-9]+)/?(?:[?#]\S*)?"
    r"|(?:permalink|story)\.php\?(?:\S*&)?story_fbid=(?P<story>[A-Za-z0-9]+)\S*)"
)


def length(text: str) -> int:
    """Facebook's limit is so far off that nobody has said what it counts."""
    return graphemes(text)


def posts(said: Any) -> list[dict[str, Any]]:
    """A list of posts, the newest first."""
    return [one for one in _all(said) if has_id(one)]


def is_ours(post: dict[str, Any], part: Outgoing, since: datetime | None) -> bool:
    """The same words and as many pictures, and not older."""
    if since is not None and ((at := _written_at(post)) is None or at < since):
        return False
    if part.reshares and part.reshares not in [one.get("unshimmed_url") for one in _all(post.get("attachments"))]:
        return False
    return _tidy(str(post.get("message", ""))) == _tidy(part.text) and _pictures(post) == len(part.pictures)


def says_done(said: Any) -> bool:
    """Of what needs no id."""
    return isinstance(said, dict) and said.get("success") is True


def reads(post: Any, part: Outgoing) -> bool:
    """Whether it has these words."""
    return isinstance(post, dict) and _tidy(str(post.get("message", ""))) == _tidy(part.text)


def address_of(post: Any, post_id: str) -> str:
    """Where it stands: as Facebook says, or by its id, which leads there too."""
    said = post.get("permalink_url") if isinstance(post, dict) else None
    return said if isinstance(said, str) and said.startswith("https://") else f"https://www.facebook.com/{post_id}"


def seen(said: Any) -> list[Seen]:
    """Posts as readers see them."""
    dated = [(post, at) for post in posts(said) if (at := _written_at(post))]
    return [Seen(post["id"], address_of(post, post["id"]), str(post.get("message", "")), at) for post, at in dated]


def shown(said: Any, handle: str) -> Shown:
    """One post as its readers see it."""
    post: dict[str, Any] = said if isinstance(said, dict) else {}
    by = post.get("from")
    author = str(by.get("name") or handle) if isinstance(by, dict) else handle
    shares = any(one.get("type") == "share" for one in _all(post.get("attachments")))
    return Shown(author, handle, str(post.get("message", "")), _written_at(post), _pictures(post), shares)


def _pictures(post: dict[str, Any]) -> int:
    count = 0
    for one in _all(post.get("attachments")):
        below = [each for each in _all(one.get("subattachments")) if each.get("type") == "photo"]
        count += len(below) or (one.get("type") == "photo")
    return count


def _written_at(post: dict[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(post.get("created_time")))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _all(found: Any) -> list[dict[str, Any]]:
    listed = found.get("data") if isinstance(found, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
