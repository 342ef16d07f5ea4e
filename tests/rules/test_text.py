"""What words may hold, and how long readers find them."""

import pytest

from pwa.rules.text import (
    NAME_GRAPHEMES,
    NOTICEBOARD_GRAPHEMES,
    PARTS_AT_MOST,
    Unfit,
    draft_parts,
    fit_to_board,
    graphemes,
    name,
    post_parts,
    words,
)

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
FLAG = "\U0001f1ec\U0001f1e7"
WAVE = "\N{WAVING HAND SIGN}\U0001f3fd"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", 0),
        ("bus", 3),
        (FAMILY, 1),
        (FLAG, 1),
        (FLAG * 3, 3),
        (WAVE, 1),
        ("e\u0301", 1),
        ("Zoe\u0308", 3),
        ("\N{HEAVY BLACK HEART}\ufe0f", 1),
        ("\r\n", 1),
        ("\u0915\u094d\u0937", 1),
        ("한국", 2),
        ("\u1112\u1161\u11ab", 1),
    ],
)
def test_length_is_what_a_reader_counts(text: str, seen: int) -> None:
    assert graphemes(text) == seen


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_named_and_refused(control: str) -> None:
    with pytest.raises(Unfit, match=f"U\\+{ord(control):04X}.*Nothing was sent"):
        words(f"a{control}b")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("one\r\ntwo\rthree", "one\ntwo\nthree"), ("\ta\n", "\ta\n"), (FAMILY, FAMILY), ("مرحبا\u200f", "مرحبا\u200f")],
)
def test_line_ends_are_one_kind_and_everything_else_stays(typed: str, kept: str) -> None:
    assert words(typed) == kept


def test_a_draft_may_be_empty_and_have_holes() -> None:
    assert draft_parts(["", " ", "x"]) == ["", " ", "x"]


def test_a_series_has_twenty_parts_and_not_one_more() -> None:
    assert len(draft_parts(["x"] * PARTS_AT_MOST)) == PARTS_AT_MOST
    with pytest.raises(Unfit, match="20 parts at most; this one has 21"):
        draft_parts(["x"] * (PARTS_AT_MOST + 1))


def test_even_a_draft_has_an_end() -> None:
    at_most = NOTICEBOARD_GRAPHEMES * 8
    assert len(draft_parts(["x" * at_most])[0]) == at_most
    with pytest.raises(Unfit, match="Part 2 is far too long"):
        draft_parts(["x", "x" * (at_most + 1)])


def test_the_board_takes_5000_characters_of_any_kind_and_not_one_more() -> None:
    fit_to_board(["x" * NOTICEBOARD_GRAPHEMES, FLAG * NOTICEBOARD_GRAPHEMES])
    with pytest.raises(Unfit, match=r"This is 1 characters too long .*Nothing was sent"):
        fit_to_board([FLAG * (NOTICEBOARD_GRAPHEMES + 1)])
    with pytest.raises(Unfit, match="Part 2 is 2 characters too long"):
        fit_to_board(["x", "x" * (NOTICEBOARD_GRAPHEMES + 2)])


def test_edges_do_not_count_and_an_empty_end_of_a_series_is_left_out() -> None:
    assert post_parts(["  one \n", " two", "", "  "]) == ["one", "two"]


@pytest.mark.parametrize(("parts", "says"), [([""], "no words"), ([" \n", ""], "no words"), (["a", "", "c"], "Part 2 is empty")])
def test_a_post_without_words_is_refused(parts: list[str], says: str) -> None:
    with pytest.raises(Unfit, match=says):
        post_parts(parts)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna   Maria ", "Anna Maria"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("O'Hara", "O'Hara"),
        ("WV11 \N{HONEYBEE}", "WV11 \N{HONEYBEE}"),
        ("a" * 60, "a" * 60),
    ],
)
def test_a_name_is_one_tidy_line(typed: str, kept: str) -> None:
    assert name(typed) == kept


@pytest.mark.parametrize(
    "deceiving",
    ["WV\u200b11", "WV\u200d11", "\u202eWV11", "WV11\u2066", "WV\ufeff11", "WV\u00ad11", "WV\x0011", "WV\ue00011", "A\U000e0041B"],
)
def test_a_name_with_something_invisible_in_it_is_refused(deceiving: str) -> None:
    with pytest.raises(Unfit, match="invisible"):
        name(deceiving)


def test_a_line_separator_in_a_name_is_only_a_space() -> None:
    assert name("WV\u202811") == "WV 11"


@pytest.mark.parametrize(
    ("bad", "says"), [("", "empty"), (" \n ", "empty"), ("---", "letter or digit"), ("a" * (NAME_GRAPHEMES + 1), "too long")]
)
def test_a_name_needs_something_to_read(bad: str, says: str) -> None:
    with pytest.raises(Unfit, match=says):
        name(bad)


def test_few_graphemes_of_very_many_characters_are_too_long_for_a_name() -> None:
    with pytest.raises(Unfit, match="too long"):
        name("a" + "\u0316" * (NAME_GRAPHEMES * 4))
