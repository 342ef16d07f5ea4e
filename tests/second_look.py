"""How often the second look is right: `python -m tests.second_look [--part tune|kept|later|...|all] [--listed ...] [--show]`.

Every post of the corpus is looked at as a hold looks at it, on a server where each voice has a past. The ordinary posts that thresholds
were set on (`tune`) are that past: of themselves, two thirds are it while the last third is looked at, in turn.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from pwa.rules.second_look import Reason, Rule
from tests.corpus import OFFICIAL, PARTS, PERSONAL, SPEAKS_FOR, TUNE, Ordinary, Slip, invented, ordinary, slips
from tests.corpus.stage import Stage, Stages

FOLDS = 3
A_SERIES = 2  # posts as oneself, a few minutes before
ALWAYS = frozenset({Rule.RESHARE})  # stands beside every official reshare, right or wrong: it is no judgement
AT_MOST = 0.02  # of ordinary official posts; more would be nagging


@dataclass(frozen=True)
class Seen:
    """One post, and what was said beside it."""

    post: Ordinary | Slip
    reasons: Sequence[Reason]

    @property
    def rules(self) -> frozenset[Rule]:
        """What judged it."""
        return frozenset(one.rule for one in self.reasons) - ALWAYS

    def __str__(self) -> str:
        said = "; ".join(f"{one.rule}: {one.sentence}" for one in self.reasons)
        shared = f" [{self.post.reshare.by}: {self.post.reshare.text}]" if self.post.reshare else ""
        return f"{getattr(self.post, 'name', '') or self.post.voice}: {self.post.text}{shared}\n    -> {said or 'nothing'}"


@dataclass
class Measure:
    """One part of the corpus: what belongs where it is held, what does not, and the same as its person's own."""

    official: list[Seen] = field(default_factory=list)
    astray: list[Seen] = field(default_factory=list)  # personal posts, held as the official voice
    in_series: list[Seen] = field(default_factory=list)  # the same, right after two more of that person's own
    personal: list[Seen] = field(default_factory=list)

    @property
    def false_share(self) -> float:
        """Of ordinary official posts, those beside which anything was said."""
        return _share(self.official)

    @property
    def caught_share(self) -> float:
        """Of personal posts that were held as the official voice."""
        return _share(self.astray)

    @property
    def nagged(self) -> list[Seen]:
        """Personal posts that were held as personal, and beside which something was said all the same."""
        return [one for one in self.personal if one.reasons]


def measured(stages: Stages, part: str, *, astray: bool = True) -> Measure:
    """One part; or only what belongs where it is held, which takes half the time."""
    measure = Measure()
    if part != TUNE:
        with stages.after(ordinary(TUNE, OFFICIAL) + ordinary(TUNE, PERSONAL)) as stage:
            _look(stage, measure, part, lambda _: True, astray=astray)
        return measure
    for fold in range(FOLDS):
        past = [post for kind in (OFFICIAL, PERSONAL) for number, post in enumerate(ordinary(TUNE, kind)) if number % FOLDS != fold]
        with stages.after(past) as stage:
            _look(stage, measure, part, lambda number, fold=fold: number % FOLDS == fold, astray=astray)  # type: ignore[misc]
    return measure


def slips_seen(stages: Stages, part: str = "") -> list[Seen]:
    """Every recorded slip that was known, or that was held back in a part."""
    with stages.after(ordinary(TUNE, OFFICIAL) + ordinary(TUNE, PERSONAL)) as stage:
        return [Seen(one, stage.look(one.by, one.voice, one.text, one.at, one.reshare, one.before)) for one in slips(part)]


def invented_seen(stages: Stages, part: str) -> list[Seen]:
    """Every slip that was made up after tuning for this part."""
    with stages.after(ordinary(TUNE, OFFICIAL) + ordinary(TUNE, PERSONAL)) as stage:
        return [_seen(stage, one, one.by, one.voice) for one in invented(part)]


def _look(stage: Stage, measure: Measure, part: str, which: Callable[[int], bool], *, astray: bool) -> None:
    for number, post in enumerate(ordinary(part, OFFICIAL)):
        if which(number):
            speakers = [person for person, voice in SPEAKS_FOR.items() if voice == post.voice]
            measure.official.append(_seen(stage, post, speakers[number % len(speakers)], post.voice))
    said: dict[str, list[str]] = {person: [] for person in SPEAKS_FOR}
    for number, post in enumerate(ordinary(part, PERSONAL)):
        before = said[post.voice][-A_SERIES:]
        said[post.voice].append(post.words)
        if not which(number):
            continue
        measure.personal.append(_seen(stage, post, post.voice, post.voice))
        if astray:
            measure.astray.append(_seen(stage, post, post.voice, SPEAKS_FOR[post.voice]))
            if len(before) == A_SERIES:
                measure.in_series.append(_seen(stage, post, post.voice, SPEAKS_FOR[post.voice], before))


def _seen(stage: Stage, post: Ordinary, person: str, voice: str, before: Sequence[str] = ()) -> Seen:
    return Seen(post, stage.look(person, voice, post.words, post.at, post.reshare, before))


def _share(seen: Sequence[Seen]) -> float:
    return sum(bool(one.rules) for one in seen) / len(seen) if seen else 0.0


def table(part: str, measure: Measure) -> Iterator[str]:
    """As Markdown."""
    many, astray = len(measure.official), len(measure.astray)
    yield f"| {part} | false, of {many} official | caught, of {astray} personal held as official | precision | recall |"
    yield "|---|---|---|---|---|"
    for rule in Rule:
        false = sum(rule in one.rules for one in measure.official)
        caught = sum(rule in one.rules for one in measure.astray)
        if false or caught:
            yield _row(f"`{rule}`", false, caught, astray)
    yield _row("any", sum(bool(one.rules) for one in measure.official), sum(bool(one.rules) for one in measure.astray), astray)
    yield ""
    yield f"{measure.false_share:.1%} of ordinary official posts flagged. {measure.caught_share:.1%} of personal posts caught alone,"
    yield f"{_share(measure.in_series):.1%} of them as the last of a series."
    yield f"{len(measure.nagged)} of {len(measure.personal)} personal posts nagged where they belong."


def _row(name: str, false: int, caught: int, astray: int) -> str:
    precision = f"{caught / (caught + false):.0%}" if caught + false else "-"
    return f"| {name} | {false} | {caught} | {precision} | {caught / astray:.0%} |"


def main() -> None:
    """Prints a table a part."""
    asked = argparse.ArgumentParser(description="Measures the second look on the corpus.")
    asked.add_argument("--part", choices=[*PARTS, "all"], default="all")
    asked.add_argument("--listed", choices=[*PARTS, "all"], default="all", help="whose reshared accounts keepers have on their list")
    asked.add_argument("--show", action="store_true", help="also the posts: what was flagged wrongly, and what was missed")
    chosen = asked.parse_args()
    with Stages(PARTS if chosen.listed == "all" else (chosen.listed,)) as stages:
        began, seen = perf_counter(), slips_seen(stages)
        print(f"Slips flagged: {sum(bool(one.rules) for one in seen)} of {len(seen)}.\n")
        if chosen.show:
            print(*seen, "", sep="\n")
        for part in PARTS if chosen.part == "all" else (chosen.part,):
            if back := slips_seen(stages, part):
                print(f"Slips on record that were held back in {part}, flagged: {sum(bool(one.rules) for one in back)} of {len(back)}.\n")
                print(*back, "", sep="\n")
            if made_up := invented_seen(stages, part):
                print(f"Slips that were made up for {part}, flagged: {sum(bool(one.rules) for one in made_up)} of {len(made_up)}.\n")
                print(*made_up, "", sep="\n")
            if ordinary(part, OFFICIAL):
                measure = measured(stages, part)
                print(*table(part, measure), "", sep="\n")
                if chosen.show:
                    _show("flagged, and ordinary", [one for one in measure.official if one.rules])
                    _show("nagged where it belongs", measure.nagged)
                    _show("not caught", [one for one in measure.astray if not one.rules])
        print(f"{perf_counter() - began:.1f} s")


def _show(what: str, seen: Sequence[Seen]) -> None:
    print(f"--- {what}: {len(seen)}", *seen, "", sep="\n")


if __name__ == "__main__":
    main()
