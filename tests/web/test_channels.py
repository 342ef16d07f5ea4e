"""The pages about channels: the way to a network and back as a browser goes it, and each thing that can be wrong with a return."""

import io
import re
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from PIL import Image

from pwa import create_app, settings
from pwa.actions.give_back import give_back
from tests import picture_files
from tests.cast import Member
from tests.conftest import Clock
from tests.mastodon_instance import Instance, mastodon_instance
from tests.web.phone import Phone, said, words
from tests.web.writer import Writer


@pytest.fixture
def app(store: str, data: Path) -> Flask:
    """It may ask this machine."""
    chosen = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    return create_app(settings.read(chosen))


@pytest.fixture
def instance() -> Iterator[Instance]:
    with mastodon_instance() as running:
        yield running


PROBLEM = r'<p class="say bad" role="alert">(.*?)</p>'
LINK = r'<a class="button wide" href="(.*?)"'


def sets_out(phone: Phone, instance: Instance, handle: str = "wv11") -> str:
    """The address with which the browser comes back."""
    page = phone.sends(f"/identities/{handle}/channels", network="mastodon", home=instance.url)
    assert page.status_code == 200, page.text
    [href] = re.findall(LINK, page.text)
    return over_there(instance, href)


def over_there(instance: Instance, href: str) -> str:
    """The yes, and the way back."""
    answer = instance.authorize(unescape(href))
    return f"/channels/return/{answer.pop('came_from')}?{urlencode(answer)}"


def comes_back(phone: Phone, address: str) -> str:
    """To the account that is shown."""
    answer = phone.opens(address, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def connects(phone: Phone, instance: Instance, handle: str = "wv11") -> str:
    """All of it; returns the channel's id."""
    shown = comes_back(phone, sets_out(phone, instance, handle))
    journey = shown.rpartition("/")[2]
    answer = phone.sends(f"{shown}/channel", account=instance.signed_in, credential=phone.proves("connect_channel", journey))
    assert answer.location == f"/identities/{handle}/channels"
    return str(re.findall(r'action="/channels/(\w+)/reconnection"', phone.opens(str(answer.location)).text)[-1])


def test_from_the_list_to_the_network_and_back_to_the_list(steph_phone: Writer, instance: Instance) -> None:
    page = steph_phone.opens(comes_back(steph_phone, sets_out(steph_phone, instance)))
    assert words(page, "<h1>(.*?)</h1>") == ["Is this the one?"]
    assert words(page, r"<article.*?<h2.*?>(.*?)</h2>") == ["WV11 <News>"]
    assert "3,120 followers" in page.text
    host = urlsplit(instance.url).netloc
    assert f"@clerk@{host}" in page.text
    connects(steph_phone, instance)
    listed = steph_phone.opens("/identities/wv11/channels")
    assert words(listed, r"<article.*?<h2.*?>(.*?)</h2>") == ["Noticeboard wv11", f"Mastodon @clerk@{host}"]
    assert "It works" in listed.text
    shown = comes_back(steph_phone, sets_out(steph_phone, instance))
    proof = steph_phone.proves("connect_channel", shown.rpartition("/")[2])
    again = steph_phone.opens(str(steph_phone.sends(f"{shown}/channel", account="1", credential=proof).location))
    assert said(again) == [f"@clerk@{host} is connected: WV11 can post there from now on."]


def test_no_form_leads_to_another_site(steph_phone: Writer, instance: Instance) -> None:
    page = steph_phone.sends("/identities/wv11/channels", network="mastodon", home=instance.url)
    assert page.status_code == 200
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert all(action.startswith("/") for action in re.findall(r'action="(.*?)"', page.text))
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_nothing_foreign_is_loaded(steph_phone: Writer, instance: Instance) -> None:
    instance.avatar = picture_files.telltale()
    page = steph_phone.opens(comes_back(steph_phone, sets_out(steph_phone, instance)))
    assert instance.url not in page.text
    [shown] = [one for one in re.findall(r'<img[^>]*src="(.*?)"', page.text) if not one.startswith("/")]
    picture = b64decode(shown.removeprefix("data:image/jpeg;base64,"))
    assert Image.open(io.BytesIO(picture)).size == (256, 256)
    assert not [told for told in (picture_files.COMMENT, b"Steph of") if told in picture]


@pytest.mark.parametrize("avatar", [b"", b"<svg/>", b"\x00" * 2_000_001])
def test_a_picture_that_cannot_be_had_is_left_out(steph_phone: Writer, instance: Instance, avatar: bytes) -> None:
    instance.avatar = avatar
    page = steph_phone.opens(comes_back(steph_phone, sets_out(steph_phone, instance)))
    assert (words(page, "<h1>(.*?)</h1>"), "data:" in page.text) == (["Is this the one?"], False)


def test_the_new_channel_is_in_the_composer_and_a_hold_goes_to_it(steph_phone: Writer, instance: Instance) -> None:
    connects(steph_phone, instance)
    steph_phone.speaks_as("wv11")
    composer = steph_phone.opens("/as/wv11/")
    shown = words(composer, r'<label class="chip"><input type="checkbox" name="channel".*?</label>')
    assert [" ".join(one.split()) for one in shown] == ["Noticeboard wv11", f"Mastodon @clerk@{urlsplit(instance.url).netloc}"]
    assert composer.text.count('name="channel"') == len(re.findall(r'name="channel" value="\w+" checked', composer.text)) == 2


def test_whoever_speaks_sees_the_channels_and_changes_none(steph_phone: Writer, anna_phone: Writer, instance: Instance) -> None:
    channel = connects(steph_phone, instance)
    page = anna_phone.opens("/identities/wv11/channels")
    assert "@clerk" in page.text
    assert "Reconnect" not in page.text
    assert anna_phone.sends("/identities/wv11/channels", network="mastodon", home=instance.url).status_code == 404
    assert anna_phone.sends(f"/channels/{channel}/reconnection").status_code == 404
    assert anna_phone.opens(f"/channels/{channel}/disconnection").status_code == 404
    proof = anna_phone.proves("disconnect_channel", channel)
    assert anna_phone.sends(f"/channels/{channel}/disconnection", credential=proof).status_code == 404


def test_a_return_counts_once(steph_phone: Writer, instance: Instance) -> None:
    back = sets_out(steph_phone, instance)
    comes_back(steph_phone, back)
    again = steph_phone.opens(back)
    assert (again.status_code, words(again, "<h1>(.*?)</h1>")) == (410, ["Not connected"])
    assert "used before" in again.text


@pytest.mark.parametrize("query", ["", "?state=made-up&code=x", "?code=x", "?state=&error=access_denied"])
def test_a_return_that_never_began_is_none(steph_phone: Writer, query: str) -> None:
    assert steph_phone.opens(f"/channels/return{query}").status_code == 410


def test_a_return_after_ten_minutes_is_too_late(steph_phone: Writer, instance: Instance, clock: Clock) -> None:
    back = sets_out(steph_phone, instance)
    clock.forward(601)
    assert steph_phone.opens(back).status_code == 410


def test_a_return_in_another_browser_says_what_to_do(app: Flask, steph_phone: Writer, steph: Member, instance: Instance) -> None:
    for other in (Phone(app), Phone(app, steph.another_browser())):
        answer = other.opens(sets_out(steph_phone, instance))
        assert answer.status_code == 410
        assert "open Only Human in this one, sign in, and connect from here" in answer.text


def test_a_return_swapped_between_two_people_is_refused(steph_phone: Writer, jo_phone: Writer, instance: Instance) -> None:
    assert steph_phone.opens(sets_out(jo_phone, instance, "walsall")).status_code == 410


def test_what_only_looks_at_the_address_uses_nothing_up(steph_phone: Writer, instance: Instance) -> None:
    back = sets_out(steph_phone, instance)
    steph_phone.client.head(back)
    comes_back(steph_phone, back)


def test_a_no_over_there_is_said(steph_phone: Writer, instance: Instance) -> None:
    state = dict(one.split("=") for one in sets_out(steph_phone, instance).partition("?")[2].split("&"))["state"]
    answer = steph_phone.opens(f"/channels/return?error=access_denied&state={state}")
    assert answer.status_code == 409
    assert "Mastodon was told no, so nothing was connected." in answer.text


def test_another_account_is_shown_and_cannot_be_taken(steph_phone: Writer, instance: Instance) -> None:
    channel = connects(steph_phone, instance)
    instance.signed_in = "2"
    page = steph_phone.sends(f"/channels/{channel}/reconnection")
    back = over_there(instance, re.findall(LINK, page.text)[0])
    shown = comes_back(steph_phone, back)
    assert "This is @steph@" in steph_phone.opens(shown).text
    assert "Yes, connect" not in steph_phone.opens(shown).text
    proof = steph_phone.proves("connect_channel", shown.rpartition("/")[2])
    refused = steph_phone.sends(f"{shown}/channel", account="2", credential=proof)
    assert (refused.status_code, words(refused, PROBLEM)[0][:15]) == (409, "This is @steph@")
    assert steph_phone.sends(f"{shown}/refusal").status_code == 303
    assert give_back(steph_phone.app.extensions["ways_in"], folder=steph_phone.app.extensions["settings"].data) == 1
    assert len(instance.tokens) == 1


def test_what_is_typed_wrong_stays_in_the_box(steph_phone: Writer) -> None:
    answer = steph_phone.sends("/identities/wv11/channels", network="mastodon", home='my "server"')
    assert answer.status_code == 409
    assert words(answer, PROBLEM) == [
        '“my "server"” is not the name of a server. Write it as it stands in its address, such as mastodon.example.'
    ]
    assert 'value="my &#34;server&#34;"' in answer.text


def test_networks_that_are_not_set_up_say_who_can(steph_phone: Writer) -> None:
    page = steph_phone.opens("/identities/wv11/channels").text
    assert "keys of an app at X" in page
    assert "keys of an app at Meta" in page
    assert steph_phone.sends("/identities/wv11/channels", network="nonsense").status_code == 409


def test_disconnecting_says_what_it_means_first(steph_phone: Writer, instance: Instance) -> None:
    channel = connects(steph_phone, instance)
    steph_phone.speaks_as("wv11")
    page = steph_phone.opens(f"/channels/{channel}/disconnection")
    assert "Nothing that is held now was to go there." in page.text
    proof = steph_phone.proves("disconnect_channel", channel)
    assert steph_phone.sends(f"/channels/{channel}/disconnection", credential=proof).location == "/identities/wv11/channels"
    assert "@clerk" not in words(steph_phone.opens("/identities/wv11/channels"), r"<article.*?</article>")[-1]
    assert instance.tokens == {}


def test_the_noticeboard_has_no_way_out(steph_phone: Writer) -> None:
    [board] = re.findall(r'id="channel-(\w+)"', steph_phone.opens("/identities/wv11/channels").text)
    assert steph_phone.opens(f"/channels/{board}/disconnection").status_code == 404
    assert (
        steph_phone.sends(f"/channels/{board}/disconnection", credential=steph_phone.proves("disconnect_channel", board)).status_code == 404
    )


def test_a_channel_that_is_shut_out_says_reconnect_in_the_list_and_in_the_composer(
    steph_phone: Writer, instance: Instance, clock: Clock, app: Flask, data: Path
) -> None:
    from pwa.actions.renew_access import renew_access
    from pwa.actions.ways_in import ways_in

    connects(steph_phone, instance)
    instance.shuts_out()
    clock.forward(86401)
    renew_access(ways_in(app.extensions["settings"]), folder=data)
    page = steph_phone.opens("/identities/wv11/channels")
    assert "has not let us in since" in page.text
    assert "It works" not in page.text
    steph_phone.speaks_as("wv11")
    assert '<b class="bad">Reconnect</b>' in steph_phone.opens("/as/wv11/").text
