"""The outbox against a model of what must always hold: people, devices, leases, clocks and networks in any order, on both stores.

`ONLYHUMAN_TEST_RUNS=2000 ONLYHUMAN_TEST_STEPS=50` is the long version, on each store; `ONLYHUMAN_TEST_SEED` begins elsewhere, and several
processes with seeds far apart share the work. A failing case prints the shortest steps that show it, and the seed that repeats it.
"""

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, update

from pwa import clock as product_clock
from pwa.actions import deliver_due, hold_post, retract_due, set_aside
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import PostState
from pwa.store import engine, posts
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Delivery, Post
from pwa.store.transaction import Session
from tests.databases import Stores
from tests.fire.machine_courier import Outbox
from tests.fire.model_stage import Script, Stage, written

RUNS = {"sqlite": int(os.environ.get("ONLYHUMAN_TEST_RUNS", "15")), "postgresql": int(os.environ.get("ONLYHUMAN_TEST_RUNS", "6"))}
STEPS = int(os.environ.get("ONLYHUMAN_TEST_STEPS", "30"))
SEED = int(os.environ.get("ONLYHUMAN_TEST_SEED", "1"))
AT_A_TIME = 9  # with one seed: from the tenth run on Hypothesis mostly varies the runs before it
IN_MEMORY = Path("/dev/shm")  # a run is to cost what the product costs, not what the disk does


@pytest.fixture(scope="module")
def scripts(databases: dict[str, Stores], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Script]:
    """Everybody who is on the stage when a run begins, in the template of each store."""
    return {name: written(stores, tmp_path_factory.mktemp(name)) for name, stores in databases.items()}


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest,
    databases: dict[str, Stores],
    scripts: dict[str, Script],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Stage]:
    """A store that is set back before each run."""
    for action in (deliver_due, retract_due):  # one seed, one story: how long a network is left alone does not hang on chance
        monkeypatch.setattr(action, "chance", lambda: 0.5)
    caplog.set_level(logging.CRITICAL, logger="onlyhuman")  # of thousands of adapters that break as they were told to, nobody wants to read
    if request.param not in databases:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    with tempfile.TemporaryDirectory(prefix="onlyhuman-model-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        made = Stage(databases[request.param], scripts[request.param], Path(folder), monkeypatch)
        yield made
        made.close()
        engine.engine().dispose()
        product_clock.set_offset(timedelta())


def rehearse(stage: Stage, runs: int, steps: int, number: int, *, shorten: bool = True) -> None:
    """So many runs from one seed; a failing one is printed, as short as it can be made, with the seed."""

    @seed(number)
    class Seeded(Outbox):
        """A machine on this stage."""

        def __init__(self) -> None:
            super().__init__(stage)

    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink] if shorten else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Seeded, settings=chosen)
    except BaseException as wrong:
        wrong.add_note(f"Again: ONLYHUMAN_TEST_SEED={number} ONLYHUMAN_TEST_RUNS={runs} ONLYHUMAN_TEST_STEPS={steps}, on {stage.kind}")
        raise


def test_whatever_happens_in_whatever_order_the_promises_hold(stage: Stage) -> None:
    began, runs = time.monotonic(), RUNS[stage.kind]
    for number, first in enumerate(range(0, runs, AT_A_TIME)):
        rehearse(stage, min(AT_A_TIME, runs - first), STEPS, SEED + number)
    took = time.monotonic() - began
    print(f"\n{stage.kind}: {runs} runs of {STEPS} steps in {took:.1f} s, {runs / took:.2f} a second, from seed {SEED}")


def sent_again_blindly(delivery: Delivery, before: DeliveryState, after: DeliveryState, reason: str, *, tell: bool = False) -> bool:
    """What a courier never finished goes out once more, without a look."""
    again = DeliveryState.DUE if after is DeliveryState.UNSURE else after
    return UNBROKEN_SET(delivery, before, again, reason, tell=tell)


def move_without_a_guard(session: Session, post_id: int, before: PostState, after: PostState, *_: object, **with_it: object) -> bool:
    """An undo that asks nobody whether the post has left."""
    session.exec(update(Post).where(col(Post.id) == post_id).values(state=after, released_at=None, **with_it))
    return True


def hold_without_a_lease(*_: object) -> None:
    """Whoever has the grant speaks, lease or not."""


UNBROKEN_SET = set_aside._set
BREAKAGES = [(set_aside, "_set", sent_again_blindly), (posts, "move", move_without_a_guard), (hold_post, "may_hold", hold_without_a_lease)]


@pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("where", "what", "broken"), BREAKAGES, ids=[broken.__name__ for _, _, broken in BREAKAGES])
def test_it_would_be_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch, where: object, what: str, broken: object) -> None:
    monkeypatch.setattr(where, what, broken)
    with pytest.raises((AssertionError, SQLAlchemyError, StoreUnavailable)):  # or the store's own rules are hit
        rehearse(stage, AT_A_TIME, STEPS, SEED, shorten=False)
