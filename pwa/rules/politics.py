"""Names and parties of politicians in what is about to go out, and how much each says. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import regex

from pwa.rules.plain_letters import distinct, plain, readable
from pwa.rules.political_words import (
    ABROAD,
    AFTER_IN_TAG,
    BEFORE_IN_TAG,
    CAMPAIGNING,
    COUNTING,
    FORMAL_AFTER,
    FORMAL_BEFORE,
    NOT_THE_PARTY,
    OFFICES,
    PARTIES,
    PLACES,
    POLITICIANS,
    TAGGED,
)

EVEN_HANDED = 3  # parties: whoever names so many reads out a list, of candidates or of results
STRONG, WEAK = 1.0, 0.5


@dataclass(frozen=True)
class Named:
    """One of them, as it was written."""

    seen: str
    party: str | None = None
    weight: float = STRONG

    @property
    def key(self) -> str:
        """What an identity that has named it before is known by."""
        return plain(self.seen)


def named(text: str, before: Collection[str] = ()) -> list[Named]:
    """Every politician, party and political word in it, but those that this identity has named before."""
    read = readable(text)
    if _BEGINNINGS.keys().isdisjoint(_WORD.findall(distinct(_TAG.sub(_apart, read)).casefold())):
        return []  # mostly; without looking where they stand
    said = _TAG.sub(_apart, _NOT_THE_PARTY.sub(" ", read))
    matches = list(_matches(said))
    found: dict[str, Named] = {}
    ends, counting = 0, bool(_COUNTING.search(said))
    for match, party, weight in sorted(matches, key=lambda one: (one[0].start(), -one[0].end())):
        if match.start() < ends:
            continue  # part of a longer name
        if not party and _PLACES.match(said, match.end()):
            continue
        ends = match.end()
        weak = _formal(said, match.start(), ends) or (party and counting)
        one = Named(match[0], party, WEAK if weak else weight)
        if one.key not in before and found.get(one.key, one).weight <= one.weight:
            found[one.key] = one
    return list(found.values())


def _matches(said: str) -> Iterator[tuple["regex.Match[str]", str | None, float]]:
    """Each of them where it stands: asked for only where a word is that one of them begins with."""
    ends = [0] * len(_PATTERNS)
    for word in _WORD.finditer(said):
        for number in _BEGINNINGS.get(word[0].casefold(), ()):
            one = _PATTERNS[number]
            if word.start() >= ends[number] and (match := one.pattern.match(said, word.start())):
                ends[number] = match.end()
                yield match, one.party, one.weight


def _apart(tag: "regex.Match[str]") -> str:
    """A hashtag as its words."""
    if run := _RUN_TOGETHER.fullmatch(tag[1]):
        return " ".join([run[1] or "", run[2].title(), run[3] or ""])
    return regex.sub(r"(?<=\p{Ll})(?=\p{Lu})", " ", tag[1])


def weighed(found: Collection[Named]) -> float:
    """How much all of them say together."""
    if len({one.party for one in found if one.party}) >= EVEN_HANDED:
        return WEAK if all(one.party or one.weight < STRONG for one in found) else STRONG
    return max((one.weight for one in found), default=0.0)


def _formal(said: str, start: int, end: int) -> bool:
    """Named with their office, as announcements do: the Health Secretary, Wes Streeting."""
    return bool(_FORMAL_BEFORE.search(said[max(0, start - 80) : start]) or _FORMAL_AFTER.match(said[end : end + 30]))


def _terms(listed: str) -> tuple[list[str], list[str]]:
    """Those that count however they are written, and those that count only as a name."""
    terms = [one.strip() for one in listed.replace("\n", " ").split(";") if one.strip()]
    return [one[1:] for one in terms if one.startswith("~")], [one for one in terms if not one.startswith("~")]


class _Asked(NamedTuple):
    """Some of them together, and the words that they begin with."""

    begins: frozenset[str]
    pattern: "regex.Pattern[str]"
    party: str | None
    weight: float


def _compiled(listed: str, party: str | None, weight: float) -> list[_Asked]:
    anyhow, as_names = _terms(listed)
    both = ((anyhow, regex.IGNORECASE), (as_names, 0))
    return [_Asked(_beginnings(those), _any_of(those, flags), party, weight) for those, flags in both if those]


def _beginnings(terms: Collection[str]) -> frozenset[str]:
    first = {_WORD.findall(term.casefold())[0] for term in terms}
    return frozenset(one + more for one in first for more in ("", "s"))


def _any_of(terms: Collection[str], flags: int) -> "regex.Pattern[str]":
    longest_first = sorted(terms, key=len, reverse=True)
    either = "|".join(regex.escape(one).replace("'", "['’]").replace("\\ ", r"\s+").replace(" ", r"\s+") for one in longest_first)
    return regex.compile(rf"(?<![\w-])(?:{either})(?:['’]?s)?(?!\w)(?!-on-|-upon-)", flags)


_WORD = regex.compile(r"\w+")
_TAG = regex.compile(r"#([\p{L}\p{N}_]+)")
_IN_TAG = ("|".join(words.split()) for words in (BEFORE_IN_TAG, TAGGED, AFTER_IN_TAG))
_RUN_TOGETHER = regex.compile("({})?({})({})?".format(*_IN_TAG), regex.IGNORECASE)
_NOT_THE_PARTY = regex.compile("|".join(NOT_THE_PARTY))
_FORMAL_BEFORE = regex.compile(FORMAL_BEFORE + "$")
_FORMAL_AFTER = regex.compile(FORMAL_AFTER)
_COUNTING, _PLACES = regex.compile(COUNTING, regex.IGNORECASE), regex.compile(PLACES)
_PATTERNS = [
    *(one for party, listed in PARTIES.items() for one in _compiled(listed, party, STRONG)),
    *_compiled(POLITICIANS, None, STRONG),
    *_compiled(ABROAD, None, STRONG),
    *_compiled(CAMPAIGNING, None, STRONG),
    *_compiled(OFFICES, None, WEAK),
]
_BEGINNINGS: dict[str, list[int]] = {}  # the patterns of which any begins with this word, by their numbers
for _number, _one in enumerate(_PATTERNS):
    for _word in _one.begins:
        _BEGINNINGS.setdefault(_word, []).append(_number)
