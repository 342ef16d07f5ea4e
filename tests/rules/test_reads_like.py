"""How a voice sounds is counted exactly, comes apart again, and is as sure as it says."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pwa.rules.learning import Said
from pwa.rules.pieces import pieces
from pwa.rules.reads_like import READS_LIKE, SAID_FROM, WEIGHTS, Counts, likeness, sure
from tests.reads_like import counted, judged

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
posts = st.lists(st.lists(st.text(max_size=40), max_size=2).map(lambda parts: Said(tuple(parts), NOON, None)), max_size=3)


@settings(max_examples=40, deadline=None)
@given(posts, posts)
def test_what_was_counted_in_can_be_counted_out_in_any_order(some: list[Said], others: list[Said]) -> None:
    both = READS_LIKE.learn(READS_LIKE.learn(b"", some), others)
    assert both == READS_LIKE.learn(b"", others + some)
    assert READS_LIKE.unlearn(both, some) == READS_LIKE.learn(b"", others)
    assert READS_LIKE.unlearn(READS_LIKE.unlearn(both, others), some) == b""


def test_whom_somebody_talks_to_where_they_point_and_how_many_is_not_how_they_talk() -> None:
    assert pieces("@anna see https://a.example/1 at 9pm") == pieces("@bob.b@social.example see www.elsewhere.org/x at 7pm")
    assert pieces("I see it at 9pm") != pieces("We see it at 9pm")
    assert pieces(" \n") == pieces("") == (frozenset(),) * 4


def test_of_too_few_words_and_of_too_few_posts_it_says_nothing() -> None:
    chatty, news = counted(["I am on the bus again lol"] * 20), counted(["The road is closed from Monday."] * 20)
    assert (likeness("I am on the bus lol", chatty, news) or 0) > 0.9
    assert (likeness("The road is closed today.", chatty, news) or 1) < 0.3
    assert likeness("I am lol", chatty, news) is None
    assert likeness("", chatty, news) is None
    assert likeness("I am on the bus lol", counted(["I am on the bus again lol"] * 19), news) is None
    assert likeness("I am on the bus lol", chatty, Counts()) is None


def test_nine_in_ten_of_what_it_is_nine_tenths_sure_of_are_the_persons_and_ordinary_official_posts_are_left_alone() -> None:
    seen = [(sure(WEIGHTS, row.facts), row.theirs) for row in judged([1, 3])]
    theirs, others = [one for one, own in seen if own], [one for one, own in seen if not own]
    assert sum(one >= SAID_FROM for one in others) / len(others) < 0.01
    assert sum(one >= SAID_FROM for one in theirs) / len(theirs) > 0.75
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        own = sum(low <= one < high for one in theirs) / len(theirs)
        other = sum(low <= one < high for one in others) / len(others)
        assert low - 0.08 < own / (own + other) < high + 0.08, (low, high)
