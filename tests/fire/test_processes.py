"""Real processes, some of them killed, and people who change their minds: every hold is accounted for in the network's own record.

The long version is `python -m tests.fire.load --minutes 10`; ONLYHUMAN_TEST_LOAD says how many minutes the fires here burn.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.databases import find_programs
from tests.sources import ROOT

MINUTES = os.environ.get("ONLYHUMAN_TEST_LOAD", "0.08")
LEASE_SECONDS = 4  # so short a fire cannot wait the product's own for each courier that is killed
FIRES = {
    "postgresql": ["--web=2", "--couriers=3", "--people=3", "--takes=0.2", "--troubled=0", "--kill-every=1.5"],
    "sqlite": ["--web=1", "--couriers=1", "--people=2", "--takes=0.2", "--troubled=0", "--kill-every=3"],
}

Fire = subprocess.Popen[str]


@pytest.fixture(scope="module")
def fires() -> Iterator[dict[str, Fire]]:
    """Both at the same time: each mostly waits, for windows, leases and looks."""
    stores = [store for store in FIRES if store == "sqlite" or find_programs()]
    with ExitStack() as stack:
        yield {store: stack.enter_context(_burning(store)) for store in stores}


def _burning(store: str) -> Fire:
    command = [sys.executable, "-m", "tests.fire.load", f"--store={store}", f"--minutes={MINUTES}", f"--lease={LEASE_SECONDS}"]
    return subprocess.Popen([*command, *FIRES[store]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.parametrize("store_of_fire", FIRES)
def test_every_hold_is_accounted_for_whoever_is_killed(fires: dict[str, Fire], store_of_fire: str) -> None:
    if store_of_fire not in fires:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    said, _ = fires[store_of_fire].communicate()
    print(said)
    assert fires[store_of_fire].returncode == 0, said
    assert "promises broken: 0" in said
