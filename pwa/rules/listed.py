"""Who stands on an organisation's list for an election, and whether words name them. Pure.

A person is named by forename and surname, by a title or an initial before the surname, never by a bare surname. A party's single word
that is also an ordinary one counts beside "party", "candidate", "vote" and the like. A handle counts on its own network, exactly.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

import regex

from pwa.rules.listed_text import Token, bare, between, handles_in, seen, tokens_of
from pwa.rules.listed_words import ORDINARY, PARTY_AFTER, PARTY_BEFORE, PLACE_FIRST, PLACE_LAST, TITLES

AS_LONG_AS_A_LIST = 2_000  # names that are remembered as they are looked for


class Sort(StrEnum):
    """What a line of the list names."""

    PERSON = "person"
    PARTY = "party"
    HANDLE = "handle"


@dataclass(frozen=True)
class Entry:
    """One line: who, as it was written; of a handle on which network (empty: on any)."""

    sort: Sort
    words: str
    network: str = ""
    with_title: bool = False  # it is an ordinary word or a place too: counts only with a title or beside "party"

    @property
    def key(self) -> str:
        """The one word that any text naming it holds: what the store finds it by."""
        if self.sort is Sort.HANDLE:
            return bare(self.words)
        last = [token.folded for token in tokens_of(seen(self.words))][-1]
        return singular(last) if self.sort is Sort.PARTY else last


def ordinary(entry: Entry) -> bool:
    """Whether it is also an ordinary word or a place, so that it is not taken for the name alone."""
    said = [token.folded for token in tokens_of(seen(entry.words)) if token.folded not in TITLES]
    if entry.with_title or entry.sort is Sort.HANDLE:
        return entry.with_title
    if entry.sort is Sort.PARTY:
        return len(said) == 1 and said[0] in ORDINARY
    return len(said) == 1 or (len(said) == 2 and said[0] in PLACE_FIRST and said[1] in PLACE_LAST)


def keys_of(texts: Collection[str]) -> set[str]:
    """Every word of these texts by which a line of the list could be found."""
    texts = [seen(text) for text in texts]
    found = {token.folded for text in texts for token in tokens_of(text)}
    return found | {singular(one) for one in found} | {handle for text in texts for handle, _ in handles_in(text)}


def named(entries: Sequence[Entry], texts: Sequence[str], networks: Collection[str]) -> Iterator[Entry]:
    """Which of them these texts name. `networks`: where the texts are going, for handles stand for themselves there only."""
    if not entries:
        return  # mostly: then nothing is read a second time
    begins = {_begins(entry) for entry in entries}
    read = [_Read(seen(text), begins) for text in texts]
    for entry in entries:
        names = _way_to_find(entry, networks)
        if any(names(one) for one in read):
            yield entry


class _Read:
    """A text in which many are looked for: where the words stand that they begin with, so that no name goes through all of it."""

    def __init__(self, text: str, begins: Collection[str]) -> None:
        self.text, self.tokens = text, tokens_of(text)
        self.handles = set(handles_in(text))
        self.places: dict[str, list[int]] = {}  # by the word in the singular
        self.behind: dict[str, dict[str, list[int]]] = {}  # by the word, and the one before it
        for at, token in enumerate(self.tokens):
            if (one := singular(token.folded)) in begins:
                self.places.setdefault(one, []).append(at)
            if at and token.folded in begins:
                self.behind.setdefault(token.folded, {}).setdefault(self.tokens[at - 1].folded, []).append(at)


def is_handle(entry: Entry, handle: str, network: str) -> bool:
    """Whether it is this account."""
    return entry.sort is Sort.HANDLE and entry.network in ("", network) and bare(entry.words) == bare(handle)


def singular(word: str) -> str:
    """Liberal Democrats and a Liberal Democrat are one."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _way_to_find(entry: Entry, networks: Collection[str]) -> Callable[[_Read], bool]:
    match entry.sort:
        case Sort.HANDLE:
            return partial(_names_account, bare(entry.words), entry.network, networks)
        case Sort.PARTY:
            return partial(_names_party, *_party(entry))
        case Sort.PERSON:
            return partial(_names_person, *_person(entry))


def _begins(entry: Entry) -> str:
    """The first word of a party, or of a surname."""
    match entry.sort:
        case Sort.HANDLE:
            return ""
        case Sort.PARTY:
            return _party(entry)[0][0]
        case Sort.PERSON:
            return _person(entry)[1][0]


def _names_account(handle: str, network: str, networks: Collection[str], read: _Read) -> bool:
    return any(one == handle and _there(network, where, networks) for one, where in read.handles)


def _there(network: str, where: str, networks: Collection[str]) -> bool:
    """An address says on which network it is; a bare @name means whoever has it where the words are going."""
    if not network:
        return True
    return network == where if where else network in networks or networks == {"noticeboard"}


@lru_cache(maxsize=AS_LONG_AS_A_LIST)
def _party(entry: Entry) -> tuple[Sequence[str], bool, bool]:
    """Its words in the singular, whether it is written in capitals only, and whether it is an ordinary word too."""
    said = tokens_of(seen(entry.words))
    shout = len(said) == 1 and len(said[0].raw) <= 5 and said[0].raw.isupper()
    return [singular(token.folded) for token in said], shout, ordinary(entry)


def _names_party(wanted: Sequence[str], shout: bool, ordinary: bool, read: _Read) -> bool:
    tokens = read.tokens
    for start in read.places.get(wanted[0], ()):
        here = tokens[start : start + len(wanted)]
        if [singular(one.folded) for one in here] != wanted:
            continue
        loud, capital = here[0].raw.isupper(), here[0].raw[:1].isupper()
        if (shout and not loud) or (not capital and (len(wanted) == 1 or wanted[0] in ORDINARY)):
            continue
        if shout or len(wanted) > 1 or not ordinary or _beside_party(tokens, start):
            return True
    return False


def _beside_party(tokens: Sequence[Token], at: int) -> bool:
    before, after = tokens[at - 1].folded if at else "", tokens[at + 1].folded if at + 1 < len(tokens) else ""
    return after in PARTY_AFTER or before in PARTY_BEFORE


@lru_cache(maxsize=AS_LONG_AS_A_LIST)
def _person(entry: Entry) -> tuple[Sequence[str], Sequence[str], bool]:
    """Somebody's forenames and surname, and whether they are a name without a title."""
    said = [token.folded for token in tokens_of(seen(entry.words))]
    while len(said) > 1 and said[0] in TITLES:
        said = said[1:]
    doubled = regex.search(r"\p{L}-\p{L}[^\s-]*$", entry.words) is not None  # Smith-Jones is no Jones
    return said[: -2 if doubled else -1], said[-2 if doubled else -1 :], not ordinary(entry)


def _names_person(forenames: Sequence[str], surname: Sequence[str], alone: bool, read: _Read) -> bool:
    for before, places in read.behind.get(surname[0], {}).items():
        if len(before) > 1 and before not in TITLES and before not in forenames:
            continue  # no title, no initial and no name of theirs
        for at in places:
            here = [token.folded for token in read.tokens[at : at + len(surname)]]
            if here == surname and read.tokens[at].raw[:1].isupper() and _is_them(forenames, read.text, read.tokens, at, alone=alone):
                return True
    return False


def _is_them(forenames: Sequence[str], text: str, tokens: Sequence[Token], at: int, *, alone: bool) -> bool:
    """Whether what stands before a surname, going back over middle names, is a title, the forename or its initial."""
    first, middle = forenames[:1], set(forenames[1:])
    while at and (gap := between(text, tokens[at - 1], tokens[at])) is not None:
        at -= 1
        before = tokens[at]
        if before.folded in TITLES:
            return True
        if first and before.folded == first[0]:
            return alone or _titled(text, tokens, at)
        if first and len(before.raw) == 1 and before.raw.isupper():
            if before.folded == first[0][0] and (not gap.isspace() or before.raw not in "AIO"):
                return alone or _titled(text, tokens, at)
            continue  # a middle initial, or somebody else's: the forename before it says
        if before.folded not in middle:
            return False
    return False


def _titled(text: str, tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and between(text, tokens[at - 1], tokens[at]) is not None and tokens[at - 1].folded in TITLES
