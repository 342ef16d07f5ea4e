"""Every network that is really there, its server started once."""

from collections.abc import Callable, Iterator

import pytest

from tests.networks.bluesky_packages import NOT_HERE, find_packages
from tests.networks.far import Far
from tests.networks.pretends_facebook import PretendsFacebook
from tests.networks.pretends_x import PretendsX
from tests.networks.speaks_bluesky import BlueskyServer
from tests.networks.speaks_mastodon import Mocked, Snac, find_snac

FAR: dict[str, Callable[[], Far]] = {
    "bluesky": BlueskyServer,
    "snac": Snac,
    "mastodon_mock": Mocked,
    "x": PretendsX,
    "facebook_page": PretendsFacebook,
}
MISSING: dict[str, Callable[[], str | None]] = {
    "bluesky": lambda: None if find_packages() else NOT_HERE,
    "snac": lambda: None if find_snac() else "snac is not on this machine; tests/check.py installs it on Debian, from its backports",
}


@pytest.fixture(scope="session")
def far_server(request: pytest.FixtureRequest) -> Iterator[Far]:
    """One server for all tests of a worker."""
    if why := MISSING.get(request.param, lambda: None)():
        pytest.skip(why)
    server = FAR[request.param]()
    yield server
    server.stop()


@pytest.fixture
def far(far_server: Far) -> Iterator[Far]:
    """It, with nothing broken."""
    far_server.door.mended()
    yield far_server
    far_server.door.mended()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The contract test runs against each of them; a module that names its `SERVERS`, against those."""
    if "far" in metafunc.fixturenames:
        metafunc.parametrize("far_server", getattr(metafunc.module, "SERVERS", list(FAR)), indirect=True, scope="session")
