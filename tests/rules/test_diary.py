"""Marks of one person talking: each is seen, each weighs what its voice is not used to, and what they are about is no matter."""

import pytest

from pwa.rules.diary import Mark, marks, reads
from pwa.rules.house_voice import Voice, reasons, signs
from pwa.rules.house_words import Wishes
from pwa.rules.second_look import LONGER_SECONDS, Rule
from tests.rules.test_house_voice import NIGHT, NOON, used_to

PLAIN = used_to("The library in the High Street is open on Monday at ten.", "The lift is mended!", times=20)
TALK = "Burnt the onions again, the whole kitchen smells of it"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tea is on the table now", {Mark.BARE, Mark.INWARD, Mark.NAMELESS}),
        ("Tea is on the table now.", {Mark.INWARD, Mark.NAMELESS}),
        ("the kettle sings.", {Mark.SMALL, Mark.INWARD, Mark.NAMELESS}),
        ("Nobody told me, lol.", {Mark.SELF, Mark.FRIEND, Mark.INWARD, Mark.NAMELESS}),
        ("Went out with Jo.", {Mark.CLIPPED, Mark.INWARD}),
        ("Tea is on the table now x", {Mark.BARE, Mark.FRIEND, Mark.INWARD, Mark.NAMELESS}),
        ("Wedi blino, a fi mor hapus", {Mark.BARE, Mark.SELF, Mark.CLIPPED, Mark.INWARD, Mark.NAMELESS}),
        ("The library is open.", {Mark.NAMELESS}),
        ("Mae'r llyfrgell ar agor.", {Mark.NAMELESS}),
        ("Sunshine until 9pm!", {Mark.NAMELESS}),
        ("“It rained,” says Mrs Doe.", set()),
        ("Look at Jo here: aldbrook.example/jo", set()),
        ("Thanks to @friends", {Mark.NAMELESS}),
        ("Great night for #WV11", {Mark.INWARD, Mark.NAMELESS}),
        ("Kettle on. Biscuits out. Jo", {Mark.NAMELESS, Mark.INWARD}),
        ("Kettle on. Biscuits out. Oh my", {Mark.BARE, Mark.NAMELESS, Mark.INWARD}),
        ("Hooray", set()),
        ("", set()),
    ],
)
def test_each_mark_is_seen(text: str, found: set[Mark]) -> None:
    assert marks(text) == found


def test_a_long_text_begins_where_it_begins() -> None:
    """And not where the last of it begins that is read for the other marks."""
    for cut in range(20):
        long = "The market is open today. " + "Everybody is welcome, and home is just as well. " * 30 + "o" * cut + "."
        assert marks(long) == {Mark.NAMELESS}
    assert {Mark.SMALL, Mark.CLIPPED} <= marks("just home from the market. " + "Everybody is welcome at the market. " * 30)


def test_a_mark_weighs_what_its_voice_is_not_used_to() -> None:
    found = {Mark.BARE, Mark.INWARD, Mark.NAMELESS}
    never, often = (reads(found, 60, lambda mark, many=many: many if mark is Mark.BARE else 0) for many in (0, 45))  # type: ignore[misc]
    assert never > often


def test_words_like_a_diary_are_a_reason_by_themselves_where_it_never_writes_so() -> None:
    [reason] = reasons(PLAIN, [TALK], NOON)
    assert (reason.rule, reason.window_seconds, reason.private) == (Rule.DIARY, LONGER_SECONDS, False)
    assert reason.sentence == "It ends without a full stop, as WV11 hardly ever does, and names no time, place or service."
    assert reasons(PLAIN, ["Market in the square from ten, bring a friend"], NOON) == []
    assert reasons(used_to(TALK), [TALK], NOON) == []
    assert reasons(Voice("WV11"), [TALK], NOON) == []


def test_a_full_stop_that_is_missing_is_a_reason_only_with_something_else() -> None:
    label = "Market in the Square at Easter, with Morris dancers"
    assert [(one.rule, one.weight < 1) for one in signs(PLAIN, [label], NOON)] == [(Rule.DIARY, True)]
    assert reasons(PLAIN, [label], NOON) == []
    assert [one.rule for one in reasons(PLAIN, [label], NIGHT)] == [Rule.DIARY, Rule.HOUR]


def test_words_for_a_picture_may_end_as_they_like_and_keepers_may_switch_it_off() -> None:
    assert reasons(PLAIN, ["Sunshine all over the hill."], NOON, "", ["a bench under a tree"]) == []
    assert reasons(Voice("WV11", PLAIN.habits, Wishes(frozenset({Rule.DIARY}))), [TALK], NOON) == []


def test_who_dwells_on_one_thing_where_its_voice_never_does_is_asked() -> None:
    said = "Rex refuses his coat. Rex is outside. Rex says it is cold."
    [reason] = reasons(PLAIN, [said], NOON)
    assert reason.rule is Rule.DIARY
    assert reason.sentence == "Sentence after sentence begins with “Rex”, as WV11 hardly ever writes."
    habitual = used_to("Gate closed on Monday at ten. Gate open. Gate closed.")
    assert "Rex" not in " ".join(str(one.sentence) for one in reasons(habitual, [said], NOON))


@pytest.mark.parametrize(
    ("texts", "alts"),
    [
        (["Rex refuses his coat. Rex is outside. It is cold."], []),
        (["Children under 5 go free. Children over 5 pay £2. Children must come with an adult."], []),
        (["Firefighters were called at 6.40pm. Firefighters from Selby stayed. Firefighters left before noon."], []),
        (["Fireworks light the sky.", "Fireworks light the whole sky.", "Fireworks light all of the sky."], []),
        (["A joy it was."], ["Runners at the start", "Runners on the bridge", "Runners crossing the line"]),
    ],
    ids=["twice", "prices", "times", "on three channels", "what pictures show"],
)
def test_what_only_looks_like_dwelling_is_none(texts: list[str], alts: list[str]) -> None:
    assert [str(one.sentence) for one in signs(PLAIN, texts, NOON, "", alts) if "Sentence after" in str(one.sentence)] == []
