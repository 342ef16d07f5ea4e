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

from pwa import clock as product_clock
from pwa.actions import deliver_due, retract_due
from pwa.store import engine, moments
from tests.databases import Stores
from tests.fire.machine_courier import Outbox
from tests.fire.model_stage import Stage

RUNS = {"sqlite": int(os.environ.get("ONLYHUMAN_TEST_RUNS", "36")), "postgresql": int(os.environ.get("ONLYHUMAN_TEST_RUNS", "9"))}
STEPS = int(os.environ.get("ONLYHUMAN_TEST_STEPS", "30"))
SEED = int(os.environ.get("ONLYHUMAN_TEST_SEED", "1"))
AT_A_TIME = 9  # with one seed: from the tenth run on Hypothesis mostly varies the runs before it
IN_MEMORY = Path("/dev/shm")  # a run is to cost what the product costs, not what the disk does


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest, databases: dict[str, Stores], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Stage]:
    """A store that is set back before each run."""
    for action in (deliver_due, retract_due):  # one seed, one story: how long a network is left alone does not hang on chance
        monkeypatch.setattr(action, "chance", lambda: 0.5)
    caplog.set_level(logging.CRITICAL, logger="onlyhuman")  # of thousands of adapters that break as they were told to, nobody wants to read
    if request.param not in databases:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    with tempfile.TemporaryDirectory(prefix="onlyhuman-model-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        yield Stage(databases[request.param], Path(folder))
        engine.engine().dispose()
        moments.set_offset(timedelta())
        product_clock.set_offset(timedelta())


def rehearse(stage: Stage, runs: int, steps: int, number: int) -> None:
    """So many runs from one seed; a failing one is made as short as can be and printed, with the seed."""

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
        phases=[Phase.generate, Phase.shrink],
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
