"""Owning up with a thumb: from the sent post to a held correction in four taps at most, the voice picked up in place."""

import re

import pytest
from playwright.sync_api import expect

from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from tests.browser.conftest import Site
from tests.browser.looked_at import axe_looks_at
from tests.browser.screens import WINDOW, Phone
from tests.browser.test_screens import looks_right
from tests.browser.test_settling import held
from tests.conftest import Clock

pytestmark = pytest.mark.browser

TRUE = "That last post was mine, not WV11's. It went out from the wrong account. Sorry. Steph"


@pytest.fixture
def site(alone: Site) -> Site:
    """Without a courier of its own: here it comes when it is told to."""
    return alone


@axe_looks_at("own_ups/show.html")
def test_from_the_slip_to_a_held_correction_in_four_taps_and_the_record_answers_hacked(steph: Phone, site: Site, clock: Clock) -> None:
    courier, taps = Courier(built_in_networks(site.url), site.folder), 0
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    slip = held("wv11", "Look at this! A picture of somebody's politics, and not of ours.")
    clock.forward(WINDOW + 3)
    courier.run_once()
    steph.opens("/start")  # and the voice was put down since
    steph.opens(slip)
    steph.taps("I posted that by mistake")
    taps += 1
    courier.run_once()
    steph.sees(re.compile("Kept for the record: what was sent, and what Noticeboard showed at"))  # the page looks by itself
    steph.page.wait_for_load_state("networkidle")
    looks_right(steph, "owning-up")
    steph.page.get_by_role("radio", name=re.compile("^Remove it")).check()
    taps += 1
    steph.taps("Write the correction as WV11")  # the finger is asked for in place
    taps += 1
    steph.speaks_as("WV11", "Official")
    box = steph.box("What do you want to say?")
    expect(box).to_have_value(TRUE.replace("Sorry.", "I am having it removed. Sorry."))
    box.fill("Our account was hacked. Sorry.")
    steph.presses_bar("WV11")
    steph.sees(re.compile("The record says that Steph held it at .*Saying “hacked” would not be true"))
    looks_right(steph, "owning-up-record")
    expect(box).to_have_value("Our account was hacked. Sorry.")
    box.fill(TRUE)
    steph.presses_bar("WV11")
    taps += 1  # the fourth, once the words are true
    steph.is_going_out_as("WV11")
    assert taps == 4
    for _ in range(2):  # the second time it is not waited for any more, should its phone seem lost
        clock.forward(70)
        courier.run_once()
    steph.opens(f"{slip}/own-up")
    steph.sees(re.compile("Noticeboard says that it is gone, checked at"))
    steph.sees("The correction went out.")
    steph.opens("/board/wv11")
    expect(steph.page.get_by_text(TRUE, exact=True)).to_have_count(2)  # as a notice, and where the slip stood
