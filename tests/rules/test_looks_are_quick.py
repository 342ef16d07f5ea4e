"""No text, however it is made, holds a second look up: forty thousand characters of anything take it a moment, or grow as they are read."""

import time
from collections.abc import Callable
from itertools import product

import pytest

from pwa.rules import diary, double, listed, manner, plain_letters, politics, quarantine, series_guard, swearing, talk, truth
from pwa.rules.reshare import notice
from pwa.rules.split import split
from pwa.rules.x_text import x_unlinked

LONG = 40_000  # characters, as many as a part of a draft is kept with
A_MOMENT = 0.1  # seconds of the processor: in them nothing has gone wrong, and how it grows need not be asked
SHORTER, TRIES = 4, 3
GREW_AT_MOST = 9  # times as long for four times as much: read once it is 4, gone through again for each of its characters 16
SYLLABLES = ["".join(letters) for letters in product("bdfgklmnprstvz", "aeiou", "bdfgklmnprstvz", "aeiou")]


def goes_on(text: str) -> object:
    return series_guard.goes_on_from([text], [[text]])


def keys(text: str) -> object:
    return listed.keys_of([text])


def claims(text: str) -> object:
    return truth.claims([text])


def reshares(text: str) -> object:
    return quarantine.only_reshares(text, lambda address: notice(address) is not None)


@pytest.mark.parametrize(
    ("look", "piece"),
    [
        *((goes_on, piece) for piece in ("_", "a1", "a", "#", "#_", "@", "://", "1/2 ")),
        *((keys, piece) for piece in ("#a ", "#vote", "@a", "a.b.c.", "x.com/a/")),
        *((politics.named, piece) for piece in ("(Lab", "Labour ", "#vote", "#a ")),
        *((manner.own_words, piece) for piece in ("Aa: “", "Aa said: ", "Aa said: “", "“a\n", '"\n', " ", "\t", "- ")),
        *((manner.first_person, piece) for piece in (" 'a", "'", '"', "“", "\u2018", "I ", "Aa Bb, ")),
        *((manner.speaks_as_one, piece) for piece in ("my ", "I ")),
        *((claims, piece) for piece in ("hacked ", "we were not hacked ", "not a ")),
        *((diary.marks, piece) for piece in ("a.b.", "a-", "Aa ", "'", "1", "www.")),
        *((talk.talk, piece) for piece in ("a.b.", "a-", "Aa ", "'", "“", "www.", "@a", "\ufdfa")),
        *((manner.signed, piece) for piece in (". ", "\n ", ". A", ".\n- ", ". Aa Bb, ")),
        *((manner.casual, piece) for piece in ("a..b ", "x", "😂", "a\u0301", "\ufdfa")),
        *((manner.rude, piece) for piece in ("\ufdfa", "so petty ", "#SoPetty")),
        *((swearing.swears, piece) for piece in ("f**k ", "a b c d ", "שלום ", "\ufdfa", "a-", "x.")),
        *((double.normal, piece) for piece in ("\ufdfa", "https://a.b/?a=1&", "a\u200b")),
        *((reshares, piece) for piece in ("x.com/a/status/1 ", "https://", "/board/jo/abcdefghijklmnop ")),
        *((plain_letters.handles, piece) for piece in ("@", "@a", "a@b.", "a.b.c.d.")),
    ],
)
def test_one_thing_over_and_over(look: Callable[[str], object], piece: str) -> None:
    assert is_quick(look, piece * (LONG // len(piece)))


@pytest.mark.parametrize(
    ("look", "shape"),
    [(manner.casual, "{0}..{0}"), (swearing.swears, "f*{0}"), (keys, "#{0}"), (reshares, "https://x.com/{0}/status/1"), (goes_on, "#{0}")],
)
def test_nothing_twice(look: Callable[[str], object], shape: str) -> None:
    assert is_quick(look, " ".join(shape.format(one) for one in SYLLABLES)[:LONG])


@pytest.mark.parametrize("gap", [f"{' ' * LONG}!", f"{' ' * LONG}\n\n", "\u00ad" * LONG, "\t\n" * (LONG // 2)])
def test_a_name_that_is_wide_open(gap: str) -> None:
    def look(text: str) -> object:
        return list(listed.named([listed.Entry(listed.Sort.PERSON, "Jane Smith")], [text], {"x"}))

    assert is_quick(look, f"Jane{gap}Smith")


PEOPLE = [listed.Entry(listed.Sort.PERSON, f"{one.capitalize()} Smith") for one in SYLLABLES[:2_000]]


@pytest.mark.parametrize(
    ("entries", "piece"),
    [
        (PEOPLE, "J Smith "),
        (PEOPLE, "A B C Smith "),
        ([listed.Entry(listed.Sort.PERSON, "Jane Smith Smith")], "Smith "),
        ([listed.Entry(listed.Sort.PARTY, f"Labour {one}") for one in SYLLABLES[:2_000]], "Labour "),
    ],
)
def test_as_many_of_one_name_as_a_list_may_have(entries: list[listed.Entry], piece: str) -> None:
    def look(text: str) -> object:
        return list(listed.named(entries, [text + str(number) for number in range(20)], {"x"}))

    assert is_quick(look, piece * (5_000 // len(piece)))


@pytest.mark.parametrize("piece", [" ", "\t", "'", "\u2019"])
def test_words_that_are_cut_or_paid_for(piece: str) -> None:
    def look(text: str) -> object:
        return x_unlinked(text), split([text], lambda words: len(words) <= LONG // 2)

    assert is_quick(look, f"a{piece * (LONG - 100)}a")


def test_a_series_after_others_as_long() -> None:
    def look(text: str) -> object:
        return series_guard.goes_on_from([text + str(number) for number in range(20)], [["One word. " * 500] * 20] * 10)

    assert is_quick(look, "Labour Market " * 350)


@pytest.mark.parametrize("begins", ["Hello\n", "Hello “\n", "\n", "“", "Aa: ", "Aa said: “"])
@pytest.mark.parametrize("padding", [" ", "\t", " \n"])
def test_a_padded_table(begins: str, padding: str) -> None:
    text = begins + padding * (LONG // len(padding)) + "x:"
    assert is_quick(manner.own_words, text)
    assert is_quick(manner.first_person, text)


def is_quick(look: Callable[[str], object], text: str) -> bool:
    """Whether it takes a moment; on a slow machine, whether it does not take much more of a long text than its length is more.

    Every try of both is near the others, and the best of each counts: a machine may change its speed meanwhile.
    """
    if processor(look, text) < A_MOMENT:
        return True
    took = [(processor(look, text), processor(look, text[: len(text) // SHORTER])) for _ in range(TRIES)]
    return min(whole for whole, _ in took) < GREW_AT_MOST * min(short for _, short in took)


def processor(look: Callable[[str], object], text: str) -> float:
    """What it took, in seconds, whatever else the machine did meanwhile."""
    for one in (plain_letters.readable, diary.marks):
        one.cache_clear()
    began = time.process_time()
    look(text)
    return time.process_time() - began
