"""The way to X, to a Facebook Page and to Bluesky through our pages: several accounts at once, official voices only, a form of our own."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pwa import create_app, settings
from pwa.networks.facebook_page_sign_in import FacebookPageSignIn
from pwa.networks.x_sign_in import XSignIn
from pwa.outbound import META_HOSTS, X_HOSTS, Way
from tests.conftest import Clock
from tests.networks import lets_in_to_facebook, lets_in_to_x
from tests.networks.bluesky_packages import NOT_HERE, find_packages
from tests.networks.lets_in_to_facebook import LetsInToFacebook
from tests.networks.lets_in_to_x import LetsInToX
from tests.networks.speaks_bluesky import BlueskyServer
from tests.web.phone import Phone, words
from tests.web.test_channels import LINK, PROBLEM, comes_back
from tests.web.writer import Writer

APPS = {"X_CLIENT_ID": "app", "X_CLIENT_SECRET": "s3cret", "FACEBOOK_APP_ID": "4711", "FACEBOOK_APP_SECRET": "s3cret"}


@pytest.fixture(scope="module")
def x() -> Iterator[LetsInToX]:
    server = LetsInToX()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def facebook() -> Iterator[LetsInToFacebook]:
    server = LetsInToFacebook()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bluesky() -> Iterator[BlueskyServer]:
    if find_packages() is None:
        pytest.skip(NOT_HERE)
    server = BlueskyServer()
    yield server
    server.stop()


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """With the keys of both apps, and this machine allowed."""
    chosen = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    return create_app(settings.read(chosen | {f"ONLYHUMAN_{name}": value for name, value in APPS.items()}))


def there(phone: Phone, network: str, server: LetsInToX | LetsInToFacebook, handle: str = "wv11") -> str:
    """To the network and to the yes there: the address with which the browser comes back."""
    page = phone.sends(f"/identities/{handle}/channels", network=network)
    [href] = re.findall(LINK, page.text)
    return f"/channels/return?{urlencode(server.says_yes(unescape(href)))}"


def says_yes(phone: Phone, shown: str, account: str) -> TestResponse:
    return phone.sends(f"{shown}/channel", account=account, credential=phone.proves("connect_channel", shown.rpartition("/")[2]))


def listed(phone: Phone, handle: str = "wv11") -> list[str]:
    """Beside the noticeboard."""
    return words(phone.opens(f"/identities/{handle}/channels"), r"<article.*?<h2.*?>(.*?)</h2>")[1:]


def test_x_by_the_keys_of_whoever_runs_this(app: Flask, steph_phone: Writer, x: LetsInToX) -> None:
    apps = Way(X_HOSTS, loopback=True, reuse=False)
    app.extensions["ways_in"] = {"x": XSignIn(apps, lets_in_to_x.APP, lets_in_to_x.SECRET, home=x.door.address)}
    shown = comes_back(steph_phone, there(steph_phone, "x", x))
    assert "3,120 followers" in steph_phone.opens(shown).text
    assert says_yes(steph_phone, shown, "1001").status_code == 303
    assert listed(steph_phone) == ["X @clerk"]


def test_a_code_that_came_too_late_says_so(app: Flask, steph_phone: Writer, x: LetsInToX, clock: Clock) -> None:
    apps = Way(X_HOSTS, loopback=True, reuse=False)
    app.extensions["ways_in"] = {"x": XSignIn(apps, lets_in_to_x.APP, lets_in_to_x.SECRET, home=x.door.address)}
    back = there(steph_phone, "x", x)
    clock.forward(31)
    late = steph_phone.opens(back)
    assert (late.status_code, words(late, "<h1>(.*?)</h1>")) == (409, ["Not connected"])
    assert "it holds for half a minute only" in late.text


def test_of_several_pages_each_is_connected_for_itself(app: Flask, steph_phone: Writer, facebook: LetsInToFacebook) -> None:
    apps = Way(META_HOSTS, loopback=True, reuse=False)
    keys = lets_in_to_facebook.APP, lets_in_to_facebook.SECRET
    app.extensions["ways_in"] = {"facebook_page": FacebookPageSignIn(apps, *keys, home=facebook.door.address)}
    shown = comes_back(steph_phone, there(steph_phone, "facebook_page", facebook))
    page = steph_phone.opens(shown)
    assert words(page, "<h1>(.*?)</h1>") == ["Which one is it?"]
    assert words(page, r"<article.*?<h2.*?>(.*?)</h2>") == ["WV11", "Walsall Buses"]
    assert says_yes(steph_phone, shown, "2003").status_code == 303
    assert listed(steph_phone) == ["Facebook Page Walsall Buses"]
    assert says_yes(steph_phone, shown, "2001").status_code == 410  # one answer, one account


def test_a_page_is_not_for_a_personal_voice(steph_phone: Writer) -> None:
    page = steph_phone.opens("/identities/steph/channels")
    assert "Facebook Page is for official identities only." in page.text
    refused = steph_phone.sends("/identities/steph/channels", network="facebook_page")
    assert (refused.status_code, words(refused, PROBLEM)[0][:47]) == (409, "Facebook Page has no place for a personal voice")


def test_a_mistake_in_the_form_begins_anew_and_keeps_what_is_no_secret(steph_phone: Writer, bluesky: BlueskyServer) -> None:
    typed = {"handle": bluesky.place.handle, "server": bluesky.door.address}
    page = steph_phone.sends("/identities/wv11/channels", network="bluesky", by="form")
    wrong = steph_phone.sends("/channels/return", **hidden(page), **typed, password="aaaa-bbbb-cccc-dddd")
    assert (wrong.status_code, len(words(wrong, PROBLEM))) == (409, 1)
    assert f'value="{bluesky.place.handle}"' in wrong.text
    assert "aaaa-bbbb" not in wrong.text
    assert steph_phone.sends("/channels/return", **hidden(page), **typed, password=bluesky.app_password).status_code == 410
    shown = str(steph_phone.sends("/channels/return", **hidden(wrong), **typed, password=bluesky.app_password).location)
    assert says_yes(steph_phone, shown, bluesky.place.remote_id).status_code == 303
    assert listed(steph_phone) == [f"Bluesky {bluesky.place.handle}"]


def test_reconnecting_by_a_form_stays_with_its_channel(steph_phone: Writer, bluesky: BlueskyServer) -> None:
    typed = {"handle": bluesky.place.handle, "server": bluesky.door.address, "password": bluesky.app_password}
    page = steph_phone.sends("/identities/wv11/channels", network="bluesky", by="form")
    shown = str(steph_phone.sends("/channels/return", **hidden(page), **typed).location)
    says_yes(steph_phone, shown, bluesky.place.remote_id)
    [channel] = re.findall(r'action="/channels/(\w+)/reconnection"', steph_phone.opens("/identities/wv11/channels").text)
    again = steph_phone.sends(f"/channels/{channel}/reconnection")
    assert f'value="{bluesky.place.handle}"' in again.text
    wrong = steph_phone.sends("/channels/return", **hidden(again), **(typed | {"password": "aaaa-bbbb-cccc-dddd"}))
    assert hidden(wrong)["channel"] == channel
    shown = str(steph_phone.sends("/channels/return", **hidden(wrong), **typed).location)
    assert says_yes(steph_phone, shown, bluesky.place.remote_id).status_code == 303
    assert listed(steph_phone) == [f"Bluesky {bluesky.place.handle}"]


def hidden(page: TestResponse) -> dict[str, str]:
    """What the form on a page carries along."""
    form = page.text[page.text.index('action="/channels/return"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', form))
