"""The series guard: whether words look like the last of a series that was held as somebody else. Pure.

In December 2011 the last of a series landed on the page of a news site. Nobody decides that; the thumb is still in its rhythm.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pwa.rules.words import Sentence, n_

WITHIN = timedelta(minutes=10)  # to the second: what was held exactly ten minutes ago is still of this series
A_SERIES = 2  # posts as one voice, before one as another
SAME_WORDS = 3  # words of some length in common, and half of those that the shorter one has
MOST_PARTS = 25  # of a series that somebody numbers

_DOTS = re.compile(r"\.{2,}|…")
_AND = re.compile(r"(?:and|also|plus|ac|hefyd)\b", re.IGNORECASE)
_BEGINS_NUMBERED = re.compile(r"\(?([0-9]{1,2}) ?/ ?([0-9]{1,2})?(?![0-9/])")
_COUNT = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
_ENDS_NUMBERED = re.compile(_COUNT.pattern + r"\)?$")
_TAG = re.compile(r"#(\w+)")
_LINK = re.compile(r"\w{1,20}://\S+|www\.\S+")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTES = "\"'“”\u2018\u2019«»([ \n\t"
_COMMON = """
    about after again also been before being could every from have here into just like make more most much only other over said same some
    such than that their them then there these they this those through today tomorrow very want were what when where which while will
    with would yesterday your wedi bydd hefyd
"""  # words that say nothing of what it is about
_EVERYWHERE = set(_COMMON.split())


class Goes(StrEnum):
    """How words go on from those before them."""

    ANSWERS = "answers"
    DOTS = "dots"
    AND = "and"
    NUMBER = "number"
    SMALL = "small"  # they begin with a small letter
    TAG = "tag"
    WORDS = "words"


@dataclass(frozen=True)
class Recent:
    """A Post that somebody held a moment ago, as one of their voices."""

    held_at: datetime
    handle: str
    name: str
    kind: str
    parts: Sequence[str] = ()
    undone: bool = False  # it does not count: the person has seen that one, and what stands is what their thumb is used to
    post: int = 0  # its number in the store


class Series(NamedTuple):
    """What went before: as whom, how many in the last ten minutes, how many of them without a break, and when the last one was held."""

    handle: str
    name: str
    kind: str
    so_many: int
    in_a_row: int
    last_at: datetime
    goes_on: Goes | None = None

    @property
    def sentence(self) -> Sentence:
        """For whoever is about to hold."""
        if self.goes_on:
            return Sentence(GOES_ON[self.goes_on], name=self.name)
        if self.in_a_row >= A_SERIES:
            return Sentence("Your last %(count)s posts were as %(name)s.", count=self.in_a_row, name=self.name)
        said = n_("%(count)s of your posts in the last ten minutes were as %(name)s.")
        return Sentence(said, count=self.so_many, name=self.name)

    def lately(self, now: datetime) -> Sentence:
        """Under the half of the voice that went before: your last 3, 2 min ago."""
        minutes = (now - self.last_at) // timedelta(minutes=1)
        ago = Sentence("%(minutes)s min ago", minutes=minutes) if minutes else Sentence("just now")
        if self.in_a_row < A_SERIES:
            return Sentence("your last one, %(ago)s", ago=ago)
        return Sentence("your last %(count)s, %(ago)s", count=self.in_a_row, ago=ago)


def audience(followers: Sequence[int | None]) -> Sentence:
    """Under the other half: how many would read it, if all those places say how many they have; how many places, otherwise."""
    people = sum(one or 0 for one in followers)
    if people > 1 and None not in followers:
        return Sentence("%(people)s people", people=people)
    return Sentence("1 channel") if len(followers) == 1 else Sentence("%(channels)s channels", channels=len(followers))


GOES_ON = {
    Goes.ANSWERS: n_("It answers what you have just posted as %(name)s."),
    Goes.DOTS: n_("It begins with dots, and you have just posted as %(name)s."),
    Goes.AND: n_("It begins as if it went on, and you have just posted as %(name)s."),
    Goes.NUMBER: n_("It is numbered as if it went on, and you have just posted as %(name)s."),
    Goes.SMALL: n_("It begins with a small letter, and you have just posted as %(name)s."),
    Goes.TAG: n_("It has the same tag as what you have just posted as %(name)s."),
    Goes.WORDS: n_("It has the same words as what you have just posted as %(name)s."),
}


def before(recent: Sequence[Recent], kind: str, now: datetime) -> list[Recent]:
    """What stands of the last ten minutes as a voice of the other kind, the latest first.

    None while the latest was of this kind: then it was said as whom, or there is nothing to mix up.
    """
    standing = sorted((one for one in recent if not one.undone and now - one.held_at <= WITHIN), key=_held, reverse=True)
    if not standing or standing[0].kind == kind:
        return []
    return [one for one in standing if one.kind != kind and one.handle == standing[0].handle]


def series(recent: Sequence[Recent], kind: str, parts: Sequence[str], now: datetime, *, answers: bool = False) -> Series | None:
    """What these words, about to be held as a voice of this kind, may be the last of. `answers`: they speak to one of those before."""
    if not (earlier := before(recent, kind, now)):
        return None
    here = earlier[0]
    many = len(earlier) >= A_SERIES
    goes_on = None if many else Goes.ANSWERS if answers else goes_on_from(parts, [one.parts for one in earlier])
    if not many and goes_on is None:
        return None
    return Series(here.handle, here.name, here.kind, len(earlier), _in_a_row(recent, here.handle, now), here.held_at, goes_on)


def goes_on_from(parts: Sequence[str], earlier: Sequence[Sequence[str]]) -> Goes | None:
    """How the words read as if they went on from earlier ones. None: they do not."""
    first = unicodedata.normalize("NFKC", parts[0].replace("…", "...")).lstrip() if parts else ""
    if _DOTS.match(first):
        return Goes.DOTS
    if _AND.match(first.lstrip(_QUOTES)):
        return Goes.AND
    before_it = [text for one in earlier for text in one]
    if _goes_on_counting(first, before_it):
        return Goes.NUMBER
    if _begins_small(first.lstrip(_QUOTES)):
        return Goes.SMALL
    said, heard = " ".join(parts), " ".join(before_it)
    if _tags(said) & _tags(heard):
        return Goes.TAG
    words = _words(said)
    return Goes.WORDS if any(_much_the_same(words, _words(text)) for text in before_it) else None


def _held(one: Recent) -> datetime:
    return one.held_at


def _in_a_row(recent: Sequence[Recent], handle: str, now: datetime) -> int:
    count = 0
    for one in sorted((one for one in recent if not one.undone and now - one.held_at <= WITHIN), key=_held, reverse=True):
        if one.handle != handle:
            break
        count += 1
    return count


def _goes_on_counting(first: str, earlier: Sequence[str]) -> bool:
    """It begins with "2/", or ends with "2/3" after a "1/3"."""
    if found := _BEGINS_NUMBERED.match(first):
        return 2 <= int(found[1]) <= int(found[2] or MOST_PARTS) <= MOST_PARTS
    if (last := _ENDS_NUMBERED.search(first.rstrip())) is None:
        return False
    return any((str(int(last[1]) - 1), last[2]) in _COUNT.findall(text) for text in earlier)


def _begins_small(first: str) -> bool:
    """Not a link or an iPhone, and not a script that has no capitals."""
    word = first.split(maxsplit=1)[0] if first else ""
    return bool(word) and word[0].islower() and word == word.lower() and not re.search(r"[\d@/.]\w|://", word)


def _tags(text: str) -> set[str]:
    return {tag.casefold() for tag in _TAG.findall(text) if _LETTER.search(tag)}


def _much_the_same(mine: set[str], theirs: set[str]) -> bool:
    return len(both := mine & theirs) >= SAME_WORDS and 2 * len(both) >= min(len(mine), len(theirs))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_LINK.sub(" ", text).casefold())) - _EVERYWHERE
