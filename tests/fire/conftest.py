"""What every test under fire may ask for: a far network with its record outside every database, and a world that lasts a whole file."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pwa.courier import Courier
from pwa.networks.contract import Network
from pwa.store import engine
from tests.cast import Cast
from tests.conftest import Clock
from tests.databases import Stores
from tests.fire.far_network import FarNetwork, far_network
from tests.standing import at_home


@dataclass
class World:
    """One store with the cast in it, where time only goes on: what one test did, every later one still checks."""

    kind: str
    url: str
    cast: Cast
    clock: Clock
    folder: Path
    words: set[str] = field(default_factory=set)  # whatever anybody wrote: none of it may be lost
    stopped: set[str] = field(default_factory=set)  # posts of which somebody was told that they will not leave
    known: set[str] = field(default_factory=set)  # promises that are known to be broken: later tests need not say so again

    def courier(self, network: Network) -> Courier:
        """A courier that works when it is told to, and whose only network is this one."""
        return Courier({"noticeboard": network}, self.folder, alone=True)

    def close(self) -> None:
        """It is now again, and nobody is connected."""
        self.clock.back()
        engine.engine().dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, databases: dict[str, Stores], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A store of each kind for a whole file: a fresh one for each of hundreds of cases would take most of the time."""
    with new_world(request.param, databases, tmp_path_factory.mktemp("keys")) as made:
        yield made


@contextmanager
def new_world(kind: str, databases: dict[str, Stores], folder: Path) -> Iterator[World]:
    """In a fresh store of this kind."""
    if kind not in databases:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    url, cast = at_home(databases[kind])
    engine.connect(url)
    with closing(World(kind, url, cast, Clock(), folder)) as world:
        yield world
    databases[kind].drop(url)


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarNetwork]:
    """A network that remembers no keys: each request that reaches it is one more post."""
    with far_network(tmp_path_factory.mktemp("far") / "record") as network:
        yield network
