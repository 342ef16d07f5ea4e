"""A real browser at phone size against the real application on a loopback port, with a courier at work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from pwa import create_app, settings
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.store import engine
from tests.browser.screens import Phone
from tests.chromium import VirtualAuthenticator, launch, phone
from tests.databases import Stores

# What the browser itself writes for a refused answer; the pages' own scripts must stay silent.
INTERRUPTED = "Transition was "  # a navigation overtook the animation of the one before it
EXPECTED = ("Failed to load resource: the server responded with a status of 4", "Failed to load resource: net::ERR_")


class Quiet(WSGIRequestHandler):
    """The tests say what went wrong; a line for each request would hide it."""

    def log(self, *_: object) -> None:
        """Nothing."""


class Site:
    """The running application."""

    def __init__(self, url: str, folder: Path, app: Flask) -> None:
        self.url, self.folder, self.app = url, folder, app

    def setup_link(self) -> str:
        """A fresh one-use link, as `serve` prints it."""
        return f"{self.url}/setup/{make_setup_link()}"


@contextmanager
def serving(stores: Stores, folder: Path) -> Iterator[Site]:
    """The app on an empty store, without a courier; the browser reaches it as localhost."""
    store = stores.fresh_database()
    holder: list[object] = []
    server = make_server("127.0.0.1", 0, lambda environ, start: holder[0](environ, start), threaded=True, request_handler=Quiet)  # type: ignore[operator]
    url = f"http://localhost:{server.server_port}"
    chosen = {"ONLYHUMAN_DATA": str(folder), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_URL": url, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    app = create_app(settings.read(chosen))
    holder.append(app)
    answering = threading.Thread(target=server.serve_forever, args=(0.02,))
    answering.start()
    yield Site(url, folder, app)
    server.shutdown()
    answering.join()
    server.server_close()
    engine.engine().dispose()
    stores.drop(store)


@pytest.fixture
def site(databases: dict[str, Stores], tmp_path: Path) -> Iterator[Site]:
    """The app and its courier."""
    with serving(databases["sqlite"], tmp_path) as running:
        courier = Courier(built_in_networks(running.url), tmp_path)
        working = threading.Thread(target=courier.run)
        working.start()
        yield running
        courier.stop()
        working.join()


expect.set_options(timeout=10_000)  # a busy machine is no failure


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@contextmanager
def in_hand(playwright: Playwright, chromium: Browser, site: Site, **shape: object) -> Iterator[Phone]:
    """A phone with a finger that matches; its pages may not write a single error to the console."""
    context = chromium.new_context(**phone(playwright, **shape))
    context.set_default_timeout(8_000)
    page = context.new_page()
    wrong: list[str] = []
    watch(page, wrong)
    context.on("page", lambda other: watch(other, wrong))
    yield Phone(page, VirtualAuthenticator(page), site.url)
    context.close()
    assert wrong == []


def watch(page: Page, wrong: list[str]) -> None:
    """Collect what a page's scripts complain about."""

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            wrong.append(f"{page.url}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}") if not str(error).startswith(INTERRUPTED) else None)


@pytest.fixture
def hand(playwright: Playwright, chromium: Browser, site: Site) -> Iterator[Phone]:
    """One phone, nobody signed in."""
    with in_hand(playwright, chromium, site) as held:
        yield held


@pytest.fixture
def steph(hand: Phone, site: Site) -> Phone:
    """Steph's phone: she has set the server up and made WV11, and speaks as herself."""
    hand.sets_up(site.setup_link(), "Steph")
    hand.makes_identity("WV11 Community News", "WV11", "wv11", window=5)
    return hand


@pytest.fixture
def annas_phone(playwright: Playwright, chromium: Browser, site: Site) -> Iterator[Phone]:
    """Another phone, nobody signed in."""
    with in_hand(playwright, chromium, site) as held:
        yield held
