"""The screens by which keepers let a member back in, and by which that member stops it."""

import re

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import Clock
from tests.web.phone import Phone, words
from tests.web.writer import Writer, read

PHRASE = r'<p class="say phrase".*?>(.*?)</p>'
PEOPLE = "/identities/wv11/people"


@pytest.fixture
def kim(app: Flask, cast: Cast, clock: Clock) -> Writer:
    """A second keeper, for some days already."""
    kim = Writer(app, cast.newcomer("Kim", "wv11", "keeper"))
    clock.forward(2 * 24 * 3600)
    return kim


@pytest.fixture
def link(steph_phone: Writer, anna_phone: Writer) -> str:
    """A way back in for Anna, from the page that shows it."""
    grant = re.search(r'<h3 id="grant-([a-z2-7]+)">Anna</h3>', steph_phone.opens(PEOPLE).text)
    assert grant
    made = steph_phone.sends(f"/grants/{grant[1]}/reentry", credential=steph_phone.proves("call_back", grant[1]))
    found = re.search(r"http://localhost:8000(/join/[\w-]+)", made.text)
    assert found
    return found[1]


def opened(app: Flask, link: str) -> Phone:
    phone = Phone(app)
    assert "Come back, Anna" in phone.opens(link).text
    answer = phone.makes("come_back", link.removeprefix("/join/"))
    assert phone.sends(link, credential=answer).location == link
    return phone


def agrees(keeper: Writer) -> str:
    page = keeper.opens(PEOPLE)
    invitation = re.search(r"/invitations/([a-z2-7]+)/admission", page.text)
    assert invitation
    answer = keeper.sends(f"/invitations/{invitation[1]}/admission", credential=keeper.proves("let_in", invitation[1]))
    assert answer.location == PEOPLE
    return words(page, PHRASE)[0]


def test_two_keepers_compare_the_same_words_and_she_is_in(app: Flask, kim: Writer, steph_phone: Writer, link: str) -> None:
    phone = opened(app, link)
    [phrase] = words(phone.opens(link), PHRASE)
    assert phone.sends(f"{link}/entry").status_code == 410
    assert agrees(steph_phone) == phrase
    assert "A keeper says that it is you" in phone.opens(link).text
    assert agrees(kim) == phrase
    assert "Come in" in phone.opens(link).text
    assert phone.sends(f"{link}/entry").location == "/recovery-codes"
    assert phone.voice() == "Posting as Anna Personal"
    assert phone.speaks_as("wv11").location == "/as/wv11/"
    assert "came back with a new passkey" in read(steph_phone.opens(PEOPLE))


def test_she_is_told_and_stops_it_with_one_tap(app: Flask, clock: Clock, steph_phone: Writer, anna_phone: Writer, link: str) -> None:
    phone = opened(app, link)
    agrees(steph_phone)
    page = anna_phone.opens("/passkeys")
    assert "Steph, who keeps WV11, made a link that lets a new phone in as you." in read(page)
    stop = re.search(r'action="(/invitations/[a-z2-7]+/withdrawal)"', page.text)
    assert stop
    assert anna_phone.sends(stop[1]).location == "/passkeys"
    clock.forward(25 * 3600)
    assert "You were not let in" in phone.opens(link).text
    assert phone.sends(f"{link}/entry").status_code == 410
    assert anna_phone.is_let_in()


def test_whoever_is_signed_in_needs_no_way_back(anna_phone: Writer, link: str) -> None:
    assert "Somebody is signed in here" in anna_phone.opens(link).text
    assert anna_phone.sends(link).status_code == 409
    assert anna_phone.sends(f"{link}/entry").status_code == 409
