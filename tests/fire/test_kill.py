"""kill -9 at every point of every action that moves a post: afterwards a courier runs, and every promise is kept.

A point is named after its action and its place in it, `release_due/5 INSERT deliveries`. Without more said, an evenly spread part is tried
of those around a COMMIT or a network call, where what was done begins to count; ONLYHUMAN_TEST_KILLS=all tries every point, and
ONLYHUMAN_TEST_KILLS='release_due/5' those whose names begin so. With -s it prints what became of each.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlmodel import col, select

from pwa.store.tables import Delivery, Part, Post, Rendering
from pwa.store.transaction import reading
from tests.databases import Stores
from tests.fire.afterwards import go_on, violations
from tests.fire.cases import ACTIONS
from tests.fire.conftest import World, new_world
from tests.fire.kills import Broke, NeverReached, kill_at, points_of
from tests.fire.record import TAKEN_DOWN, Record
from tests.fire.standin import OnFile
from tests.fire.stop_case import stop_all

WHICH = os.environ.get("ONLYHUMAN_TEST_KILLS", "")
EVERY = ACTIONS | {"stop everything": stop_all}
FEWER = 1  # points that an action may come past less than when they were counted: what its store has seen before
TRIED = 5  # cases of each action on each store, when nothing more is said


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, databases: dict[str, Stores], tmp_path: Path) -> Iterator[World]:
    """One for each action: what hundreds of posts have taught a voice is looked at before the next one is held."""
    with new_world(request.param, databases, tmp_path) as made:
        yield made


@pytest.fixture
def record(world: World) -> Record:
    """The network's own record, for as long as its world."""
    return Record(world.folder / "record")


@pytest.mark.parametrize("action", EVERY)
def test_whatever_is_killed_every_promise_is_kept(world: World, record: Record, action: str) -> None:
    begin, table, point_of, reached = EVERY[action], list[str](), dict[str, str](), set[str]()
    case = begin(world, record)
    names = points_of(action, case.act)
    go_on(world.courier(OnFile(record)), world.clock)
    for place, again in chosen(names, twice=case.again is not None):
        case = begin(world, record)
        try:
            point, told = kill_at(action, place, case.act)
        except NeverReached:
            assert WHICH == "all"
            assert place > len(names) - FEWER, f"{action} went another way than when its points were counted, at {place} of {len(names)}"
            go_on(world.courier(OnFile(record)), world.clock)
            if place > len(names):
                break
            continue
        reached.add(point)
        if again and case.again:
            case.again()
        if case.stops and (told or again):
            world.stopped.update(post.public_id for post in case.posts)
        go_on(world.courier(OnFile(record)), world.clock)
        point_of |= dict.fromkeys(case.texts, point)
        became = ", ".join(outcome(text, record) for text in case.texts)
        table.append(f"{point:48} {world.kind:10} {'and again' if again else '':9}  {became}")
    broken = [f"{blame(fault, point_of)}: {fault}" for fault in news(world, record)]
    print("", *table, f"{len(table)} kills at {len(reached)} points of {action}: {len(broken)} promises broken", sep="\n")
    assert broken == [], f"ONLYHUMAN_TEST_KILLS='<point>' repeats one of them, here on {world.kind}"


def test_an_action_that_breaks_by_itself_is_no_point_that_was_never_reached(store: str) -> None:
    def breaks(reach: Callable[[str], None]) -> None:
        reach("network")
        raise ValueError("It breaks")

    with pytest.raises(Broke):
        kill_at("breaks", 2, breaks)
    with pytest.raises(Broke):
        points_of("breaks", breaks)
    assert kill_at("breaks", 1, breaks) == ("breaks/1 network", False)


def blame(fault: str, point_of: dict[str, str]) -> str:
    """The point whose kill broke this promise: each case has words of its own, and a fault names them."""
    return next((point for text, point in point_of.items() if text in fault), "somewhere")


def chosen(names: list[str], *, twice: bool) -> Iterable[tuple[int, bool]]:
    """The numbers of the points to kill at, and whether somebody then does the same again: `twice` says that there is somebody.

    With `all`, one more than there are: the run that comes past it was killed nowhere, so every point before it was tried.
    """
    ways = (False, True) if twice else (False,)
    if WHICH == "all":
        return ((place, again) for place in count(1) for again in ways)
    if WHICH:
        names = [name for name in names if name == WHICH or name.startswith((f"{WHICH}/", f"{WHICH} "))]
        return [(number(name), again) for name in names for again in ways]
    every = [(number(name), again) for name in names if "COMMIT" in name or "network" in name for again in ways]
    return [every[round(place * (len(every) - 1) / (TRIED - 1))] for place in range(TRIED)] if len(every) > TRIED else every


def number(name: str) -> int:
    """A point's place in its action."""
    return int(name.partition("/")[2].partition(" ")[0])


def news(world: World, record: Record) -> list[str]:
    """The promises that were broken since somebody last looked."""
    found = [fault for fault in violations(record, world.folder, stopped=world.stopped, words=world.words) if fault not in world.known]
    world.known.update(found)
    return found


def outcome(text: str, record: Record) -> str:
    """What became of these words, in short."""
    with reading() as session:
        states = select(Post.state, Delivery.state).join(Part, col(Part.post_id) == col(Post.id))
        states = states.join(Rendering, col(Rendering.part_id) == col(Part.id))
        states = states.outerjoin(Delivery, col(Delivery.rendering_id) == col(Rendering.id))
        found = session.exec(states.where(col(Part.text) == text)).first()
    post, delivery = found or ("a draft", None)
    down = any(line.what == TAKEN_DOWN and line.text == text for line in record.lines())
    return f"{delivery or post} ({record.times(text)}{', taken down' if down else ''})"
