"""A few lines of a long chain are followed to the next signed mark, and what is wrong on the way is named."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pwa.rules.chain import START, Checkpoint, Line, Restore, link
from pwa.rules.evidence import Standing, spans, standing

CHAIN = "organisation:x"


def chain(size: int) -> dict[int, Line]:
    lines, previous = {}, START
    for number in range(1, size + 1):
        body = f'{{"verb":"v{number}"}}'
        previous = link(CHAIN, number, body, before := previous)
        lines[number] = Line(number, body, before, previous)
    return lines


LINES = chain(30)


def mark(size: int, restore: str = "") -> Checkpoint:
    return Checkpoint(CHAIN, size, LINES[size].hash, "2026-07-02T14:00:00+00:00", restore)


def looked(lines: dict[int, Line], numbers: Sequence[int], marks: Collection[Checkpoint], newest: Checkpoint | None = None) -> Standing:
    read = spans(numbers, marks, max(lines))
    wanted = {number for span in read for number in range(span.first - 1, span.last + 1)} | ({newest.size} if newest else set())
    return standing(CHAIN, numbers, read, {number: line for number, line in lines.items() if number in wanted}, newest)


def test_only_what_leads_to_the_next_mark_is_read() -> None:
    assert [(span.first, span.last) for span in spans([3, 4, 17], [mark(5), mark(20), mark(30)], 30)] == [(3, 5), (17, 20)]


def test_what_was_signed_stands_and_what_is_younger_is_not_signed_yet() -> None:
    found = looked(LINES, [3, 17, 29], [mark(5), mark(20)], mark(20))
    assert (found.broken, found.unsigned, found.mark) == ([], [29], mark(20))


def test_a_changed_line_is_broken_even_with_its_hash_made_to_fit() -> None:
    changed = LINES | {4: replace(LINES[4], body='{"verb":"forged"}')}
    assert looked(changed, [3], [mark(5)]).broken == [4]
    fitting = LINES | {4: replace(changed[4], hash=link(CHAIN, 4, changed[4].body, LINES[4].previous))}
    assert looked(fitting, [3], [mark(5)]).broken == [5]


def test_a_whole_stretch_written_anew_does_not_end_in_what_was_signed() -> None:
    anew, previous = dict(LINES), LINES[2].hash
    for number in range(3, 31):
        anew[number] = Line(number, f'{{"verb":"new{number}"}}', previous, link(CHAIN, number, f'{{"verb":"new{number}"}}', previous))
        previous = anew[number].hash
    assert looked(anew, [3], [mark(5)]).broken == [5]


def test_a_missing_line_and_a_cut_tail_are_broken() -> None:
    assert 4 in looked({number: line for number, line in LINES.items() if number != 4}, [3], [mark(5)]).broken
    assert looked({number: line for number, line in LINES.items() if number < 20}, [3], [mark(5)], mark(20)).broken == [20]


def test_marks_of_lines_that_went_with_an_older_copy_are_not_asked() -> None:
    gone = Checkpoint(CHAIN, 9, "f" * 64, "2026-07-02T13:59:00+00:00")
    found = looked(LINES, [8], [gone, mark(6, Restore.KNOWN), mark(12)], mark(12))
    assert (found.broken, found.unsigned) == ([], [])
