"""Teaches `pwa.rules.talk`: `uv run --with scikit-learn python -m tests.talk` learns its weights anew, and says how they hold.

From tests/corpus/general: posts of many organisations and many people, who are nobody in the rest of the corpus. The table is of weights
that never saw the folder which they then judge. What is printed last stands in `pwa/rules/talk.py`.
"""

import zlib
from array import array
from collections.abc import Mapping, Sequence
from importlib import import_module
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

from pwa.rules.pieces import BUCKETS, SOFT
from pwa.rules.talk import heard
from tests.corpus import HERE
from tests.sources import ROOT

INVERSE_SOFTNESS = 3.0  # scikit-learn's C
STEPS = 127  # of a weight, to either side
WEIGHTS = ROOT / "pwa" / "rules" / "talk.weights"


class Said(NamedTuple):
    """The ordinary posts of one hand."""

    houses: Sequence[str]
    people: Sequence[str]


def hands() -> dict[str, Said]:
    """All of them, by name."""
    return {folder.name: Said(_lines(folder, "houses"), _lines(folder, "people")) for folder in sorted((HERE / "general").iterdir())}


def _lines(folder: Path, kind: str) -> list[str]:
    return (folder / f"{kind}.txt").read_text("utf-8").splitlines()


def rows(some: Sequence[str]) -> Any:
    """Their pieces, each family together as much as the root of their number."""
    found = [(number, piece, 1 / sqrt(len(those) + SOFT)) for number, one in enumerate(some) for those in heard(one) for piece in those]
    numbers, columns, values = zip(*found, strict=True)
    return import_module("scipy.sparse").csr_matrix((values, (numbers, columns)), shape=(len(some), BUCKETS))


def learnt(said: Mapping[str, Said]) -> Any:
    """Logistic regression on these, houses and people counting alike."""
    houses = [one for hand in said.values() for one in hand.houses]
    people = [one for hand in said.values() for one in hand.people]
    model: Any = import_module("sklearn.linear_model").LogisticRegression(C=INVERSE_SOFTNESS, max_iter=3_000, class_weight="balanced")
    return model.fit(rows([*houses, *people]), [False] * len(houses) + [True] * len(people))


def main() -> None:
    """Writes the weights, and prints what stands beside them in the source."""
    said, others, own = hands(), list[float](), list[float]()
    for name, hand in said.items():
        model = learnt({other: theirs for other, theirs in said.items() if other != name})
        others += model.decision_function(rows(hand.houses)).tolist()
        own += model.decision_function(rows(hand.people)).tolist()
    print(f"{len(others)} posts of houses and {len(own)} of people.")
    for half in range(-4, 9):
        at = half / 2
        print(
            f"{at:5.1f}  houses {sum(one >= at for one in others) / len(others):.4f}  people {sum(one >= at for one in own) / len(own):.4f}"
        )
    model = learnt(said)
    scale = max(abs(model.coef_[0])) / STEPS
    steps = array("b", (round(weight / scale) for weight in model.coef_[0]))
    WEIGHTS.write_bytes(zlib.compress(steps.tobytes(), 9))
    print(f"SCALE, BASE = {scale:.5f}, {model.intercept_[0]:.4f}  {WEIGHTS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
