"""What a network takes in one part, and what is said of words that are more than that."""

import pytest

from pwa.rules import room
from pwa.rules.room import Limits, Unit
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence

X = Limits(280, Unit.WEIGHTED, 4, 5_000_000, 1_000, series=False)
MASTODON = Limits(500, Unit.LINKS_SHORTENED, 4, 16_000_000, 1_500)
BLUESKY = Limits(300, Unit.GRAPHEMES, 4, 1_000_000, 2_000, text_bytes=3_000)
LINK = "https://example.org/" + "a" * 200
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"  # one grapheme, 25 bytes


@pytest.mark.parametrize("limits", [X, MASTODON, BLUESKY])
def test_what_was_kept_is_read_as_it_was(limits: Limits) -> None:
    assert room.read(room.stored(limits)) == limits


def test_nothing_is_known_before_the_network_was_asked() -> None:
    assert room.read(None) is None


@pytest.mark.parametrize(
    ("text", "limits", "much"),
    [
        ("a" * 280, X, 0),
        ("a" * 281, X, 1),
        ("\u65e5" * 141, X, 2),  # Japanese weighs two
        ("a" * 256 + " " + LINK, X, 0),
        ("a" * 500, MASTODON, 0),
        ("a" * 476 + " " + LINK, MASTODON, 0),
        ("a" * 477 + " " + LINK, MASTODON, 1),
        ("a" * 300, BLUESKY, 0),
        ("a" * 303, BLUESKY, 3),
        (FAMILY * 120, BLUESKY, 0),
        (FAMILY * 121, BLUESKY, 25),
    ],
)
def test_each_network_counts_in_its_own_way(text: str, limits: Limits, much: int) -> None:
    assert room.over(text, limits) == much


def test_what_is_too_long_is_said_with_the_network_and_the_part() -> None:
    with pytest.raises(Unfit, match=r"^It is too long for X by 20\. Nothing was sent\. Shorten it, or leave X out\.$"):
        room.fit(["a" * 300], X, Sentence("X"))
    with pytest.raises(Unfit, match=r"^Part 2 is too long for Bluesky by 3\. "):
        room.fit(["a", "a" * 303], BLUESKY, Sentence("Bluesky"))
    with pytest.raises(Unfit, match=r"^X takes no series\. "):
        room.fit(["a", "b"], X, Sentence("X"))
    room.fit(["a" * 280], X, Sentence("X"))
