"""A real browser at phone size against the real application on a loopback port, with a courier at work."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from pwa import create_app, settings
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.store import engine
from tests.browser.console import watch
from tests.browser.link import Link, Quiet
from tests.browser.made_by_hand import MadeByHand, OnPhone
from tests.browser.ride import Ride, boarded, settled
from tests.browser.screens import WINDOW, Phone, joins
from tests.browser.visits import fills_every_list
from tests.chromium import VirtualAuthenticator, launch, phone
from tests.compiled import compiled
from tests.databases import MIGRATED, Stores

SET_UP, JOINED = "template_set_up", "template_joined"  # by hand, on the screen


class Site:
    """The running application."""

    def __init__(self, url: str, folder: Path, app: Flask) -> None:
        self.url, self.folder, self.app = url, folder, app

    def setup_link(self) -> str:
        """A fresh one-use link, as `serve` prints it."""
        return f"{self.url}/setup/{make_setup_link()}"


@contextmanager
def serving(store: str, folder: Path) -> Iterator[Site]:
    """The app on a migrated store, without a courier; the browser reaches it as localhost."""
    holder = list[object]()
    server = make_server("127.0.0.1", 0, lambda environ, start: holder[0](environ, start), threaded=True, request_handler=Quiet)  # type: ignore[operator]
    url = f"http://localhost:{server.server_port}"
    chosen = {"ONLYHUMAN_DATA": str(folder), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_URL": url, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    app = compiled(create_app(settings.read(chosen)))
    holder.append(app)
    answering = threading.Thread(target=server.serve_forever, args=(0.02,))
    answering.start()
    try:
        yield Site(url, folder, app)
    finally:  # or, when what is done with it fails, its thread would keep pytest from ending
        server.shutdown()
        answering.join()
        server.server_close()
        engine.engine().dispose()


@pytest.fixture
def alone(request: pytest.FixtureRequest, databases: dict[str, Stores], tmp_path: Path) -> Iterator[Site]:
    """The app without a courier: nobody has set it up, or it is as Steph left it when she had, or when Anna had joined."""
    stores, template = databases["sqlite"], MIGRATED
    if "steph" in request.fixturenames:
        made: MadeByHand = request.getfixturevalue("at_hand")
        template = made.template
        shutil.copytree(made.folder, tmp_path, dirs_exist_ok=True)
    store = stores.fresh_database(template)
    with serving(store, tmp_path) as running:
        yield running
    stores.drop(store)


@pytest.fixture
def site(alone: Site) -> Iterator[Site]:
    """The app and its courier."""
    courier = Courier(built_in_networks(alone.url), alone.folder)
    working = threading.Thread(target=courier.run)
    working.start()
    yield alone
    courier.stop()
    working.join()


expect.set_options(timeout=20_000)  # a busy machine is no failure


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def shell(playwright: Playwright) -> Iterator[Browser]:
    """Chromium's headless shell, where Debian has brought it: the same engine at four fifths of the cost."""
    with launch(playwright, whole=False) as browser:
        yield browser


@pytest.fixture(scope="session")
def whole(playwright: Playwright) -> Iterator[Browser]:
    """Chromium as people have it, for what its shell does not know: notifications, background sync, installing."""
    with launch(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Browser:
    """The browser for one file's tests, which are marked when they need the whole of it."""
    marked = any(marker.name == "whole_browser" for marker in request.node.iter_markers())
    browser: Browser = request.getfixturevalue("whole" if marked else "shell")
    return browser


@contextmanager
def in_hand(playwright: Playwright, chromium: Browser, site: Site, **shape: object) -> Iterator[Phone]:
    """A phone with a finger that matches; its pages may not write a single error to the console."""
    context = chromium.new_context(**phone(playwright, **shape))
    context.set_default_timeout(16_000)
    page = context.new_page()
    wrong: list[str] = []
    watch(page, wrong, site.url)
    context.on("page", lambda other: watch(other, wrong, site.url))
    yield Phone(page, VirtualAuthenticator(page), site.url)
    context.close()
    assert wrong == []


@pytest.fixture
def hand(playwright: Playwright, chromium: Browser, site: Site) -> Iterator[Phone]:
    """One phone, nobody signed in."""
    with in_hand(playwright, chromium, site) as held:
        yield held


@pytest.fixture(scope="session")
def set_up(playwright: Playwright, shell: Browser, databases: dict[str, Stores], tmp_path_factory: pytest.TempPathFactory) -> MadeByHand:
    """Steph sets the server up and makes WV11."""
    folder, phones = tmp_path_factory.mktemp("set-up"), list[OnPhone]()

    def by_hand(store: str) -> None:
        with serving(store, folder) as site, in_hand(playwright, shell, site) as hand:
            hand.sets_up(site.setup_link(), "Steph")
            hand.makes_identity("WV11 Community News", "WV11", "wv11", window=WINDOW)
            hand.sets_window("steph", WINDOW)
            phones.append(OnPhone.of(hand))

    databases["sqlite"].make_template(by_hand, SET_UP, of=MIGRATED)
    return MadeByHand(SET_UP, folder, *phones)


@pytest.fixture(scope="session")
def joined(
    playwright: Playwright, shell: Browser, databases: dict[str, Stores], set_up: MadeByHand, tmp_path_factory: pytest.TempPathFactory
) -> MadeByHand:
    """And Anna joins, as a speaker of WV11."""
    folder, phones = tmp_path_factory.mktemp("joined"), list[OnPhone]()
    shutil.copytree(set_up.folder, folder, dirs_exist_ok=True)

    def by_hand(store: str) -> None:
        with (
            serving(store, folder) as site,
            in_hand(playwright, shell, site) as keeper,
            in_hand(playwright, shell, site) as newcomer,
        ):
            set_up.steph.put_on(keeper)
            joins(keeper, newcomer, "Anna")
            phones.extend(map(OnPhone.of, (keeper, newcomer)))

    databases["sqlite"].make_template(by_hand, JOINED, of=SET_UP)
    return MadeByHand(JOINED, folder, *phones)


@pytest.fixture
def at_hand(request: pytest.FixtureRequest) -> MadeByHand:
    """What this test begins with."""
    made: MadeByHand = request.getfixturevalue("joined" if "colleague" in request.fixturenames else "set_up")
    return made


@pytest.fixture
def steph(hand: Phone, at_hand: MadeByHand) -> Phone:
    """Steph's phone: she has set the server up and made WV11, and speaks as herself."""
    at_hand.steph.put_on(hand)
    hand.opens("/identities/wv11")
    return hand


@pytest.fixture
def colleague(annas_phone: Phone, steph: Phone, at_hand: MadeByHand) -> Phone:
    """Anna's phone: she speaks for WV11 beside Steph, and is signed in as herself."""
    assert at_hand.anna
    at_hand.anna.put_on(annas_phone)
    return annas_phone


@pytest.fixture
def annas_phone(playwright: Playwright, chromium: Browser, site: Site) -> Iterator[Phone]:
    """Another phone, nobody signed in."""
    with in_hand(playwright, chromium, site) as held:
        yield held


@pytest.fixture(scope="module")
def train(
    playwright: Playwright, chromium: Browser, databases: dict[str, Stores], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ride]:
    """One ride for all rows of a table: Steph's phone, WV11, and a link that can be cut."""
    stores = databases["sqlite"]
    store = stores.fresh_database()
    with Link() as link, boarded(playwright, chromium, link, store, tmp_path_factory.mktemp("ride")) as riding:
        yield riding
    engine.engine().dispose()
    stores.drop(store)


@pytest.fixture
def ride(train: Ride) -> Iterator[Ride]:
    """Each row begins and ends with a signal, nothing is held, and nothing was sent."""
    yield train
    settled(train)


@pytest.fixture
def busy(steph: Phone) -> Phone:
    """Steph's phone with something in every list."""
    return fills_every_list(steph)
