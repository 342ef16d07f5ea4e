"""When words look like the last of a series that was held as somebody else, and when they do not."""

from datetime import UTC, datetime, timedelta

import pytest

from pwa.rules.series_guard import WITHIN, Goes, Recent, audience, goes_on_from, series

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FULL = ["The library is open until six."]
BUS = ["A man on the bus has told me, at length, what he thinks of my cat."]


def steph(minutes: float, *, undone: bool = False, text: str = BUS[0]) -> Recent:
    return Recent(NOW - timedelta(minutes=minutes), "steph", "Steph", "personal", [text], undone)


def wv11(minutes: float, *, undone: bool = False, handle: str = "wv11") -> Recent:
    return Recent(NOW - timedelta(minutes=minutes), handle, handle.upper(), "official", ["Bins are late."], undone)


ONE_TICK = timedelta(microseconds=1) / timedelta(minutes=1)
CASES: list[tuple[str, list[Recent], str, int | None]] = [
    ("nothing before it", [], "official", None),
    ("one", [steph(1)], "official", None),
    ("two", [steph(1), steph(2)], "official", 2),
    ("three, in any order of rows", [steph(5), steph(1), steph(3)], "official", 3),
    ("the other way round", [wv11(1), wv11(2), wv11(3)], "personal", 3),
    ("exactly ten minutes ago is in", [steph(1), steph(10)], "official", 2),
    ("a microsecond more is out", [steph(1), steph(10 + ONE_TICK)], "official", None),
    ("both at exactly ten minutes", [steph(10), steph(10)], "official", 2),
    ("an hour ago", [steph(60), steph(61)], "official", None),
    ("of the same kind", [wv11(1), wv11(2)], "official", None),
    ("of the same kind, another voice", [wv11(1, handle="walsall"), wv11(2, handle="walsall")], "official", None),
    ("one of two was undone", [steph(1), steph(2, undone=True)], "official", None),
    ("two of three stand", [steph(1), steph(2, undone=True), steph(3)], "official", 2),
    ("a slip that was undone does not end the series", [wv11(0.5, undone=True), steph(1), steph(2)], "official", 2),
    ("a slip between that was undone", [steph(1), wv11(2, undone=True), steph(3)], "official", 2),
    ("said as whom: the last one was official", [wv11(0.5), steph(1), steph(2), steph(3)], "official", None),
    ("back and forth", [steph(1), wv11(2), steph(3)], "official", 2),
    ("official voices are counted one by one", [wv11(1), wv11(2, handle="walsall")], "personal", None),
]


@pytest.mark.parametrize(("recent", "kind", "count"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_two_of_another_kind_within_ten_minutes_are_a_series(recent: list[Recent], kind: str, count: int | None) -> None:
    found = series(recent, kind, FULL, NOW)
    assert (found.so_many if found else None) == count


def test_it_is_said_as_whom_the_others_were() -> None:
    found = series([steph(2), steph(4), steph(6)], "official", FULL, NOW)
    assert found
    assert found[:5] == ("steph", "Steph", "personal", 3, 3)
    assert NOW - found.last_at == timedelta(minutes=2)
    assert found.sentence == "Your last 3 posts were as Steph."
    mixed = series([steph(1), wv11(2), steph(3)], "official", FULL, NOW)
    assert mixed
    assert mixed.sentence.startswith("2 of your posts in the last ten minutes were as Steph.")
    assert timedelta(minutes=10) == WITHIN


GOES_ON: list[tuple[str, str, Goes | None]] = [
    ("…and he is still talking.", BUS[0], Goes.DOTS),
    ("... and he is still talking", BUS[0], Goes.DOTS),
    ("And now the cat.", BUS[0], Goes.AND),
    ("also, he smells", BUS[0], Goes.AND),
    ("Hefyd, y gath.", BUS[0], Goes.AND),
    ("2/ He got off.", BUS[0], Goes.NUMBER),
    ("(2/3) He got off.", BUS[0], Goes.NUMBER),
    ("He got off. 2/3", "A man on the bus 1/3", Goes.NUMBER),
    ("he got off in the end", BUS[0], Goes.SMALL),
    ("“he got off” is all I know", BUS[0], Goes.SMALL),
    ("It was the #59bus again.", "Stuck on the #59Bus.", Goes.TAG),
    ("That man on the bus told me what he thinks of a cat at length, again.", BUS[0], Goes.WORDS),
    (BUS[0].upper(), BUS[0], Goes.WORDS),
    ("The library is open until six.", BUS[0], None),
    ("Andrew Marr speaks at the library.", BUS[0], None),
    ("A38 closed at Streethay until noon.", BUS[0], None),
    ("1/2 price swimming this week.", BUS[0], None),
    ("Open 24/7, all year round.", BUS[0], None),
    ("The fair is on 3/12", BUS[0], None),
    ("iPhone found at the Civic Centre.", BUS[0], None),
    ("https://example.org/bins has the new days.", BUS[0], None),
    ("@walsallcouncil Thank you.", BUS[0], None),
    ("#Wednesfield market is on.", "Stuck on the #59bus.", None),
    ("جمعہ کو لائبریری بند ہے", BUS[0], None),
    ("There will be more of these over there.", "There were some of those over here.", None),
    ("", BUS[0], None),
]


@pytest.mark.parametrize(("text", "earlier", "how"), GOES_ON, ids=[case[0][:25] for case in GOES_ON])
def test_words_that_go_on_from_earlier_ones(text: str, earlier: str, how: Goes | None) -> None:
    assert goes_on_from([text], [[earlier]]) == how
    found = series([steph(1, text=earlier)], "official", [text], NOW)
    assert (found.goes_on if found else None) == how


def test_an_answer_to_the_one_before_is_one_whatever_its_words() -> None:
    found = series([steph(1)], "official", FULL, NOW, answers=True)
    assert found
    assert found.goes_on == Goes.ANSWERS
    assert "answers what you have just posted as Steph" in found.sentence
    assert series([steph(11)], "official", FULL, NOW, answers=True) is None


@pytest.mark.parametrize(
    ("followers", "said"),
    [([3000, 41], "3,041 people"), ([3000, None], "2 channels"), ([None], "1 channel"), ([0], "1 channel"), ([1, 0], "2 channels")],
)
def test_how_many_read_it_is_said_only_where_every_place_says_so(followers: list[int | None], said: str) -> None:
    assert audience(followers) == said


def test_the_half_of_the_voice_before_says_how_many_and_how_long_ago() -> None:
    for recent, said in (
        ([steph(0.5), steph(4)], "your last 2, just now"),
        ([steph(2.9), steph(4), steph(9)], "your last 3, 2 min ago"),
        ([steph(10), wv11(10.0), steph(10)], "your last one, 10 min ago"),
    ):
        found = series(recent, "official", FULL, NOW)
        assert found
        assert found.lately(NOW) == said
