"""What pictures a post may carry, and the words for who cannot see them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pwa.rules import text
from pwa.rules.text import PARTS_AT_MOST, Unfit
from pwa.rules.words import Sentence, n_

PICTURES_A_PART = 4  # the noticeboard's limit, and that of most networks
ALT_GRAPHEMES = 1_500  # Mastodon's
UPLOAD_BYTES = 15 * 1024 * 1024  # a phone's own pictures are 3 to 12 MB; the page makes them smaller first
CHUNK_BYTES = 192 * 1024  # what a bad link can lose


class MediaType(StrEnum):
    """What a picture leaves here as."""

    JPEG = "image/jpeg"
    PNG = "image/png"


@dataclass(frozen=True)
class Placed:
    """One picture as a page sends it: its id, which part it is in (from 1), and the words for who cannot see it."""

    picture: str
    part: int
    alt: str


def placed(raw: Sequence[Placed], parts: int) -> list[Placed]:
    """The pictures of so many parts, as they can be kept: one whose part is gone is in the last. Raises Unfit."""
    if len({one.picture for one in raw}) < len(raw):
        raise Unfit(n_("The same picture is in it twice. Nothing was sent. Take one of the two out."))
    if len(raw) > PARTS_AT_MOST * PICTURES_A_PART:
        raise Unfit(n_("There are far too many pictures. Nothing was sent."))
    found = [Placed(one.picture, min(max(one.part, 1), max(parts, 1)), alt(one.alt)) for one in raw]
    return sorted(found, key=lambda one: one.part)


def alt(raw: str) -> str:
    """The description of a picture. Raises Unfit over its limit, or for characters that no network would show."""
    described = text.words(raw).strip()
    if (over := text.graphemes(described) - ALT_GRAPHEMES) > 0 or len(described) > ALT_GRAPHEMES * 8:
        raise Unfit(
            Sentence("The description of a picture is %(over)s characters too long (1,500 at most). Nothing was sent.", over=max(over, 1))
        )
    return described


def fit_to_post(parts: Sequence[int]) -> None:
    """At most four a part, given the part of each picture. A draft may hold more, so that nobody loses one by it. Raises Unfit."""
    for part in sorted(set(parts)):
        if (many := parts.count(part)) > PICTURES_A_PART:
            raise Unfit(
                Sentence(
                    "A part can carry %(most)s pictures; there are %(many)s in part %(part)s. Nothing was sent. "
                    "Take some out, or put them in another part.",
                    most=PICTURES_A_PART,
                    many=many,
                    part=part,
                )
            )
