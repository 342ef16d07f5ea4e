"""What every test may ask for: a store on either database, a clock that can be moved, and the standing cast."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from pwa import clock as product_clock
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.store import engine, moments
from tests.cast import SITE, Cast, Member
from tests.check import ALONE
from tests.compiled import knows_its_statements
from tests.databases import PostgresServer, Stores, find_programs
from tests.sqlite_files import SqliteFiles
from tests.standing import cast_of, make_templates, template_for

pytest_plugins = ["tests.commands"]


HOUR = 3600  # seconds


class Clock:
    """Moves the product's clock and the database's together."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def forward(self, seconds: float) -> None:
        """It is `seconds` later than it was."""
        self.ahead += timedelta(seconds=seconds)
        product_clock.set_offset(self.ahead)
        moments.set_offset(self.ahead)

    def begins_an_hour(self) -> None:
        """Five seconds into the next: what is counted by the hour does not begin anew while a test counts."""
        self.forward(HOUR + 5 - product_clock.now().timestamp() % HOUR)

    def back(self) -> None:
        """It is now again."""
        self.forward(-self.ahead.total_seconds())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that at the end no worker is left alone with it."""
    astray = [item.nodeid for item in items if item.get_closest_marker("alone") and not item.nodeid.startswith(ALONE)]
    assert not astray, f"tests/check.py looks for what must be alone in {ALONE}: {astray}"
    driving = [item for item in items if "playwright" in getattr(item, "fixturenames", ())]
    unmarked = [item.nodeid for item in driving if not item.get_closest_marker("browser")]
    assert not unmarked, f"tests/check.py --fast leaves out what is marked as driving a browser: {unmarked}"
    items.sort(key=lambda item: "/fire/" not in item.nodeid)


def pytest_collection_finish() -> None:
    """What is loaded by now is there to stay, and a test makes much: a seventh of the time went into looking for rubbish."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    """A fifth of the time of whatever needs a store went into compiling the same statements again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", knows_its_statements)
        yield


@pytest.fixture(scope="session")
def databases() -> Iterator[dict[str, Stores]]:
    """Both databases, each with templates to copy: a migrated one, and those in which the cast is at home."""
    with ExitStack() as stack:
        found: dict[str, Stores] = {"sqlite": stack.enter_context(SqliteFiles(in_memory=True))}
        if programs := find_programs():
            found["postgresql"] = stack.enter_context(PostgresServer(programs, in_memory=True))
        for stores in found.values():
            make_templates(stores)
        yield found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The store and the actions on both databases; of the web, only what two requests do at one moment, or what a list costs."""
    if "store" in metafunc.fixturenames:
        marked = {marker.name for marker in metafunc.definition.iter_markers()}
        one = "one_store" in marked or ("web" in metafunc.definition.path.parts and "both_stores" not in marked)
        metafunc.parametrize("store", ["sqlite"] if one else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, databases: dict[str, Stores]) -> Iterator[str]:
    """A fresh, migrated store of each kind, with those of the cast in it whom the test asks for; its URL."""
    if request.param not in databases:
        pytest.skip("PostgreSQL's server programs are not on this machine; tests/check.py installs them on Debian")
    url = databases[request.param].fresh_database(template_for(request.fixturenames))
    engine.connect(url)
    yield url
    engine.engine().dispose()
    databases[request.param].drop(url)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time, which a test may move."""
    moved = Clock()
    yield moved
    moved.back()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder for keys and checkpoints."""
    return tmp_path


@pytest.fixture
def courier(store: str, data: Path) -> Courier:
    """A courier that works when it is told to: `courier.run_once()`."""
    return Courier(built_in_networks(SITE), data)


@pytest.fixture
def cast(request: pytest.FixtureRequest, store: str) -> Cast:
    """Everybody, in a store where WV11 exists."""
    return cast_of("sqlite" if store.startswith("sqlite") else "postgresql", template_for(request.fixturenames))


@pytest.fixture
def steph(cast: Cast) -> Member:
    """Set the server up; keeper of WV11."""
    return cast.steph


@pytest.fixture
def anna(cast: Cast) -> Member:
    """Speaker of WV11."""
    return cast.anna


@pytest.fixture
def jo(cast: Cast) -> Member:
    """A stranger to WV11: keeper of Walsall Council, on the same server."""
    return cast.jo
