"""A real browser at phone size against the real application on a loopback port, with a courier at work."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from pwa import create_app, settings
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.store import engine
from pwa.store.migrate import migrate
from tests.browser.link import Link, Quiet
from tests.browser.ride import Ride, boarded, settled
from tests.browser.screens import Phone
from tests.chromium import Credential, VirtualAuthenticator, launch, phone
from tests.compiled import compiled
from tests.databases import MIGRATED, Stores

SET_UP = "template_set_up"  # by hand, on the screen

# What the browser itself writes for a refused answer; the pages' own scripts must stay silent.
INTERRUPTED = "Transition was "  # a navigation overtook the animation of the one before it
EXPECTED = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_",
    "Error with Permissions-Policy header: Unrecognized feature: 'document-domain'",  # on Bluesky's own page
)


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
    holder: list[object] = []
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
    """The app without a courier: nobody has set it up, or it is as Steph left it when she had."""
    stores, template = databases["sqlite"], MIGRATED
    if "steph" in request.fixturenames:
        template = SET_UP
        shutil.copytree(request.getfixturevalue("set_up").folder, tmp_path, dirs_exist_ok=True)
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


def watch(page: Page, wrong: list[str], ours: str) -> None:
    """Collect what a page's scripts complain about; what another server's pages do is its own affair."""

    def said(message: ConsoleMessage) -> None:
        where = message.location["url"]
        elsewhere = where.startswith("http") and not where.startswith(ours)
        if message.type in ("error", "warning") and not elsewhere and not message.text.startswith(EXPECTED):
            wrong.append(f"{page.url}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}") if not str(error).startswith(INTERRUPTED) else None)


@pytest.fixture
def hand(playwright: Playwright, chromium: Browser, site: Site) -> Iterator[Phone]:
    """One phone, nobody signed in."""
    with in_hand(playwright, chromium, site) as held:
        yield held


@dataclass(frozen=True)
class SetUp:
    """What a set-up leaves beside its store, which is the template SET_UP: keys and checkpoints, and what is on the phone."""

    folder: Path
    credentials: list[Credential]
    cookies: list[Any]


@pytest.fixture(scope="session")
def set_up(playwright: Playwright, shell: Browser, databases: dict[str, Stores], tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """Steph sets the server up and makes WV11, on the screen and once: it takes longer than most of what is tested after it."""
    folder = tmp_path_factory.mktemp("set-up")
    on_phone: dict[str, list[Any]] = {}

    def by_hand(store: str) -> None:
        engine.connect(store)
        migrate()
        with serving(store, folder) as site, in_hand(playwright, shell, site) as hand:
            hand.sets_up(site.setup_link(), "Steph")
            hand.makes_identity("WV11 Community News", "WV11", "wv11", window=5)
            on_phone.update(credentials=hand.finger.credentials(), cookies=hand.page.context.cookies())

    databases["sqlite"].make_template(by_hand, SET_UP)
    return SetUp(folder, **on_phone)


@pytest.fixture
def steph(hand: Phone, set_up: SetUp) -> Phone:
    """Steph's phone: she has set the server up and made WV11, and speaks as herself."""
    for credential in set_up.credentials:
        hand.finger.add(credential)
    hand.page.context.add_cookies(set_up.cookies)
    hand.opens("/identities/wv11")
    return hand


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
