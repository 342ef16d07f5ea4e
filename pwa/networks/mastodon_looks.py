"""Whether a post that stands on a server of Mastodon's kind is the one that we tried to publish. Nothing is asked here."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pwa.networks.asking import has_id
from pwa.networks.contract import Accepted, Outgoing, Seen, Shown

_TAG = re.compile(r"<[^>]*>")
_RESHARED = "reshared:"  # before the id of what was reshared, where a server gives the reshare none of its own
_LINE_END = re.compile(r"<br ?/?>|</p>", re.IGNORECASE)


def statuses(said: Any) -> list[dict[str, Any]]:
    """What a server called a list of posts, as far as it is one."""
    return [one for one in said if has_id(one)] if isinstance(said, list) else []


def written_since(page: list[dict[str, Any]], since: datetime) -> Iterator[dict[str, Any]]:
    """Those of a page, the newest first, that are not older."""
    for status in page:
        at = written_at(status)
        if at is not None and at >= since:
            yield status


def written_at(status: dict[str, Any]) -> datetime | None:
    """When it was written, by its server's clock; None when that cannot be read."""
    try:
        at = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return None
    return at if at.tzinfo else None


def public(page: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Those of a page that anybody sees, and when they were written."""
    for status in page:
        at = written_at(status)
        if at is not None and is_public(status):
            yield status, at


def is_public(status: dict[str, Any]) -> bool:
    """Whether anybody may see it."""
    return status.get("visibility") in ("public", "unlisted")


def shown(status: dict[str, Any], home: str) -> Shown:
    """A post of somebody else; of one that reshares, whoever wrote what it shows. `home`: where those live whose names say no server."""
    reshared = status.get("reblog")
    post = reshared if isinstance(reshared, dict) else status
    known = post.get("account")
    by: dict[str, Any] = known if isinstance(known, dict) else {}
    handle, pictures = str(by.get("acct") or by.get("username") or ""), post.get("media_attachments")
    words = [part for part in (str(post.get("spoiler_text") or "").strip(), _read(post.get("content"))) if part]
    return Shown(
        author=str(by.get("display_name") or by.get("username") or handle),
        handle=handle if "@" in handle or not handle else f"{handle}@{urlsplit(home).netloc}",
        text="\n\n".join(words),
        at=written_at(post),
        pictures=len(pictures) if isinstance(pictures, list) else 0,
        reshares=post is not status,
    )


def seen(status: dict[str, Any], at: datetime, address: str) -> Seen:
    """A post as readers see it."""
    reshared = status.get("reblog")
    shown = reshared if isinstance(reshared, dict) else status
    return Seen(status["id"], address, _read(shown.get("content")), at)


def kept_in_edit(status: Any) -> dict[str, Any]:
    """What an edit has to say of a post so that it stays as it is: its pictures, its warning, its language."""
    said = status if isinstance(status, dict) else {}
    pictures = [one["id"] for one in statuses(said.get("media_attachments"))]
    rest = {name: said[name] for name in ("spoiler_text", "sensitive", "language") if said.get(name)}
    return rest | ({"media_ids": pictures} if pictures else {})


def may_be_ours(status: dict[str, Any], part: Outgoing) -> bool:
    """Everything but the words: no reshare, an answer to the same post, with as many pictures."""
    pictures = status.get("media_attachments")
    same_place = status.get("in_reply_to_id") == part.reply_to and status.get("reblog") is None
    return same_place and isinstance(pictures, list) and len(pictures) == len(part.pictures)


def same_words(part: Outgoing, source: object) -> bool:
    """Whether this is what was typed, as its server kept it."""
    return isinstance(source, str) and _typed(source) == _typed(part.text)


def reads_the_same(part: Outgoing, content: object) -> bool:
    """The same of a server that only has the post as it is shown; spaces and line ends are lost in that."""
    if not isinstance(content, str):
        return False
    shown, typed = _typed(html.unescape(_TAG.sub("", content))), _typed(part.text)
    return "".join(shown.split()) == "".join(typed.split())


def reshares(status: dict[str, Any], original: str) -> bool:
    """Whether it reshares that post."""
    return original_of(status) == original


def original_of(status: Any) -> str | None:
    """The id of what it reshares, if it does."""
    shown = status.get("reblog") if isinstance(status, dict) else None
    return shown["id"] if isinstance(shown, dict) and isinstance(shown.get("id"), str) else None


def named_apart(proof: Accepted, original: str | None) -> Accepted:
    """Some servers (Takahē, snac) answer to a reshare with the original itself: whoever deleted that id would delete the original."""
    return replace(proof, remote_id=_RESHARED + proof.remote_id) if proof.remote_id == original else proof


def only_reshared(remote_id: str) -> str | None:
    """The id of the original, where a proof names nothing else."""
    return remote_id.removeprefix(_RESHARED) if remote_id.startswith(_RESHARED) else None


def is_at(status: dict[str, Any], address: str, home: str) -> bool:
    """Whether a post is the one that an address names, and not just one that a search came upon."""
    here = address.startswith(f"{home}/@") and address.rpartition("/")[2] == status["id"]
    return here or address in (status.get("url"), status.get("uri"))


def _read(content: object) -> str:
    return html.unescape(_TAG.sub("", _LINE_END.sub("\n", content))).strip() if isinstance(content, str) else ""


def _typed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
