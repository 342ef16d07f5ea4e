"""Words that are too long become parts that fit, cut where a reader would cut them, and nothing of them is lost."""

import random
from collections.abc import Callable

import pytest

from pwa.rules.room import Limits, Unit, over
from pwa.rules.shown import wholes
from pwa.rules.split import split
from pwa.rules.text import Unfit

FAMILY = "👨\u200d👩\u200d👧"
LINK = "https://www.walsall.gov.uk/news/roads/crown-junction?from=wv11"
UNITS = [
    Limits(40, Unit.WEIGHTED, 4, 1, 1),
    Limits(40, Unit.LINKS_SHORTENED, 4, 1, 1),
    Limits(70, Unit.GRAPHEMES, 4, 1, 1, text_bytes=110),
]


def fits(most: int, unit: Unit = Unit.GRAPHEMES) -> Callable[[str], bool]:
    return lambda words: not over(words, Limits(most, unit, 4, 1, 1))


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("It fits.", 20, ["It fits."]),
        ("First paragraph.\n\nThe second is longer.", 30, ["First paragraph.", "The second is longer."]),
        ("One sentence. Another one. A third.", 27, ["One sentence. Another one.", "A third."]),
        ("One line\nand another line", 20, ["One line", "and another line"]),
        ("He said “stop.” Then he went on", 22, ["He said “stop.”", "Then he went on"]),
        ("no sentence ends in here at all", 15, ["no sentence", "ends in here at", "all"]),
        ("Hi.\n\nA first word alone is no part", 20, ["Hi.\n\nA first word", "alone is no part"]),
        ("道路は閉鎖。正午まで。", 6, ["道路は閉鎖。", "正午まで。"]),
        ("a" * 12, 5, ["aaaaa", "aaaaa", "aa"]),
        (FAMILY * 5, 2, [FAMILY * 2, FAMILY * 2, FAMILY]),
        ("Call @anna@toot.wales-now or #Crown_Junction", 24, ["Call", "@anna@toot.wales-now or", "#Crown_Junction"]),
    ],
)
def test_where_it_is_cut(text: str, most: int, parts: list[str]) -> None:
    assert split([text], fits(most)) == [parts]


def test_a_link_stays_whole_where_it_counts_as_23_and_where_it_counts_in_full() -> None:
    assert split([f"Road closed: {LINK}"], fits(30, Unit.WEIGHTED)) == [["Road closed:", LINK]]
    with pytest.raises(Unfit, match="a link in it that is too long"):
        split([f"Road closed: {LINK}"], fits(30))


def test_what_a_reader_takes_for_one_character_stays_one_where_its_pieces_are_counted() -> None:
    assert split(["ae\u0301ae\u0301"], lambda words: len(words) <= 2) == [["a", "e\u0301", "a", "e\u0301"]]


def test_numbers_take_their_room() -> None:
    assert split(["One sentence. Another one."], fits(17), numbered=True) == [["One sentence. 1/2", "Another one. 2/2"]]
    assert split(["It fits."], fits(9), numbered=True) == [["It fits."]]


def test_more_than_nine_parts_have_longer_numbers() -> None:
    cut = split(["abcd " * 12], fits(10), numbered=True)[0]
    assert (len(cut), cut[0], cut[-1]) == (12, "abcd 1/12", "abcd 12/12")


def test_a_series_is_cut_part_by_part() -> None:
    assert split(["Short.", "This one is longer. So it is two."], fits(20)) == [["Short."], ["This one is longer.", "So it is two."]]


def test_more_than_twenty_are_too_many() -> None:
    with pytest.raises(Unfit, match="more than twenty"):
        split(["word " * 21], fits(4))


def test_no_time_is_spent_on_what_nobody_can_have() -> None:
    measured = []

    def some(words: str) -> bool:
        measured.append(len(words))
        return len(words) <= 280

    with pytest.raises(Unfit, match="more than twenty"):
        split(["word " * 8_000], some)
    assert sum(measured) < 2_000_000  # characters; all of it again and again would be a hundred times as many


def test_whatever_is_written_fits_is_complete_and_keeps_together_what_belongs_together() -> None:
    chance = random.Random(5)
    pieces = [
        LINK,
        "wv11.co.uk/road",
        "@anna@toot.wales",
        "#WV11",
        FAMILY,
        "word",
        "Sentence.",
        "e\u0301te\u0301",
        "道路。",
        "🇬🇧🇬🇧",
        "x" * 45,
    ]
    for _ in range(300):
        text = "".join(chance.choice(pieces) + chance.choice([" ", "\n", "\n\n", " ", ""]) for _ in range(chance.randrange(1, 14))).strip()
        try:
            parts = split([text], lambda words: not any(over(words, limits) for limits in UNITS), numbered=chance.random() < 0.3)[0]
        except Unfit:
            continue
        assert not any(over(part, limits) for part in parts for limits in UNITS), text
        told = "".join("".join(part.split()) for part in (p.rsplit(" ", 1)[0] if p.endswith(f"/{len(parts)}") else p for p in parts))
        assert told == "".join(text.split()), (text, parts)
        whole = [text[start:end] for start, end in wholes(text)]
        assert all(any(one in part for part in parts) for one in whole), (text, parts)
