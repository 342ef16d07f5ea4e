"""The house voice: strong signs, weak ones that add up, what an identity is used to, and what its keepers want."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pwa.rules.house_voice import Voice, reasons, signs
from pwa.rules.house_words import Wishes
from pwa.rules.learning import Said
from pwa.rules.second_look import LONGER_SECONDS, Rule
from pwa.rules.voice_habits import HOUSE, habits

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
NIGHT = NOON.replace(hour=2)
NEW = Voice("WV11")


def used_to(*texts: str, times: int = 40) -> Voice:
    """A voice that has said these again and again, between eight and half past sixteen."""
    said = [Said((text,), NOON.replace(hour=8 + turn % 9), None) for turn in range(times) for text in texts]
    return Voice("WV11", habits(HOUSE.learn(b"", said)))


# Marks of a diary have tests of their own.
NO_DIARY = Wishes(frozenset({Rule.DIARY}))
PLAIN = replace(used_to("The library is open on Monday at ten, and all are welcome. Thanks to @friends."), wishes=NO_DIARY)


def rules(voice: Voice, text: str, at: datetime = NOON) -> list[Rule]:
    return [one.rule for one in reasons(voice, [text], at)]


def test_a_strong_sign_is_a_reason_and_says_what_was_seen() -> None:
    [reason] = reasons(NEW, ["A bloody nuisance"], NOON)
    assert (reason.rule, reason.sentence, reason.window_seconds) == (Rule.SWEARING, "It swears: “bloody”.", LONGER_SECONDS)
    assert not reason.private
    assert reason.need is None


def test_a_weak_sign_says_nothing_and_two_say_both() -> None:
    assert rules(NEW, "I was there") == rules(NEW, "Yes, really!!") == []
    assert rules(NEW, "I was there!!") == [Rule.FIRST_PERSON, Rule.SHOUTING]


def test_one_i_is_enough_where_nobody_ever_says_it() -> None:
    assert rules(PLAIN, "I love Mondays") == [Rule.FIRST_PERSON]
    assert rules(PLAIN, "I think we can all agree") == rules(PLAIN, "@friends I will ask") == []
    assert rules(used_to("I love Mondays"), "I love Sundays") == []


def test_who_signs_by_name_and_office_speaks_for_the_house() -> None:
    assert rules(PLAIN, "I love Mondays. Jo Doe, shop manager") == rules(PLAIN, "I love Mondays.\n- Jo, clerk") == []
    assert rules(PLAIN, "I love Mondays. ^Jo") == []
    assert rules(PLAIN, "I love Mondays. Jo") == rules(PLAIN, "I love Mondays. Sorry, running late") == [Rule.FIRST_PERSON]


def test_a_swear_word_that_is_quoted_is_a_reason_only_with_something_else() -> None:
    assert rules(NEW, "The chair of the parish called it “a bloody disgrace”.") == []
    assert rules(NEW, "The chair called it “a bloody disgrace”!!") == [Rule.SWEARING, Rule.SHOUTING]
    assert rules(NEW, "“Shame”, says this bloody council.") == [Rule.SWEARING]


def test_an_evening_flood_warning_is_no_reason() -> None:
    flood = "FLOOD WARNING for the Alder. Stay away from the river! Thanks to @environmentagency."
    assert rules(PLAIN, flood, NIGHT) == []
    assert rules(PLAIN, "Follow me into this rain", NIGHT) == [Rule.FIRST_PERSON, Rule.HOUR]


def test_a_new_identity_has_no_habits_to_break() -> None:
    assert signs(NEW, ["@bob hello there, as we said to @jane"], NIGHT) == []


def test_an_answer_to_a_stranger_weighs_nothing_for_a_voice_that_answers_everybody() -> None:
    answer = "@bob hello there, we will look."
    assert [one.rule for one in signs(PLAIN, [answer], NOON)] == [Rule.STRANGER]
    assert signs(used_to("@ann thank you, it is mended.", "@jo we will look at it."), [answer], NOON) == []
    assert signs(PLAIN, ["@friends hello there"], NOON) == []


def test_who_answers_a_stranger_on_duty_may_take_them_to_task() -> None:
    rebuke = "@bob Nobody is frightened of your shouting, and it is no better than last week."
    assert rules(PLAIN, rebuke) == [Rule.STRANGER]
    assert rules(PLAIN, f"{rebuke} ^Kev") == []


def test_a_welsh_sentence_that_begins_with_i_is_nobody_speaking() -> None:
    welsh = used_to("Mae'r llyfrgell ar agor ddydd Llun am ddeg, ac mae croeso i bawb. Diolch i @friends.")
    assert Rule.FIRST_PERSON not in rules(welsh, "I nodi'r diwrnod mae'r neuadd ar agor i bawb am ddim. Dewch yn llu.")
    drunk = "Mae'r llyfrgell ar agor ddydd Llun. Diolch i chi i gyd am ddod. I'm so drunk, ask me tomorrow, my head hurts."
    assert Rule.FIRST_PERSON in rules(welsh, drunk)


@pytest.mark.parametrize("text", ["bins", "how to", "“Afghanistan” “Islamic State”", "Jo Doe ", "jhgfd,"])
def test_a_few_words_that_are_no_sentence_are_a_reason(text: str) -> None:
    assert Rule.FRAGMENT in rules(PLAIN, text)
    assert Rule.DIARY not in rules(replace(PLAIN, wishes=Wishes()), text)  # which would say the same once more
    assert Rule.FRAGMENT not in rules(replace(PLAIN, wishes=Wishes(frozenset({Rule.FRAGMENT, Rule.DIARY}))), text)
    assert rules(NEW, text) == []
    for alt in ("", text):  # of a picture above it
        assert Rule.FRAGMENT not in [one.rule for one in reasons(PLAIN, [text], NOON, alts=[alt])]
    assert Rule.FRAGMENT not in [one.rule for one in reasons(PLAIN, [text], NOON, "What somebody else says.")]
    assert Rule.FRAGMENT not in rules(used_to("Mid Wales", "The library is open."), text)


@pytest.mark.parametrize(
    "text",
    [
        *("Merry Christmas", "Nadolig llawen", "Thank you", "Road closed", "Llyfrgell ar gau"),
        *("We're aware.", "Merry Christmas 🎄", "Road closed!", "aldbrook.gov.uk/bins", "#Eisteddfod", "Thanks @friends"),
        *(
            "Moorcock Road reopened today",
            "Elland Road reopened",
            "“We will remember them”",
            "“Well done” says mayor",
            "開館時間",
            "",
            "\n",
        ),
    ],
)
def test_what_is_a_sentence_or_shows_something_is_no_fragment(text: str) -> None:
    assert Rule.FRAGMENT not in rules(PLAIN, text)


def test_a_word_that_keepers_let_pass_leaves_no_fragment() -> None:
    assert rules(replace(PLAIN, wishes=Wishes(passing=("library",))), "Open today, library staff say") == []


def test_a_handle_is_new_once() -> None:
    assert [one.rule for one in signs(PLAIN, ["With @newcomer"], NOON)] == [Rule.NEW_HANDLE]
    assert signs(PLAIN, ["With @Friends"], NOON) == []


def test_hours_have_neighbours() -> None:
    for hour, known in ((8, True), (7, True), (17, True), (6, False), (18, False), (2, False)):
        assert bool(signs(PLAIN, ["Good."], NOON.replace(hour=hour))) is not known, hour


def test_another_language_is_seen_and_ones_own_is_not() -> None:
    welsh = "Cynhelir cyfarfod nesaf y Cyngor nos Lun yn y Neuadd. Croeso i bawb."
    [sign] = signs(PLAIN, [welsh], NOON)
    assert sign.sentence == "WV11 does not write Welsh."
    assert signs(used_to(welsh, "The library is open on Monday and all of you are welcome."), [welsh], NOON) == []


@pytest.mark.parametrize(
    ("text", "rule"), [("I love my job", Rule.FIRST_PERSON), ("lol yeah, so did we", Rule.CASUAL), ("So good!!", Rule.SHOUTING)]
)
def test_its_own_habits_weigh_nothing(text: str, rule: Rule) -> None:
    assert [one.rule for one in signs(PLAIN, [text], NOON)] == [rule]
    assert signs(used_to(text), [text], NOON) == []


def test_a_politician_whom_it_named_twice_passes() -> None:
    assert rules(PLAIN, "Andy Burnham was here") == [Rule.POLITICS]
    assert rules(used_to("Andy Burnham was here", times=30), "Andy Burnham was here") == []


def test_keepers_turn_rules_off_and_list_words() -> None:
    wishes = Wishes(frozenset({Rule.SWEARING}), ("project heron", "O’Shea"), ("Boris",))
    voice = Voice("WV11", wishes=wishes)
    assert rules(voice, "A bloody nuisance") == []
    assert rules(voice, "Boris the library cat is back") == []
    [reason] = reasons(voice, ["More of Project  Heron and Project Heron soon"], NOON)
    assert reason.sentence == "The keepers of WV11 want a second look at “Project Heron”."
    assert rules(voice, "projects herons") == []


def test_what_it_reshares_is_looked_at_for_what_readers_would_take_for_its_own() -> None:
    found = reasons(NEW, [""], NOON, "Separated at birth: Boris Johnson and a bloody mop. I love it!!")
    assert [one.sentence for one in found] == [
        "What it reshares swears: “bloody”.",
        "What it reshares names politicians or parties: “Boris Johnson”.",
    ]
    assert (
        reasons(
            Voice("WV11", wishes=Wishes(frozenset({Rule.SWEARING}), passing=("boris johnson",))), [""], NOON, "Boris Johnson, bloody hell"
        )
        == []
    )


def test_everything_that_somebody_would_read_is_looked_at() -> None:
    assert [one.rule for one in reasons(NEW, ["First part", "second", "only here: bollocks"], NOON)] == [Rule.SWEARING]


def test_long_words_take_no_time_to_speak_of() -> None:
    hard = [
        "\u2018" * 2500 + "“" * 2500,
        "a*" * 2500,
        "I " * 2500,
        "A" * 5000,
        "Aa " * 1600,
        "f-" * 2500,
        "@a." * 1600,
        "A, " * 1600,
        "1 " * 2500,
        "x" * 5000,
        "a.a" * 1600,
        "'a" * 2500,
    ]
    assert isinstance(reasons(PLAIN, hard, NOON), list)
