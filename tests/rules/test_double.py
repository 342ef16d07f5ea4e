"""The same words once more, and what makes no double of them."""

from datetime import UTC, datetime, timedelta

import pytest

from pwa.rules.double import Said, digest_of, first_double, is_short, normal

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SAME = [
    ("Road closed at the Crown.", "road closed at the crown"),
    ("Road closed,   at\nthe Crown!", "Road closed at the Crown"),
    ("\uff32oad closed at the Crown", "Road closed at the Crown"),
    ("Road clo\u200bsed at the Crown", "Road closed at the Crown"),
    ("Bins: https://www.wv11.co.uk/bins/?utm_source=x&utm_medium=social.", "Bins https://wv11.co.uk/bins"),
    ("See https://wv11.co.uk/a?id=7&fbclid=abc#top", "See http://wv11.co.uk/a?id=7"),
    ("https://x.com/wv11/status/1?s=20&t=abc", "https://x.com/wv11/status/1"),
]
OTHER = [
    ("Road closed at the Crown.", "Road open at the Crown."),
    ("See https://wv11.co.uk/a?id=7", "See https://wv11.co.uk/a?id=8"),
    ("See https://wv11.co.uk/Tea", "See https://wv11.co.uk/tea"),
    ("Ready 🎄", "Ready 🎃"),
    ("https://a.org/?s=1", "https://a.org/?s=2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words(one: str, other: str) -> None:
    assert normal(one) == normal(other)
    assert digest_of(one) == digest_of(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_words(one: str, other: str) -> None:
    assert digest_of(one) != digest_of(other)


def test_no_words_are_no_double_and_odd_links_break_nothing() -> None:
    assert digest_of(" …! ") is None
    assert digest_of("http://[::1 and more")
    assert digest_of("https://a.org:notaport/x")
    assert (is_short("Bore da!"), is_short("Road closed today."), is_short("Look: https://a.org")) == (True, False, False)


def said(channel: int, network: str = "mastodon", identity: int = 1, ago: timedelta | None = None, *, short: bool = False) -> Said:
    name = {1: "WV11", 2: "Steph"}[identity]
    return Said("d", channel, network, identity, name, "official", 1, None if ago is None else NOW - ago, short)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOUND: list[tuple[str, list[Said], list[Said], str]] = [
    ("nothing", [said(1)], [], ""),
    ("another voice, an hour ago", [said(1)], [said(5, identity=2, ago=HOUR)], "held as Steph within the last day"),
    ("another voice, exactly a day ago", [said(1)], [said(5, identity=2, ago=DAY)], "held as Steph within the last day"),
    ("another voice, before that", [said(1)], [said(5, identity=2, ago=DAY + timedelta(microseconds=1))], ""),
    ("the same place", [said(1)], [said(1, ago=HOUR)], "for this place within the last day"),
    ("the same place, last week", [said(1)], [said(1, ago=7 * DAY)], "for this place within the last month"),
    ("the same place, last year", [said(1)], [said(1, ago=400 * DAY)], "for this place before"),
    ("a greeting, every morning", [said(1, short=True)], [said(1, ago=DAY + HOUR)], ""),
    ("a greeting, twice a morning", [said(1, short=True)], [said(1, ago=HOUR)], "for this place within the last day"),
    ("another place of the same voice", [said(1)], [said(2, ago=HOUR)], ""),
    ("two places of one hold", [said(1), said(2)], [], ""),
    ("two accounts on X in one hold", [said(1, "x"), said(2, "x")], [], "two accounts on X"),
    ("two accounts on X, an hour apart", [said(1, "x")], [said(2, "x", ago=HOUR)], "two accounts on X"),
    ("two accounts on X, days apart", [said(1, "x")], [said(2, "x", ago=2 * DAY)], ""),
    ("X before another voice", [said(1, "x")], [said(7, identity=2, ago=HOUR), said(2, "x", 2, HOUR)], "two accounts on X (Steph"),
]


@pytest.mark.parametrize(("saying", "before", "sentence"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_a_double_is_said_once_and_says_where(saying: list[Said], before: list[Said], sentence: str) -> None:
    found = first_double(saying, before, NOW)
    assert (sentence in found.sentence if found else None) == (True if sentence else None)
