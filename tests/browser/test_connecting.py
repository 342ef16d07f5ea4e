"""Connecting WV11 to a real server that speaks Mastodon's language, on the screen: its own page asks, ours shows who it was."""

import re
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from pwa.actions.networks import every_network
from pwa.actions.ways_in import bluesky_client, ways_in
from pwa.courier import Courier
from pwa.networks.bluesky_sign_in import BlueskySignIn
from tests.browser.conftest import Site
from tests.browser.screens import WINDOW, Phone
from tests.browser.waits import its_window_is_over
from tests.conftest import Clock
from tests.networks.bluesky_packages import NOT_HERE, find_packages
from tests.networks.speaks_bluesky import PASSWORD, BlueskyServer
from tests.networks.speaks_mastodon import Snac, find_snac

pytestmark = pytest.mark.browser


@pytest.fixture
def site(alone: Site) -> Iterator[Site]:
    """The app and a courier that reaches this machine."""
    networks = every_network(alone.url, loopback=True)
    courier = Courier(networks, alone.folder, ways=ways_in(alone.app.extensions["settings"]))
    working = threading.Thread(target=courier.run)
    working.start()
    yield alone
    courier.stop()
    working.join()


@pytest.fixture(scope="module")
def snac() -> Iterator[Snac]:
    if find_snac() is None:
        pytest.skip("snac is not on this machine; tests/check.py installs it on Debian, from its backports")
    server = Snac()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bluesky() -> Iterator[BlueskyServer]:
    if find_packages() is None:
        pytest.skip(NOT_HERE)
    server = BlueskyServer()
    yield server
    server.stop()


def test_connected_posted_to_taken_for_another_reconnected_and_disconnected(steph: Phone, snac: Snac, clock: Clock) -> None:
    host = urlsplit(snac.home).netloc
    steph.opens("/identities/wv11")
    steph.follows("Channels")
    steph.box("Your Mastodon server").fill(snac.home)
    steph.taps("Connect Mastodon")
    goes_on(steph, host)
    says_who(steph, snac, "clerk")
    expect(steph.page.get_by_role("heading", name="Is this the one?")).to_be_visible()
    steph.sees(f"@clerk@{host}")
    steph.taps(f"Yes, connect @clerk@{host}")
    steph.is_at("/identities/wv11/channels")
    steph.sees("It works")

    steph.switches_to("WV11")
    steph.says("The bridge is closed.")
    expect(steph.page.get_by_role("checkbox", name=f"Mastodon @clerk@{host}")).to_be_checked()
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    its_window_is_over(steph, clock, WINDOW)
    steph.sees("Sent")
    assert [one.text for one in snac.standing("bridge")] == ["The bridge is closed."]

    steph.opens("/identities/wv11/channels")
    steph.page.get_by_role("button", name=f"Reconnect @clerk@{host}").click()
    goes_on(steph, host)
    says_who(steph, snac, "anna")
    steph.sees(re.compile(f"This is @anna@{host}, and the channel is @clerk@{host}. Nothing was changed."))
    expect(steph.page.get_by_role("button", name=re.compile("Yes, connect"))).to_have_count(0)
    steph.taps("Back to the channels")

    steph.page.get_by_role("button", name=f"Reconnect @clerk@{host}").click()
    goes_on(steph, host)
    says_who(steph, snac, "clerk")
    steph.taps(f"Yes, connect @clerk@{host}")
    steph.sees(f"@clerk@{host} is connected: WV11 can post there from now on.")

    steph.page.get_by_role("link", name=f"Disconnect @clerk@{host}").click()
    steph.sees("Nothing that is held now was to go there.")
    steph.taps(f"Disconnect @clerk@{host}")
    steph.sees(f"@clerk@{host} is disconnected. Nothing goes there any more.")
    expect(steph.page.get_by_role("article")).to_have_count(1)


def test_at_bluesky_an_app_password_opens_the_account_and_the_accounts_own_does_not(
    steph: Phone, bluesky: BlueskyServer, clock: Clock
) -> None:
    steph.opens("/identities/wv11/channels")
    steph.taps("Connect Bluesky with an app password")
    steph.box("Server").fill(bluesky.home)
    steph.box("Handle").fill("@clerk.test")
    steph.box("App password").fill(PASSWORD)
    steph.taps("Look at the account")
    steph.sees("That is the account’s own password, which opens everything.")
    expect(steph.box("Handle")).to_have_value("@clerk.test")
    expect(steph.box("App password")).to_have_value("")
    steph.box("App password").fill(bluesky.app_password)
    steph.taps("Look at the account")
    steph.taps("Yes, connect clerk.test")
    steph.is_at("/identities/wv11/channels")
    steph.sees("It works")

    steph.switches_to("WV11")
    steph.says("The ford is closed: https://example.org/ford")
    expect(steph.page.get_by_role("checkbox", name="Bluesky clerk.test")).to_be_checked()
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    its_window_is_over(steph, clock, WINDOW)
    steph.sees("Sent")
    [standing] = bluesky.standing("ford")
    [facet] = bluesky.value(standing.id)["value"]["facets"]
    assert facet["features"][0]["uri"] == "https://example.org/ford"


def test_at_bluesky_its_own_page_asks_and_the_person_comes_back(site: Site, steph: Phone, bluesky: BlueskyServer) -> None:
    """Back by 127.0.0.1, as the network wants it, to the address where she is signed in."""
    client = bluesky_client(site.app.extensions["settings"])
    way = BlueskySignIn(bluesky.way(), client, directory=bluesky.directory, resolver=bluesky.home)
    site.app.extensions["ways_in"] = {"bluesky": way}
    steph.opens("/identities/wv11/channels")
    steph.box("Handle or server").fill("anna.test")
    steph.taps("Sign in at Bluesky")
    leads_to = steph.page.get_by_role("link", name=f"Go on to {urlsplit(bluesky.own_home).netloc}").get_attribute("href")
    steph.page.goto(str(leads_to))  # by its address: a server turns away whoever is led there from its own site, which two ports are
    steph.page.locator('input[type="password"]').fill(PASSWORD)
    steph.page.get_by_role("button", name="Sign in").click()
    steph.page.get_by_role("button", name="Authorize").click()
    expect(steph.page.get_by_role("heading", name="Is this the one?")).to_be_visible()
    steph.taps("Yes, connect anna.test")
    steph.is_at("/identities/wv11/channels")
    steph.sees("It works")


def goes_on(phone: Phone, host: str) -> None:
    """Off to the other site, by a link."""
    phone.follows(f"Go on to {host}")


def says_who(phone: Phone, snac: Snac, name: str) -> None:
    """The server's own page asks for a name and a password."""
    phone.page.locator('input[name="login"]').fill(name)
    phone.page.locator('input[name="passwd"]').fill(snac.passwords[name])
    phone.page.locator('input[type="submit"], button').first.click()
