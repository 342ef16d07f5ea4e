"""Each way of tampering has its name, wherever in the chain it was done."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from pwa.rules.chain import START, Checkpoint, Line, Restore, link
from pwa.rules.verdicts import NAMED, SUSPECTS, Walk, examine, faults

CHAIN = "person:anna"


def chain(*bodies: str, after: Sequence[Line] = ()) -> list[Line]:
    """Lines that fit together, after those."""
    lines = list(after)
    for body in bodies:
        number, previous = len(lines) + 1, lines[-1].hash if lines else START
        lines.append(Line(number, body, previous, link(CHAIN, number, body, previous)))
    return lines


def mark(lines: Sequence[Line], size: int, at: str = "today", restore: str = "") -> Checkpoint:
    return Checkpoint(CHAIN, size, lines[size - 1].hash if size else START, at, restore)


EIGHT = chain(*"abcdefgh")


def found(lines: Sequence[Line], *marks: Checkpoint) -> list[str]:
    return [fault.removeprefix(f"{CHAIN}: ") for fault in faults(CHAIN, lines, marks or [mark(EIGHT, 4), mark(EIGHT, 8)])]


def renumbered(lines: Sequence[Line]) -> list[Line]:
    return [replace(line, number=number) for number, line in enumerate(lines, 1)]


@pytest.mark.parametrize(("one", "other"), list(combinations(range(1, 9), 2)))
def test_two_lines_in_each_others_places_are_reordered(one: int, other: int) -> None:
    lines = [*EIGHT]
    lines[one - 1], lines[other - 1] = lines[other - 1], lines[one - 1]
    said = f"{one} to {other}" if other == one + 1 else f"{one} and {other}"
    assert found(renumbered(lines)) == [f"reordered {said}"]
    assert found(lines) == [f"reordered {one} to {other}"]  # the numbers as they were: only the rows of a file


def test_two_bodies_in_each_others_places_are_reordered() -> None:
    lines = [*EIGHT]
    lines[2], lines[5] = replace(lines[2], body="f"), replace(lines[5], body="c")
    assert found(lines) == ["reordered 3 and 6"]


def test_a_chain_read_backwards_is_reordered() -> None:
    assert found(EIGHT[::-1]) == ["reordered 1 to 8"]
    assert found(renumbered(EIGHT[::-1])) == ["reordered 1 to 8"]


@pytest.mark.parametrize("many", [1, 2, 3])
@pytest.mark.parametrize("first", [1, 2, 4])
def test_lines_that_were_taken_out_are_missing_even_when_the_rest_was_renumbered(first: int, many: int) -> None:
    lines = EIGHT[: first - 1] + EIGHT[first - 1 + many :]
    gone = f"{first}" if many == 1 else f"{first} to {first + many - 1}"
    assert found(lines) == [f"missing {gone}"]
    assert found(renumbered(lines)) == [f"missing {gone}, and {first} to {8 - many} renumbered"]


def test_a_line_that_was_put_in_is_inserted() -> None:
    forged = Line(3, "x", EIGHT[1].hash, link(CHAIN, 3, "x", EIGHT[1].hash))
    assert found(renumbered([*EIGHT[:2], forged, *EIGHT[2:]])) == ["inserted 3, and 4 to 9 renumbered"]


@pytest.mark.parametrize("number", range(1, 9))
def test_two_lines_of_one_number_are_a_fork(number: int) -> None:
    branch = chain("x", "y", after=EIGHT[: number - 1])[number - 1 :]
    assert found(sorted([*EIGHT, branch[0]], key=lambda line: line.number)) == [f"forked at {number}"]
    assert found([*EIGHT, branch[0]]) == [f"forked at {number}"]
    if number < 8:
        assert found(sorted([*EIGHT, *branch], key=lambda line: line.number)) == [f"forked at {number}"]


@pytest.mark.parametrize("follows", range(7))
def test_two_lines_after_one_are_a_fork(follows: int) -> None:
    previous = EIGHT[follows - 1].hash if follows else START
    assert found([*EIGHT, Line(9, "x", previous, link(CHAIN, 9, "x", previous))]) == [f"forked at {follows + 1}"]


def test_the_same_line_twice_is_no_fork() -> None:
    assert found([*EIGHT[:4], EIGHT[3], *EIGHT[4:]]) == ["there twice 4"]


def test_two_checkpoints_that_cannot_both_be_of_one_chain_are_a_fork() -> None:
    other = chain("X", "Y", "Z", after=EIGHT[:5])
    said = "forked at 8, one line was signed at Monday and another at Tuesday"
    for lines in (EIGHT, other):
        assert found(lines, mark(EIGHT, 8, "Monday"), mark(other, 8, "Tuesday")) == [said]
    assert found(EIGHT, mark(EIGHT, 8, "Monday"), mark(other, 7, "Tuesday")) == [said.replace("8", "7")]
    assert found(other, mark(EIGHT, 7, "Monday"), mark(other, 8, "Tuesday")) == ["rewritten, line 7 is not the one signed at Monday"]


def test_a_restore_between_two_checkpoints_explains_what_would_be_a_fork() -> None:
    other = chain("X", "Y", "Z", after=EIGHT[:5])
    back = mark(EIGHT, 5, "Tuesday", Restore.KNOWN)
    assert examine(CHAIN, other, [mark(EIGHT, 8, "Monday"), back, mark(other, 8, "Friday")]) == (
        [],
        [f"{CHAIN}: lines 1 to 8 went with the restore of Tuesday"],
    )
    assert found(other, mark(EIGHT, 8, "Monday"), replace(back, restore=Restore.NOTICED), mark(other, 8, "Friday")) == [
        "rewritten, line 8 is not the one signed at Monday; a server noticed an older copy of the store at Tuesday"
    ]


def test_several_at_once_are_each_named_and_nothing_else_is() -> None:
    lines = [*EIGHT[:7]]
    lines[1] = replace(lines[1], body="x")
    lines[3], lines[4] = replace(lines[4], number=4), replace(lines[3], number=5)
    assert found(lines) == ["altered at 2", "reordered 4 to 5", "tail cut, 7 lines where 8 stood at today"]
    del lines[5]
    assert found(lines) == ["altered at 2", "reordered 4 to 5", "missing 6", "tail cut, 7 lines where 8 stood at today"]
    assert found([*EIGHT[:2], replace(EIGHT[2], body="x"), *EIGHT[4:]]) == ["altered at 3", "missing 4"]


def test_only_the_changed_column_is_blamed() -> None:
    other = "x" * 64
    for changed in (replace(EIGHT[4], body=other), replace(EIGHT[4], previous=other), replace(EIGHT[4], hash=other)):
        assert found([*EIGHT[:4], changed, *EIGHT[5:]]) == ["altered at 5"]


def test_a_made_up_number_costs_no_memory_and_is_named() -> None:
    walk = Walk(CHAIN)
    for line in (*EIGHT, replace(EIGHT[7], number=10**15)):
        walk.read(line)
    assert walk.faults()[0] == [f"{CHAIN}: missing 9 to {10**15 - 1}", f"{CHAIN}: altered at {10**15}"]


def test_however_much_was_changed_the_faults_stay_few() -> None:
    many = chain(*map(str, range(SUSPECTS * 3)))
    assert found([replace(line, body="x") for line in many], mark(many, 5)) == [f"altered at 1 to {len(many)}"]
    every_other = [replace(line, body="x") if line.number % 2 else line for line in many]
    said = found(every_other, mark(many, 5))
    assert len(said) == NAMED + 1
    assert said[0] == "altered at 1"
    assert said[-1].endswith("faults more")
    shorter = renumbered(many[:10] + many[11:])
    assert found(shorter, mark(many, len(many))) == [f"missing 11, and 11 to {len(many) - 1} renumbered"]
