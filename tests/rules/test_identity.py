"""Handles, crests and bounds."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pwa.rules.identity import (
    LEASE_MINUTES,
    RESERVED_HANDLES,
    WINDOW_SECONDS,
    Colour,
    crest,
    handle,
    handle_from,
    initials,
    numbered,
    one_of,
    within,
)
from pwa.rules.text import Unfit, name


@pytest.mark.parametrize(
    ("typed", "kept"), [("wv11", "wv11"), (" @WV11 ", "wv11"), ("a-b", "a-b"), ("ab", "ab"), ("a" * 30, "a" * 30), ("11", "11")]
)
def test_a_handle_is_kept_lower_case(typed: str, kept: str) -> None:
    assert handle(typed) == kept


@pytest.mark.parametrize(
    "bad",
    ["", "a", "a" * 31, "-ab", "ab-", "--", "a b", "a_b", "a.b", "zoë", "a/b", "\u04301", "ab\n11", "\u0663\u0663", "a\x00b"],
)
def test_anything_else_is_no_handle(bad: str) -> None:
    with pytest.raises(Unfit, match="2 to 30 letters"):
        handle(bad)


@pytest.mark.parametrize("kept", sorted(RESERVED_HANDLES))
def test_the_apps_own_words_are_no_handles(kept: str) -> None:
    with pytest.raises(Unfit, match="kept for the app"):
        handle(kept.upper())


@pytest.mark.parametrize(
    ("full", "made"),
    [
        ("Zoë O'Hara", "zoe-ohara"),
        ("Steph", "steph"),
        ("X", "x-1"),
        ("Admin", "admin-1"),
        ("李", "person-1"),
        ("  Anna -- Maria  ", "anna-maria"),
        ("a" * 60, "a" * 26),
        ("abcdefghijklmnopqrstuvwxy -z", "abcdefghijklmnopqrstuvwxy"),
    ],
)
def test_a_handle_is_made_from_a_name(full: str, made: str) -> None:
    assert handle_from(full) == made


@given(st.text(), st.integers(1, 9999))
def test_whatever_somebody_is_called_their_handle_is_a_good_one(full: str, number: int) -> None:
    assert handle(numbered(handle_from(full), number)) == numbered(handle_from(full), number)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_two_numbers_are_two_handles(one: int, other: int) -> None:
    assert (numbered("steph", one) == numbered("steph", other)) == (one == other)


def test_the_first_of_a_name_has_no_number() -> None:
    assert [numbered("steph", number) for number in (1, 2, 10)] == ["steph", "steph-2", "steph-10"]
    assert numbered("a" * 24 + "-bcde", 2) == "a" * 24 + "-2"


@pytest.mark.parametrize(
    ("full", "crested"),
    [
        ("WV11", "WV"),
        ("WV11 Community News", "WC"),
        ("Walsall Council", "WC"),
        ("anna", "A"),
        ("Anna-Maria", "AM"),
        ("(Steph)", "S"),
        ("x & y", "XY"),
        ("李小龍", "李"),
        ("11", "1"),
        ("\N{HONEYBEE} bees", "B"),
    ],
)
def test_a_crest_is_the_first_letters(full: str, crested: str) -> None:
    assert initials(full) == crested


@given(st.text(min_size=1))
def test_every_fit_name_has_a_crest(raw: str) -> None:
    try:
        fit = name(raw)
    except Unfit:
        return
    assert initials(fit)


@pytest.mark.parametrize(("chosen", "shown"), [("", "WV"), ("  ", "WV"), ("w11", "W11"), ("é", "É"), ("e\u0301", "É")])
def test_a_keeper_may_choose_the_crest(chosen: str, shown: str) -> None:
    assert crest(chosen, "WV11") == shown


@pytest.mark.parametrize("bad", ["ABCD", "A!", "A B", "\N{HONEYBEE}", "A\u200b"])
def test_a_crest_is_three_letters_or_digits_at_most(bad: str) -> None:
    with pytest.raises(Unfit, match="one to three"):
        crest(bad, "WV11")


@pytest.mark.parametrize(("bounds", "low", "high"), [(WINDOW_SECONDS, 5, 600), (LEASE_MINUTES, 1, 60)])
def test_a_number_stands_inside_its_bounds(bounds: range, low: int, high: int) -> None:
    assert within(str(low), bounds, "It") == low
    assert within(f" {high} ", bounds, "It") == high
    for bad in (str(low - 1), str(high + 1), "", "5.5", "five", "-5", "1e2", "9" * 5000):
        with pytest.raises(Unfit, match=f"from {low} to {high}"):
            within(bad, bounds, "It")


def test_only_a_listed_value_is_taken() -> None:
    assert one_of("teal", Colour, "a colour") == "teal"
    for bad in ("", "TEAL", "red"):
        with pytest.raises(Unfit, match="Choose a colour from the list"):
            one_of(bad, Colour, "a colour")


def test_the_colours_are_the_closed_set_of_the_style_sheet() -> None:
    assert issubclass(Colour, StrEnum)
    assert set(Colour) == {"teal", "brick", "plum", "navy", "moss", "slate", "ochre", "rose"}
