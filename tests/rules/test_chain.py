"""What is wrong with a chain is found and named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pwa.rules.chain import START, Checkpoint, Line, Restore, canonical, link, salted
from pwa.rules.verdicts import examine, faults

CHAIN = "person:anna"


def chain(*bodies: str) -> list[Line]:
    lines: list[Line] = []
    for number, body in enumerate(bodies, 1):
        previous = lines[-1].hash if lines else START
        lines.append(Line(number, body, previous, link(CHAIN, number, body, previous)))
    return lines


def mark(lines: list[Line], size: int) -> Checkpoint:
    return Checkpoint(CHAIN, size, lines[size - 1].hash, "today")


FIVE = chain("a", "b", "c", "d", "e")


def test_a_whole_chain_has_no_faults() -> None:
    assert faults(CHAIN, FIVE, [mark(FIVE, 3), mark(FIVE, 5)]) == []
    assert faults(CHAIN, [], []) == []


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_an_altered_body_is_named(number: int) -> None:
    lines = [replace(line, body="x") if line.number == number else line for line in FIVE]
    assert faults(CHAIN, lines, []) == [f"{CHAIN}: altered at {number}"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_altered_body_with_its_own_hash_mended_is_named_too(number: int) -> None:
    line = FIVE[number - 1]
    lines = [*FIVE]
    lines[number - 1] = replace(line, body="x", hash=link(CHAIN, number, "x", line.previous))
    assert faults(CHAIN, lines, []) == [f"{CHAIN}: altered at {number}"]


def test_the_last_line_altered_with_its_hash_shows_against_a_checkpoint() -> None:
    lines = [*FIVE[:4], replace(FIVE[4], body="x", hash=link(CHAIN, 5, "x", FIVE[4].previous))]
    assert faults(CHAIN, lines, [mark(FIVE, 5)]) == [f"{CHAIN}: rewritten, line 5 is not the one signed at today"]


@pytest.mark.parametrize(("gone", "named"), [({1}, "1"), ({3}, "3"), ({2, 3, 4}, "2 to 4")])
def test_a_missing_middle_is_named(gone: set[int], named: str) -> None:
    lines = [line for line in FIVE if line.number not in gone]
    assert faults(CHAIN, lines, []) == [f"{CHAIN}: missing {named}"]


def test_a_removed_line_with_the_rest_renumbered_shows_all_the_same() -> None:
    shifted = [line if line.number < 3 else replace(line, number=line.number - 1) for line in FIVE if line.number != 3]
    assert faults(CHAIN, shifted, [])


@pytest.mark.parametrize("left", [0, 1, 4])
def test_a_cut_tail_shows_against_a_checkpoint(left: int) -> None:
    assert faults(CHAIN, FIVE[:left], []) == []
    assert faults(CHAIN, FIVE[:left], [mark(FIVE, 5)]) == [f"{CHAIN}: tail cut, {left} lines where 5 stood at today"]


def test_a_whole_rewrite_shows_against_a_checkpoint() -> None:
    rewritten = chain("a", "B", "c", "d", "e", "f")
    assert faults(CHAIN, rewritten, []) == []
    assert faults(CHAIN, rewritten, [mark(FIVE, 1), mark(FIVE, 4)]) == [f"{CHAIN}: rewritten, line 4 is not the one signed at today"]


RESTORED = chain("a", "b", "C", "D")  # a copy with two lines came back, and two more were written
CAME_BACK = mark(RESTORED, 3)


@pytest.mark.parametrize("restore", Restore)
def test_what_was_signed_before_a_restore_may_be_gone_once_somebody_has_said_so(restore: Restore) -> None:
    marks = [mark(FIVE, 2), mark(FIVE, 4), mark(FIVE, 5), replace(CAME_BACK, restore=restore, at="Monday"), mark(RESTORED, 4)]
    wrong, gone = examine(CHAIN, RESTORED, marks)
    if restore is Restore.KNOWN:
        assert (wrong, gone) == ([], [f"{CHAIN}: lines 3 to 5 went with the restore of Monday"])
    else:
        hint = "; a server noticed an older copy of the store at Monday"
        assert gone == []
        assert wrong == [
            f"{CHAIN}: rewritten, line 4 is not the one signed at today{hint}",
            f"{CHAIN}: tail cut, 4 lines where 5 stood at today{hint}",
        ]


def test_a_chain_that_went_whole_with_a_restore_is_known_too() -> None:
    marks = [mark(FIVE, 5), Checkpoint(CHAIN, 0, START, "Monday", Restore.KNOWN)]
    assert examine(CHAIN, [], marks) == ([], [f"{CHAIN}: lines 1 to 5 went with the restore of Monday"])
    assert examine(CHAIN, FIVE, marks) == ([], [])


def test_what_was_signed_after_a_known_restore_must_stand() -> None:
    marks = [mark(FIVE, 5), replace(CAME_BACK, restore=Restore.KNOWN), mark(RESTORED, 4)]
    assert examine(CHAIN, RESTORED[:3], marks)[0] == [f"{CHAIN}: tail cut, 3 lines where 4 stood at today"]


@pytest.mark.parametrize("lines", [RESTORED[:2], chain("a", "X", "C", "D"), FIVE])
def test_a_restore_whose_own_lines_were_cut_or_rewritten_excuses_nothing(lines: list[Line]) -> None:
    marks = [mark(FIVE, 5), replace(CAME_BACK, restore=Restore.KNOWN), mark(RESTORED, 4)]
    wrong, gone = examine(CHAIN, lines, marks)
    assert gone == []
    assert len(wrong) >= 2


def test_a_line_of_one_chain_does_not_fit_another() -> None:
    assert faults("person:jo", FIVE[:1], []) == ["person:jo: altered at 1"]


def test_a_line_put_in_front_of_the_first_shows() -> None:
    assert faults(CHAIN, [Line(0, "x", START, link(CHAIN, 0, "x", START)), *FIVE], [])


@given(st.lists(st.text(max_size=5), min_size=1, max_size=8), st.data())
def test_no_single_change_goes_unseen(bodies: list[str], data: st.DataObject) -> None:
    lines = chain(*bodies)
    at = data.draw(st.integers(0, len(lines) - 1))
    field = data.draw(st.sampled_from(["body", "previous", "hash"]))
    lines[at] = replace(lines[at], **{field: getattr(lines[at], field) + "x"})
    assert faults(CHAIN, lines, [])


def test_one_meaning_has_one_text() -> None:
    assert canonical({"b": "é", "a": 1}) == canonical({"a": 1, "b": "é"}) == '{"a":1,"b":"é"}'


def test_the_salt_decides_what_stands_for_a_text() -> None:
    assert salted(b"1" * 16, "x") != salted(b"2" * 16, "x")
    assert salted(b"1" * 16, "x") != salted(b"1" * 16, "y")
