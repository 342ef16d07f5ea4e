"""No text, however it is made, holds a second look up: forty thousand characters of anything take it a moment of the processor."""

import time
from collections.abc import Callable
from itertools import product

import pytest

from pwa.rules import diary, double, listed, manner, plain_letters, politics, quarantine, series_guard, swearing
from pwa.rules.reshare import notice

LONG = 40_000  # characters, as many as a part of a draft is kept with
A_MOMENT = 0.5  # seconds of the processor; a twentieth of that where nothing else runs
SYLLABLES = ["".join(letters) for letters in product("bdfgklmnprstvz", "aeiou", "bdfgklmnprstvz", "aeiou")]


def goes_on(text: str) -> object:
    return series_guard.goes_on_from([text], [[text]])


def keys(text: str) -> object:
    return listed.keys_of([text])


def reshares(text: str) -> object:
    return quarantine.only_reshares(text, lambda address: notice(address) is not None)


@pytest.mark.parametrize(
    ("look", "piece"),
    [
        *((goes_on, piece) for piece in ("_", "a1", "a", "#", "#_", "@", "://", "1/2 ")),
        *((keys, piece) for piece in ("#a ", "#vote", "@a", "a.b.c.", "x.com/a/")),
        *((politics.named, piece) for piece in ("(Lab", "Labour ", "#vote", "#a ")),
        *((manner.first_person, piece) for piece in (" 'a", "'", '"', "“", "\u2018", "I ", "Aa Bb, ")),
        *((diary.marks, piece) for piece in ("a.b.", "a-", "Aa ", "'", "1", "www.")),
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
    assert processor(look, piece * (LONG // len(piece))) < A_MOMENT


@pytest.mark.parametrize(
    ("look", "shape"),
    [(manner.casual, "{0}..{0}"), (swearing.swears, "f*{0}"), (keys, "#{0}"), (reshares, "https://x.com/{0}/status/1"), (goes_on, "#{0}")],
)
def test_nothing_twice(look: Callable[[str], object], shape: str) -> None:
    assert processor(look, " ".join(shape.format(one) for one in SYLLABLES)[:LONG]) < A_MOMENT


@pytest.mark.parametrize("gap", [f"{' ' * LONG}!", f"{' ' * LONG}\n\n", "\u00ad" * LONG, "\t\n" * (LONG // 2)])
def test_a_name_that_is_wide_open(gap: str) -> None:
    def look(text: str) -> object:
        return list(listed.named([listed.Entry(listed.Sort.PERSON, "Jane Smith")], [text], {"x"}))

    assert processor(look, f"Jane{gap}Smith") < A_MOMENT


def processor(look: Callable[[str], object], text: str) -> float:
    """What it took, whatever else the machine did meanwhile."""
    plain_letters.readable.cache_clear()
    began = time.process_time()
    look(text)
    return time.process_time() - began
