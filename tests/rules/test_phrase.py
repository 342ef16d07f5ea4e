"""The match phrase: words that cannot be mistaken for one another on the telephone."""

import os

from pwa.rules.phrase import WORDS, phrase


def test_each_byte_has_a_word_that_no_other_sounds_like() -> None:
    assert len(WORDS) == 256
    assert len({word[:4] for word in WORDS}) == 256
    assert all(word.isascii() and word.islower() and word.isalpha() and 4 <= len(word) <= 9 for word in WORDS)


def test_a_phrase_is_three_words_and_follows_from_the_bytes() -> None:
    assert phrase(b"\x00\x01\xff...") == f"{WORDS[0]} {WORDS[1]} {WORDS[255]}"
    assert len({phrase(os.urandom(16)) for _ in range(200)}) > 190
