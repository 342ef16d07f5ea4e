"""What can be reshared: the address of a post, recognised by its shape. Pure."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

_NOTICE = re.compile(r"/board/([a-z0-9-]{2,30})/([a-z2-7]{16})/?")
_LINK = re.compile(r"(?:https?|at)://[^\s<>\"“”«»]+")
AFTER = ".,;:!?)]}'’…"  # of the sentence around a link
LONGEST = 500  # characters; far more than any address of a post


class Carries(StrEnum):
    """What of one's own may go with a reshare, on the network where it stands."""

    NOTHING = "nothing"
    WORDS = "words"
    ALL = "all"  # words and pictures


class Notice(NamedTuple):
    """One post on a noticeboard of this server: whose board, and its public id."""

    handle: str
    public_id: str

    @property
    def path(self) -> str:
        """Where it stands, in one spelling."""
        return f"/board/{self.handle}/{self.public_id}"


def notice(address: str) -> Notice | None:
    """The notice that this address names, whatever stands behind its path. None: it is the address of something else."""
    if len(address) > LONGEST:
        return None
    try:
        found = _NOTICE.fullmatch(urlsplit(address).path)
    except ValueError:
        return None
    return Notice(found[1], found[2]) if found else None


def links_in(text: str) -> Iterator[str]:
    """Whatever in these words could be the address of a post."""
    for found in _LINK.finditer(text):
        link = found[0].rstrip(AFTER)
        if len(link) <= LONGEST:
            yield link


def without_link(text: str, link: str) -> str:
    """The words as they are once a reshare says what the link said."""
    return text.replace(link, "").strip() if link in text else text


def with_link(text: str, link: str) -> str:
    """The words with a link behind them."""
    return "\n\n".join(one for one in (text.rstrip(), link) if one)
