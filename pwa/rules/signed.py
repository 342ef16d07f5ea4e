"""Whether a chain is still what was signed of it: cut, rewritten, forked, or put back from an older copy. Pure."""

from collections.abc import Collection, Mapping, Sequence

from pwa.rules.chain import Checkpoint, Restore


def judged(marks: Sequence[Checkpoint], size: int, heads: Mapping[int, Collection[str]]) -> tuple[list[str], list[str]]:
    """What is wrong with a chain of this size beside its checkpoints, and what a known restore took from it, both in words.

    A checkpoint that a known restore follows may be wrong, provided that the restore's own one is right: it pins all before it.
    `heads`: the hashes of the lines whose numbers were signed.
    """
    wrong = {place: said for place, mark in enumerate(marks) if (said := _disagreement(mark, size, heads))}
    known = _last(marks, Restore.KNOWN, wrong)
    noticed = _last(marks, Restore.NOTICED, wrong)
    forks, twins = _forks(marks, wrong)
    found = []
    for place in sorted({*wrong, *forks} - (twins - forks.keys())):
        if place > known:
            hint = f"; a server noticed an older copy of the store at {marks[noticed].at}" if place < noticed else ""
            found.append((forks.get(place) or wrong[place]) + hint)
    return list(dict.fromkeys(found)), _losses(marks[: known + 1], wrong)


def _disagreement(mark: Checkpoint, size: int, heads: Mapping[int, Collection[str]]) -> str:
    if mark.size > size:
        return f"tail cut, {size} lines where {mark.size} stood at {mark.at}"
    if mark.head not in heads.get(mark.size, {mark.head}):  # a line that is missing was named already
        return f"rewritten, line {mark.size} is not the one signed at {mark.at}"
    return ""


def _forks(marks: Sequence[Checkpoint], wrong: Mapping[int, str]) -> tuple[dict[int, str], set[int]]:
    """Of two checkpoints that cannot both be of one chain, with no older copy put back between them, the later one; and the others.

    Either they name two lines of one number, or the later one denies a line that the earlier one pins.
    """
    found, twins = dict[int, str](), set[int]()
    named: dict[int, int] = {}  # where each size was signed first
    longest = -1  # where the longest that is right stands
    for place, mark in enumerate(marks):
        if mark.restore:
            named, longest = {}, -1
        twin = named.setdefault(mark.size, place)
        if marks[twin].head == mark.head and place in wrong and longest >= 0 and marks[longest].size > mark.size:
            twin = longest
        if twin != place and marks[twin].head != mark.head:
            found[place] = f"forked at {mark.size}, one line was signed at {marks[twin].at} and another at {mark.at}"
            twins.add(twin)
        if place not in wrong and (longest < 0 or mark.size > marks[longest].size):
            longest = place
    return found, twins


def _losses(marks: Sequence[Checkpoint], wrong: Collection[int]) -> list[str]:
    """What had been signed before the last of these, a known restore, and went with it."""
    gone = [mark.size for place, mark in enumerate(marks) if place in wrong]
    stood = max((mark.size for place, mark in enumerate(marks[:-1]) if place not in wrong), default=0)
    return [f"lines {stood + 1} to {max(gone)} went with the restore of {marks[-1].at}"] if gone else []


def _last(marks: Sequence[Checkpoint], restore: Restore, wrong: Collection[int]) -> int:
    """Where the last checkpoint of this kind that is right stands; -1 when there is none."""
    return max((place for place, mark in enumerate(marks) if mark.restore == restore and place not in wrong), default=-1)
