"""Doubles: the same words once more, whatever their capitals, commas and links' tails. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from pwa.rules.words import Sentence, n_

X = "x"
A_DAY = timedelta(days=1)
A_GREETING = 3  # words: shorter than that, and older than a day, is no double; "Bore da!" may be said every morning
DIGEST_LETTERS = 32  # 128 bits
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
_AFTER = ".,;:!?)]}'’…"  # of the sentence around a link
_TRACKS = frozenset({"fbclid", "gclid", "dclid", "msclkid", "twclid", "igsh", "igshid", "mc_cid", "mc_eid", "yclid", "si", "ref_src"})


class Said(NamedTuple):
    """Words that one Channel was held before, or is to be now."""

    digest: str
    channel: int
    network: str
    identity: int
    name: str  # of the identity
    kind: str
    organisation: int | None
    held_at: datetime | None = None
    short: bool = False


class Double(NamedTuple):
    """The words that are to be held, and where they were before."""

    now: Said
    before: Said
    sentence: Sentence

    def unnamed(self, organisation: str) -> Sentence:
        """For who may not know which of its voices it was."""
        english = ON_X_UNNAMED if self.sentence.english == ON_X else ELSEWHERE_UNNAMED
        return Sentence(english, organisation=organisation)


@lru_cache(maxsize=64)  # whoever holds asks for the same words three times, and a series has twenty of them
def normal(text: str) -> str:
    """Words as they count for a double: no capitals, no commas, no spaces but one, links without what only follows a reader about."""
    links: list[str] = []

    def aside(found: re.Match[str]) -> str:
        link = found[0].rstrip(_AFTER)
        links.append(_plain_link(link))
        return " " + found[0][len(link) :]

    rest = unicodedata.normalize("NFKC", _LINK.sub(aside, text)).casefold()
    return " ".join([*rest.translate(_KEPT).split(), *links])


class _Kept(dict[int, str]):
    """What is kept of each sign: of what has no width, nothing; of a comma, a space."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.category(chr(code))
        self[code] = "" if kind == "Cf" else chr(code) if kind[0] in "LMNS" else " "
        return self[code]


_KEPT = _Kept({0xFE0F: ""})  # which only asks for a picture


def digest_of(text: str) -> str | None:
    """What stands for the words. None: there are none."""
    said = normal(text)
    return hashlib.sha256(f"a double {said}".encode()).hexdigest()[:DIGEST_LETTERS] if said else None


def is_short(text: str) -> bool:
    """Whether it is a greeting, and no more."""
    return len(normal(text).split()) < A_GREETING and not _LINK.search(text)


def first_double(saying: Sequence[Said], before: Iterable[Said], now: datetime, *, together: bool = True) -> Double | None:
    """The one that matters most: two accounts of X, then another voice within a day, then the same place.

    `together`: whether what is said to one place is looked at beside what is said to another now.
    """
    earlier = list(before)
    for one in saying:
        twins = [*(saying if together else ()), *(other for other in earlier if _recent(other, now))]
        for other in twins:
            if other.digest == one.digest and other.channel != one.channel and other.network == one.network == X:
                return Double(one, other, Sentence(ON_X, name=other.name))
    for one in saying:
        for other in earlier:
            if other.digest == one.digest and other.identity != one.identity and _recent(other, now):
                return Double(one, other, Sentence(ELSEWHERE, name=other.name))
    for one in saying:
        for other in earlier:
            if other.digest == one.digest and other.channel == one.channel and (not one.short or _recent(other, now)):
                return Double(one, other, Sentence(_since(other, now)))
    return None


ELSEWHERE = n_("The same words were held as %(name)s within the last day.")
ELSEWHERE_UNNAMED = n_("The same words were held as another account of %(organisation)s within the last day.")
ON_X_UNNAMED = n_("The same words go to two accounts on X (another account of %(organisation)s has them too). X may hide or refuse both.")
ON_X = n_("The same words go to two accounts on X (%(name)s has them too). X may hide or refuse both.")


def _recent(said: Said, now: datetime) -> bool:
    return said.held_at is not None and now - said.held_at <= A_DAY


def _since(said: Said, now: datetime) -> str:
    ago = now - (said.held_at or now)
    if ago <= A_DAY:
        return n_("The same words were held for this place within the last day.")
    if ago <= timedelta(days=30):
        return n_("The same words were held for this place within the last month.")
    return n_("The same words were held for this place before.")


def _plain_link(link: str) -> str:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = (parts.hostname or "").removeprefix("www.")
        asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _follows(name, host)]
    except ValueError:
        return link.casefold()
    return host + parts.path.rstrip("/") + (f"?{urlencode(asked)}" if asked else "")


def _follows(name: str, host: str) -> bool:
    said = name.casefold()
    return said.startswith("utm_") or said in _TRACKS or (said in {"s", "t"} and host in {"x.com", "twitter.com"})
