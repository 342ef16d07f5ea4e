"""From our pages to a real Bluesky server's own and back: connected, posted to, renewed, connected again, disconnected."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import col, select

from pwa import create_app, settings
from pwa.actions.place_of import place_of
from pwa.actions.renew_access import renew_access
from pwa.actions.ways_in import bluesky_client
from pwa.courier import Courier
from pwa.networks.bluesky import Bluesky
from pwa.networks.bluesky_client import METADATA
from pwa.networks.bluesky_sign_in import BlueskySignIn
from pwa.networks.contract import Disconnected
from pwa.store import engine
from pwa.store.tables import Channel
from pwa.store.transaction import reading
from tests.conftest import Clock
from tests.networks.bluesky_packages import NOT_HERE, find_packages
from tests.networks.says_yes_at_bluesky import says
from tests.networks.speaks_bluesky import PASSWORD, BlueskyServer
from tests.networks.stand_in import StandIn
from tests.web.phone import Phone, said, words
from tests.web.test_channels import LINK, PROBLEM, comes_back
from tests.web.writer import Writer, value_of

LIST = "/identities/steph/channels"


@pytest.fixture(scope="module")
def bluesky() -> Iterator[BlueskyServer]:
    if find_packages() is None:
        pytest.skip(NOT_HERE)
    server = BlueskyServer()
    yield server
    server.stop()


@pytest.fixture
def app(store: str, data: Path, bluesky: BlueskyServer) -> Flask:
    """Its accounts are in a directory on this machine."""
    made = create_app(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}))
    client = bluesky_client(made.extensions["settings"])
    way = BlueskySignIn(bluesky.way(), client, directory=bluesky.directory, resolver=bluesky.home)
    made.extensions["ways_in"] = {"bluesky": way}
    return made


def there(phone: Phone, path: str, name: str, **typed: str) -> str:
    """To the server and to the yes there, as this account: the address with which the browser comes back."""
    page = phone.sends(path, **typed)
    assert page.status_code == 200, page.text
    [href] = re.findall(LINK, page.text)
    return f"/channels/return?{urlencode(says(unescape(href), name, PASSWORD))}"


def says_yes(phone: Phone, shown: str, account: str) -> None:
    proof = phone.proves("connect_channel", shown.rpartition("/")[2])
    assert phone.sends(f"{shown}/channel", account=account, credential=proof).status_code == 303


def the_channel() -> Channel:
    with reading() as session:
        return session.exec(select(Channel).where(col(Channel.network) == "bluesky")).one()


def test_by_its_own_page_and_all_that_follows(app: Flask, steph_phone: Writer, bluesky: BlueskyServer, clock: Clock, data: Path) -> None:
    clerk, how = bluesky.place.remote_id, {"ways": app.extensions["ways_in"], "folder": data}
    back = there(steph_phone, LIST, "clerk.test", network="bluesky", home="clerk.test")
    shown = comes_back(steph_phone, back)
    assert steph_phone.opens(back).status_code == 410  # its state is used up
    says_yes(steph_phone, shown, clerk)
    assert "Bluesky clerk.test" in words(steph_phone.opens(LIST), r"<article.*?<h2.*?>(.*?)</h2>")

    first = the_channel()
    with engine.engine().execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE channels SET renew_at = 1"))
    assert renew_access(**how) == 1
    assert place_of(the_channel(), data).access["refresh"] != place_of(first, data).access["refresh"]
    steph_phone.holds("steph", "By its own page")
    clock.forward(13)
    Courier({"bluesky": Bluesky(bluesky.way()), "noticeboard": StandIn()}, data).run_once()
    assert [one.text for one in bluesky.standing("By its own page")] == ["By its own page"]

    path = f"/channels/{first.public_id}/reconnection"
    other = steph_phone.opens(comes_back(steph_phone, there(steph_phone, path, "anna.test")))
    assert "This is anna.test, and the channel is clerk.test." in other.text
    says_yes(steph_phone, comes_back(steph_phone, there(steph_phone, path, "clerk.test")), clerk)

    last = place_of(the_channel(), data)
    proof = steph_phone.proves("disconnect_channel", first.public_id)
    gone = steph_phone.sends(f"/channels/{first.public_id}/disconnection", credential=proof)
    assert said(steph_phone.opens(str(gone.location)))[-1] == "clerk.test is disconnected. Nothing goes there any more."
    with pytest.raises(Disconnected):
        app.extensions["ways_in"]["bluesky"].refresh(last)


def test_a_reshare_means_the_post_that_was_shown_whoever_takes_its_handle(steph_phone: Writer, bluesky: BlueskyServer) -> None:
    shown = comes_back(steph_phone, there(steph_phone, LIST, "clerk.test", network="bluesky", home="clerk.test"))
    says_yes(steph_phone, shown, bluesky.place.remote_id)
    link = bluesky.anothers("Roads are dry.")
    form = steph_phone.writes("steph", f"Look: {link}")
    path = f"/as/steph/drafts/{form['draft']}"
    assert steph_phone.sends(f"{path}/reshare", **form, link=link).status_code == 303
    page = steph_phone.opens(path).text
    assert value_of(page, "reshares") == f"https://bsky.app/profile/{bluesky.anna['did']}/post/{link.rpartition('/')[2]}"
    assert "Roads are dry." in page


def test_an_answer_in_the_name_of_another_server_connects_nothing(app: Flask, steph_phone: Writer) -> None:
    back = there(steph_phone, LIST, "clerk.test", network="bluesky", home="clerk.test")
    refused = steph_phone.opens(re.sub("iss=[^&]*", "iss=https%3A%2F%2Fevil.example", back))
    assert (refused.status_code, words(refused, "<h1>(.*?)</h1>")) == (409, ["Not connected"])


def test_who_does_not_exist_is_said_at_once_and_kept_to_be_mended(steph_phone: Writer) -> None:
    page = steph_phone.sends(LIST, network="bluesky", home="nobody at all")
    assert (page.status_code, words(page, PROBLEM)) == (409, ["This is no Bluesky server. Check its name."])
    assert 'value="nobody at all"' in page.text


def test_who_we_are_can_be_read_where_anybody_can_look(store: str, data: Path, stranger: Phone) -> None:
    assert stranger.opens(METADATA).status_code == 404
    public = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_URL": "https://post.onlyhuman.dev"}
    with create_app(settings.read(public)).test_client() as client:
        answer = client.get(METADATA, base_url="https://post.onlyhuman.dev")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json is not None
    assert answer.json["client_id"] == f"https://post.onlyhuman.dev{METADATA}"
    assert answer.json["redirect_uris"] == ["https://post.onlyhuman.dev/channels/return"]
    [key] = answer.json["jwks"]["keys"]
    assert "d" not in key  # the half that is nobody else's
