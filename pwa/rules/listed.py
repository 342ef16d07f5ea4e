"""Who stands on an organisation's list for an election, and whether words name them. Pure.

A person is named by forename and surname, by a title or an initial before the surname, never by a bare surname. A party's single word
that is also an ordinary one counts beside "party", "candidate", "vote" and the like. A handle counts on its own network, exactly.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

import regex

from pwa.rules.listed_people import Called, Namesakes, Somebody
from pwa.rules.listed_text import Token, bare, handles_in, seen, tokens_of
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
    wanted = _Wanted(entries)
    read = [_Read(seen(text), wanted) for text in dict.fromkeys(texts)]
    for entry in entries:
        names = _way_to_find(entry, networks)
        if any(names(one) for one in read):
            yield entry


class _Wanted:
    """What is looked for at all: with which word parties begin and how many they have, and who has which surname."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        parties = [_party(entry)[0] for entry in entries if entry.sort is Sort.PARTY]
        self.begins = {words[0] for words in parties}
        self.lengths = {len(words) for words in parties}
        people: dict[tuple[str, ...], list[Somebody]] = {}
        for entry in entries:
            if entry.sort is Sort.PERSON:
                one = _person(entry)
                people.setdefault(one.surname, []).append(one)
        self.people = {surname: Namesakes(those) for surname, those in people.items()}
        self.surnames = {surname[0] for surname in people}


class _Read:
    """A text in which many are looked for: it is gone through once for all of them, and not for each."""

    def __init__(self, text: str, wanted: _Wanted) -> None:
        self.tokens = tokens_of(text)
        self.handles: dict[str, set[str]] = {}  # and where they are
        self.phrases: dict[tuple[str, ...], list[int]] = {}  # as long as a party's name, in the singular, and where they begin
        for handle, where in handles_in(text):
            self.handles.setdefault(handle, set()).add(where)
        plural = [token.folded for token in self.tokens]
        single = [singular(one) for one in plural]
        surnames: dict[str, list[int]] = {}
        for at, one in enumerate(single):
            if one in wanted.begins:
                for length in wanted.lengths:
                    self.phrases.setdefault(tuple(single[at : at + length]), []).append(at)
            if plural[at] in wanted.surnames:
                surnames.setdefault(plural[at], []).append(at)
        self.called = {
            surname: Called(text, self.tokens, surname, surnames[surname[0]], those)
            for surname, those in wanted.people.items()
            if surname[0] in surnames
        }


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
            return partial(_names_person, _person(entry))


def _names_account(handle: str, network: str, networks: Collection[str], read: _Read) -> bool:
    return any(_there(network, where, networks) for where in read.handles.get(handle, ()))


def _there(network: str, where: str, networks: Collection[str]) -> bool:
    """An address says on which network it is; a bare @name means whoever has it where the words are going."""
    if not network:
        return True
    return network == where if where else network in networks or networks == {"noticeboard"}


@lru_cache(maxsize=AS_LONG_AS_A_LIST)
def _party(entry: Entry) -> tuple[tuple[str, ...], bool, bool]:
    """Its words in the singular, whether it is written in capitals only, and whether it is an ordinary word too."""
    said = tokens_of(seen(entry.words))
    shout = len(said) == 1 and len(said[0].raw) <= 5 and said[0].raw.isupper()
    return tuple(singular(token.folded) for token in said), shout, ordinary(entry)


def _names_party(wanted: tuple[str, ...], shout: bool, ordinary: bool, read: _Read) -> bool:
    tokens = read.tokens
    for start in read.phrases.get(wanted, ()):
        first = tokens[start].raw
        if (shout and not first.isupper()) or (not first[:1].isupper() and (len(wanted) == 1 or wanted[0] in ORDINARY)):
            continue
        if shout or len(wanted) > 1 or not ordinary or _beside_party(tokens, start):
            return True
    return False


def _beside_party(tokens: Sequence[Token], at: int) -> bool:
    before, after = tokens[at - 1].folded if at else "", tokens[at + 1].folded if at + 1 < len(tokens) else ""
    return after in PARTY_AFTER or before in PARTY_BEFORE


@lru_cache(maxsize=AS_LONG_AS_A_LIST)
def _person(entry: Entry) -> Somebody:
    said = [token.folded for token in tokens_of(seen(entry.words))]
    while len(said) > 1 and said[0] in TITLES:
        said = said[1:]
    doubled = regex.search(r"\p{L}-\p{L}[^\s-]*$", entry.words) is not None  # Smith-Jones is no Jones
    forenames, surname = said[: -2 if doubled else -1], said[-2 if doubled else -1 :]
    return Somebody("".join(forenames[:1]), frozenset(forenames[1:]), tuple(surname), not ordinary(entry))


def _names_person(one: Somebody, read: _Read) -> bool:
    return one.surname in read.called and read.called[one.surname].name(one)
