"""Who of one surname is called by it in a text. The text is read once for all of them, however many have it. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pwa.rules.listed_text import Token, between
from pwa.rules.listed_words import TITLES

_Words = frozenset[str]
_TITLE = "*"  # which is no word


class Somebody(NamedTuple):
    """One person of a list; `alone`: their name counts without a title too."""

    forename: str
    middle: _Words
    surname: tuple[str, ...]
    alone: bool

    @property
    def letter(self) -> str:
        """Their initial as it is called."""
        return _letter(self.forename)


class Namesakes:
    """Everybody of one surname: the middle names among them, and all that one of them may be called."""

    def __init__(self, people: Iterable[Somebody]) -> None:
        self.middles: set[str] = set()
        self.called: set[str] = set()
        for one in people:
            self.middles |= one.middle
            self.called |= {one.forename, one.letter}


class Called:
    """Each way in which somebody of a surname is called, and which names stand behind it.

    `by`: what they are called (a title, `*`; a forename; or an initial, `j.`), and whether with a title; then the middle names passed on
    the way, which are only of those who have them all, and who is passed over, for the words already called somebody by their initial.
    """

    def __init__(self, text: str, tokens: Sequence[Token], surname: tuple[str, ...], places: Iterable[int], those: Namesakes) -> None:
        self.by: dict[tuple[str, bool], dict[_Words, _Words]] = {}
        self._text, self._tokens, self._those = text, tokens, those
        self._been: set[tuple[int, _Words, _Words]] = set()
        for at in places:
            here = tuple(token.folded for token in tokens[at : at + len(surname)])
            if here == surname and tokens[at].raw[:1].isupper():
                self._go_back(at)

    def name(self, one: Somebody) -> bool:
        """Whether this person is one of them."""
        ways = [(_TITLE, True), (one.forename, True), (one.letter, True)]
        if one.alone:
            ways += [(one.forename, False), (one.letter, False)]
        over = {one.forename, one.letter}
        return any(self._fits(one, passed, others, over) for way in ways if way in self.by for passed, others in self.by[way].items())

    def _fits(self, one: Somebody, passed: _Words, others: _Words, over: set[str]) -> bool:
        return passed <= one.middle and one.forename not in passed and over.isdisjoint(others)

    def _go_back(self, at: int) -> None:
        """From a surname over middle names, until what stands there can be in no name of the list."""
        passed: _Words = frozenset()
        over: _Words = frozenset()
        while at and (gap := between(self._text, self._tokens[at - 1], self._tokens[at])) is not None:
            at -= 1
            if (at, passed, over) in self._been:
                return  # by a surname further on, and what came of it is known
            self._been.add((at, passed, over))
            before = self._tokens[at]
            if before.folded in TITLES:
                self._note(_TITLE, passed, over, titled=True)
                return
            titled, letter = self._titled(at), f"{before.folded}."
            if over.isdisjoint({before.folded, _letter(before.folded)}):
                self._note(before.folded, passed, over, titled=titled)
            if len(before.raw) == 1 and before.raw.isupper():  # a middle initial, or somebody else's: the forename before it says
                over |= {before.folded, "."} & self._those.called
                if not gap.isspace() or before.raw not in "AIO":
                    if letter not in over:
                        self._note(letter, passed, over, titled=titled)
                    over |= {letter} & self._those.called
            elif before.folded in self._those.middles:
                passed |= {before.folded}
            else:
                return

    def _note(self, called: str, passed: _Words, over: _Words, *, titled: bool) -> None:
        if called == _TITLE or called in self._those.called:
            ways = self.by.setdefault((called, titled), {})
            ways[passed] = ways.get(passed, over) & over

    def _titled(self, at: int) -> bool:
        tokens = self._tokens
        return at > 0 and tokens[at - 1].folded in TITLES and between(self._text, tokens[at - 1], tokens[at]) is not None


def _letter(forename: str) -> str:
    return f"{forename[:1]}."
