"""Names and parties of politicians in what is about to go out, and how much each says. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

import regex

from pwa.rules.plain_letters import plain, readable
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
    said = _TAG.sub(_apart, _NOT_THE_PARTY.sub(" ", readable(text)))
    if _BEGINNINGS.isdisjoint(_WORD.findall(said.casefold())):
        return []  # mostly; without asking after each of them
    matches = [(match, party, weight) for pattern, party, weight in _PATTERNS for match in pattern.finditer(said)]
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


def _compiled(listed: str, party: str | None, weight: float) -> list[tuple["regex.Pattern[str]", str | None, float]]:
    anyhow, as_names = _terms(listed)
    both = ((anyhow, regex.IGNORECASE), (as_names, 0))
    return [(_any_of(those, flags), party, weight) for those, flags in both if those]


def _any_of(terms: Collection[str], flags: int) -> "regex.Pattern[str]":
    longest_first = sorted(terms, key=len, reverse=True)
    either = "|".join(regex.escape(one).replace("'", "['’]").replace("\\ ", r"\s+").replace(" ", r"\s+") for one in longest_first)
    return regex.compile(rf"(?<![\w-])(?:{either})(?:['’]?s)?(?!\w)(?!-on-|-upon-)", flags)


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
_WORD = regex.compile(r"\w+")
_LISTED = [*PARTIES.values(), POLITICIANS, ABROAD, CAMPAIGNING, OFFICES]
_FIRST = {_WORD.findall(term.casefold())[0] for listed in _LISTED for those in _terms(listed) for term in those}
_BEGINNINGS = frozenset(one + more for one in _FIRST for more in ("", "s"))
