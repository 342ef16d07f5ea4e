"""How sure the model of a person's voice may be: `python -m tests.reads_like` fits its weights on the tuning corpus, says how they hold.

Every official voice is set against every person. Of each voice a fifth is looked at while the rest is what was learnt, in turn.
The table is of weights that were fitted without the official voice and without the person that they then judge.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from pwa.rules.reads_like import Counts, enough, facts, sure
from tests.corpus import OFFICIAL, PEOPLE, PERSONAL, TUNE, VOICES, ordinary

FOLDS = 5
STEPS = 12  # of Newton's; it stands still after eight
SOFT = 0.001
BANDS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.9, 0.96, 0.98, 1.0)
MOST_ALIKE = 12


class Judged(NamedTuple):
    """One text, between one official voice and one person."""

    official: str
    person: str
    theirs: bool  # it is the person's
    facts: Sequence[float]
    text: str


def judged(folds: Sequence[int] = range(FOLDS)) -> Iterator[Judged]:
    """Every text of every pair that is long enough, by what the other folds taught."""
    for fold in folds:
        split = {(kind, name): _split(_texts(kind, name), fold) for kind, names in _NAMES.items() for name in names}
        learnt = {voice: counted(before) for voice, (before, _) in split.items()}
        for official, person in ((official, person) for official in VOICES for person in PEOPLE):
            ours, theirs = (OFFICIAL, official), (PERSONAL, person)
            for voice in (ours, theirs):
                for text in filter(enough, split[voice][1]):
                    yield Judged(official, person, voice == theirs, facts(text, learnt[theirs], learnt[ours]), text)


def counted(some: Sequence[str]) -> Counts:
    """What is learnt of these."""
    counts = Counts()
    counts.count(some, 1)
    return counts


_NAMES = {OFFICIAL: VOICES, PERSONAL: PEOPLE}


def _texts(kind: str, voice: str) -> list[str]:
    return [post.words for post in ordinary(TUNE, kind) if post.voice == voice]


def _split(some: Sequence[str], fold: int) -> tuple[list[str], list[str]]:
    first, last = fold * len(some) // FOLDS, (fold + 1) * len(some) // FOLDS
    return [*some[:first], *some[last:]], list(some[first:last])


def fitted(rows: Sequence[Judged]) -> list[float]:
    """The weights that say best whose each text is, both kinds counting alike: logistic regression, by Newton's method."""
    size, many = len(rows[0].facts), len(rows)
    spreads = [sqrt(sum(row.facts[at] ** 2 for row in rows) / many) for at in range(size)]
    given = [[fact / spread for fact, spread in zip(row.facts, spreads, strict=True)] for row in rows]
    weights, theirs = [0.0] * size, sum(row.theirs for row in rows)
    share = {True: 1 / (2 * theirs), False: 1 / (2 * (many - theirs))}
    for _ in range(STEPS):
        slope, bend = [SOFT * one for one in weights], [[SOFT * (at == to) for to in range(size)] for at in range(size)]
        for row, known in zip(rows, given, strict=True):
            so_sure = sure(weights, known)
            for at in range(size):
                slope[at] += share[row.theirs] * (so_sure - row.theirs) * known[at]
                for to in range(size):
                    bend[at][to] += share[row.theirs] * so_sure * (1 - so_sure) * known[at] * known[to]
        weights = [one - step for one, step in zip(weights, _solved(bend, slope), strict=True)]
    return [weight / spread for weight, spread in zip(weights, spreads, strict=True)]


def _solved(bend: list[list[float]], slope: list[float]) -> list[float]:
    rows = [[*line, value] for line, value in zip(bend, slope, strict=True)]
    for at in range(len(rows)):
        rows[at] = [one / rows[at][at] for one in rows[at]]
        for other in set(range(len(rows))) - {at}:
            rows[other] = [one - rows[other][at] * mine for one, mine in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def crossed(rows: Sequence[Judged]) -> list[tuple[float, Judged]]:
    """How sure it is of each, by weights that know neither its official voice nor its person."""
    found = []
    for official, person in ((official, person) for official in VOICES for person in PEOPLE):
        weights = fitted([row for row in rows if row.official != official and row.person != person])
        found += [(sure(weights, row.facts), row) for row in rows if (row.official, row.person) == (official, person)]
    return found


def main() -> None:
    """Prints the weights, and how often it was right when it was so and so sure."""
    rows = list(judged())
    print("Weights:", ", ".join(f"{one:.3f}" for one in fitted(rows)), "\n")
    seen = crossed(rows)
    theirs = [one for one, row in seen if row.theirs]
    others = [one for one, row in seen if not row.theirs]
    print("| so sure | were the person's | of the person's | of the official ones |\n|---|---|---|---|")
    for low, high in pairwise(BANDS):
        own = sum(low <= one < high for one in theirs) / len(theirs)
        other = sum(low <= one < high for one in others) / len(others)
        print(f"| {low:.0%} to {high:.0%} | {own / ((own + other) or 1):.0%} | {own:.1%} | {other:.2%} |")
    print("\nThe official texts that read most like a person's own:")
    for so_sure, row in sorted(((one, row) for one, row in seen if not row.theirs), reverse=True)[:MOST_ALIKE]:
        print(f"  {so_sure:.0%} {row.person}, of {row.official}: {row.text}")


if __name__ == "__main__":
    main()
