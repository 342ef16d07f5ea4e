"""What is learnt of a voice is a sum that can be taken back, and holds no word of it."""

import zlib
from datetime import UTC, datetime

from pwa.rules.learning import Said
from pwa.rules.voice_habits import BUCKETS, HOUSE, habits

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
TEXTS = (
    "Thanks to @friends and the NHS",
    "I love it!! lol",
    "Andy Burnham came by",
    "@ann we will look",
    "Croeso i bawb yn y neuadd ac yn y dref",
)
POSTS = [Said((text,), AT.replace(hour=turn), None) for turn, text in enumerate(TEXTS * 3)]


def test_it_can_be_taken_back_in_any_order() -> None:
    every = HOUSE.learn(b"", POSTS)
    assert HOUSE.unlearn(every, POSTS[::-1]) == b""
    assert HOUSE.unlearn(every, POSTS[:7]) == HOUSE.learn(b"", POSTS[7:]) == HOUSE.learn(HOUSE.learn(b"", POSTS[10:]), POSTS[7:10])


def test_no_word_of_it_is_kept() -> None:
    kept = zlib.decompress(HOUSE.learn(b"", POSTS)).decode()
    assert not any(word in kept.lower() for word in ("friends", "burnham", "nhs", "ann", "croeso"))
    assert habits(kept=HOUSE.learn(b"", POSTS)).knows("handle", "@friends")


def test_it_stays_small_however_many_are_named() -> None:
    named = [Said((" ".join(f"@somebody{turn}x{one}" for one in range(50)),), AT, None) for turn in range(400)]
    kept = HOUSE.learn(b"", named)
    assert len(habits(kept).counts) <= BUCKETS + 30
    assert len(kept) < 64 * 1024
