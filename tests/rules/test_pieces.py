"""A text is read by the words of whoever writes it."""

import pytest

from pwa.rules.pieces import READ_AT_MOST, SPOKEN, pieces


@pytest.mark.parametrize(
    ("text", "as_much_as"),
    [
        ("Update: so done with this lot", 11),
        ("“Update, so done with this lot", 11),
        ("Jo says: “hurry up” and so we did", 11),
        ("“Hurry up!”", 3),
        ("Mum says: hurry up", 7),
        ("“Hurry up!” https://a.example/1", 0),
    ],
)
def test_its_words_and_pairs_of_them_are_its_writers_and_of_a_mere_quotation_who_is_quoted(text: str, as_much_as: int) -> None:
    assert len(pieces(text)[SPOKEN]) == as_much_as


def test_a_quotation_that_goes_on_where_reading_ends_is_none_of_its_words() -> None:
    quotation = f"“{'so they told us over and over ' * (READ_AT_MOST // 20)}”"
    assert pieces(f"The lift is mended. {quotation}") == pieces("The lift is mended.")


def test_no_text_is_kept_for_the_next_time() -> None:
    """A quarter of a millisecond is nothing beside somebody's words in the memory of a server that they were deleted from."""
    assert not hasattr(pieces, "cache_info")
