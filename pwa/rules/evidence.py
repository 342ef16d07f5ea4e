"""Whether the lines of the record that tell of one post are those that were signed outside the database. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pwa.rules.chain import START, Checkpoint, Line, link

WALKED_AT_MOST = 20_000  # lines from one that tells of the post to the next that was signed: a minute's, and it is never near this


@dataclass(frozen=True)
class Span:
    """The lines from one that tells of a post to the first one behind it that was signed; `mark` is None where none is yet."""

    first: int
    last: int
    mark: Checkpoint | None


@dataclass(frozen=True)
class Standing:
    """What became of the look: the lines that are altered or missing, the mark behind the signed ones, and those that are not signed yet.

    The mark is the first that covers them and not the newest: what a page said of a post it says again when the record has grown.
    """

    broken: Sequence[int]
    mark: Checkpoint | None
    unsigned: Sequence[int]

    @property
    def whole(self) -> bool:
        return not self.broken


def spans(numbers: Sequence[int], marks: Iterable[Checkpoint], size: int) -> list[Span]:
    """What to read, in order: each line up to the first mark that covers it, or to the end of the chain, which has `size` lines."""
    known = sorted(_standing_ones(marks), key=lambda mark: mark.size)
    found: list[Span] = []
    for number in sorted(numbers):
        if found and found[-1].last >= number:
            continue
        mark = next((one for one in known if one.size >= number), None)
        last = mark.size if mark else size
        found.append(Span(number, min(last, number + WALKED_AT_MOST), mark))
    return found


def standing(chain: str, numbers: Sequence[int], read: Sequence[Span], lines: Mapping[int, Line], newest: Checkpoint | None) -> Standing:
    """`lines`: everything of the chain that stands in these spans, with the line before each, and the one that `newest` names."""
    broken: set[int] = set()
    unsigned: list[int] = []
    for span in read:
        wrong = {number for number in range(span.first, span.last + 1) if not _stands(chain, number, lines)}
        head = lines.get(span.last)
        if span.mark and span.mark.size == span.last and (head is None or head.hash != span.mark.head):
            wrong.add(span.last)
        broken |= wrong
        if span.mark is None or span.mark.size != span.last:
            unsigned += [number for number in numbers if span.first <= number <= span.last]
    if newest and newest.size and ((head := lines.get(newest.size)) is None or head.hash != newest.head):
        broken.add(newest.size)
    marks = [span.mark for span in read if span.mark]
    return Standing(sorted(broken), max(marks, key=lambda mark: mark.size, default=newest), unsigned)


def _standing_ones(marks: Iterable[Checkpoint]) -> list[Checkpoint]:
    """Without those of lines that went when an older copy of the store came back: the mark that says so names how many were left."""
    kept: list[Checkpoint] = []
    for mark in marks:
        kept = [one for one in kept if one.size <= mark.size] if mark.restore else kept
        kept.append(mark)
    return kept


def _stands(chain: str, number: int, lines: Mapping[int, Line]) -> bool:
    line = lines.get(number)
    if line is None or line.hash != link(chain, number, line.body, line.previous):
        return False
    before = lines.get(number - 1)
    return line.previous == (START if number == 1 else before.hash if before else "")
