"""Talk is told from what organisations say by how it is put; what a voice itself says now and then is no talk of somebody else's."""

from importlib.resources import files
from zlib import crc32, decompress

import pytest

from pwa.rules.diary import marks
from pwa.rules.house_voice import reasons, signs
from pwa.rules.pieces import BUCKETS, pieces
from pwa.rules.reads_like import READS_LIKE
from pwa.rules.second_look import Rule
from pwa.rules.talk import BASE, SCALE, STEP, STEPS, TALKS_FROM, most_talk, step, talk
from pwa.rules.voice_habits import HOUSE
from tests.rules.test_house_voice import NIGHT, NOON, used_to

PLAIN = used_to("The library in the High Street is open on Monday at ten.", "The lift is mended!", times=20)


def test_whoever_changes_its_weights_or_the_pieces_has_every_voice_learnt_anew() -> None:
    """Then the versions go up, and what is counted here is written down beside them."""
    weights = files("pwa.rules").joinpath("talk.weights").read_bytes()
    apart = [sorted(those) for those in pieces("Update: “Hurry up!” We'll be 30 at 9, says @anna. https://a.example/1\nand so we were")]
    assert (HOUSE.version, READS_LIKE.version) == (12, 8)
    assert (crc32(weights), crc32(repr((SCALE, BASE, TALKS_FROM, STEP, STEPS)).encode())) == (0x4BDEC92F, 0x267DC2C1)
    assert crc32(repr(apart).encode()) == 0xD9E76A77
    assert len(decompress(weights)) == BUCKETS


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Nobody told the cat that it was Sunday.", "The library is closed on Sunday."),
        ("Mum's hip is worse again, and so is her temper.", "The clinic for hips moves to Ward 4 from Monday."),
        ("Mae'r gath wedi dwyn y selsig eto.", "Bydd y llyfrgell ar gau ddydd Llun."),
    ],
)
def test_one_is_talk_and_the_other_is_not(said: str, told: str) -> None:
    assert talk(said) > 0 > talk(told)


def test_what_is_quoted_whom_it_answers_and_where_it_points_say_nothing() -> None:
    told = "The library is closed on Sunday."
    assert talk(f"{told} “My cat hates Sundays, honestly, she sulks.”") < 0
    assert talk(f"@anna {told}") == talk(f"@bob {told}")
    assert talk(f"{told} https://a.example/cats") == talk(f"{told} https://b.example/dogs")


def test_of_hardly_a_word_it_says_nothing() -> None:
    assert talk("") == talk("Hooray!") == talk("😂😂") == 0
    assert talk("“My cat hates Sundays, honestly.” https://a.example/cats") == talk("www.a.example/cats @anna Hooray!") == 0


def test_who_signs_on_duty_speaks_for_the_house_however_it_sounds() -> None:
    said = "Nobody told the cat that it was Sunday."
    assert talk(f"{said} Jo") > 0
    assert talk(f"{said} ^Jo") == talk(f"{said} Jo Doe, shop manager") == 0
    assert talk("The library is closed on Sunday. ^Jo") < 0


def test_that_no_full_stop_ends_it_is_a_mark_and_counts_once() -> None:
    said = "Burnt the onions again, the whole kitchen smells of it"
    assert talk(said) == talk(f"{said}.") > talk(f"{said}!")


def test_what_is_hardly_talk_is_one_step_and_the_others_go_up_to_the_last() -> None:
    assert [step(odds) for odds in (-3, 0, TALKS_FROM - 0.01, TALKS_FROM, TALKS_FROM + STEP, 1_000)] == [0, 0, 0, 1, 2, STEPS]
    habits = used_to("Mum's hip is worse again, and so is her temper.", "The library is closed on Sunday.").habits
    assert habits.talks(TALKS_FROM) == 0.5
    assert habits.talks(TALKS_FROM - 0.01) == 1.0


def test_talk_is_a_reason_where_the_marks_agree_and_this_voice_never_talks_so() -> None:
    said = "Burnt the onions again, the whole kitchen smells of it."
    outward = used_to("The library in the High Street is open on Monday at ten.")
    assert [(one.rule, one.weight) for one in signs(outward, [said], NOON)] == [(Rule.DIARY, 1.0)]
    assert signs(used_to(said), [said], NOON) == []


def test_talk_that_every_mark_speaks_against_is_a_reason_only_with_something_else() -> None:
    said = "Nobody told the cat that it was Sunday."
    assert marks(said) == set()
    assert [(one.rule, one.weight) for one in signs(PLAIN, [said], NOON)] == [(Rule.DIARY, 0.5)]
    assert reasons(PLAIN, [said], NOON) == []
    assert [one.rule for one in reasons(PLAIN, [said], NIGHT)] == [Rule.DIARY, Rule.HOUR]
    assert signs(PLAIN, [f"{said} ^Jo"], NOON) == []


def test_of_a_series_every_part_is_read_to_its_end() -> None:
    news = "Roadworks in the High Street from Monday until Friday. Please follow the signs, and call 01632 960000 for details. " * 10
    said = "Burnt the onions again, the whole kitchen smells of it"
    assert most_talk([news, news, said]) == talk(said) > 0 > talk("\n".join([news, news, said]))
    assert [one.rule for one in reasons(PLAIN, [news, said], NOON)] == [Rule.DIARY]
    assert most_talk([said, "The library is closed. ^Jo"]) == 0
    assert most_talk([]) == most_talk([" "]) == 0
