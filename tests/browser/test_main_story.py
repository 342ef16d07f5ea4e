"""The main job, whole: set up, make WV11, pick up its voice with a finger, hold, undo, hold again, and it stands on the noticeboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.screens import Phone, joins
from tests.browser.waits import its_window_is_over
from tests.conftest import Clock

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]


def test_from_nothing_to_a_post_on_the_noticeboard(hand: Phone, site: Site, clock: Clock) -> None:
    hand.sets_up(site.setup_link(), "Steph")
    hand.makes_identity("WV11 Community News", "WV11", "wv11", window=30)

    hand.switches_to("WV11")
    hand.speaks_as("WV11", "Official")
    hand.is_at("/as/wv11/")

    hand.says("Road closed at the Crown junction until noon.")
    hand.presses_bar("WV11")
    hand.is_going_out_as("WV11")
    hand.sees("Nothing has gone out yet")
    hand.taps("Undo")

    expect(hand.box("What do you want to say?")).to_have_value("Road closed at the Crown junction until noon.")
    hand.sees("Undone. It is back in your drafts")
    bar = hand.page.get_by_role("button", name="Hold to post as WV11", exact=True)
    bar.press("Enter")
    hand.taps("Yes, post as WV11")
    hand.is_going_out_as("WV11")
    hand.opens("/board/wv11")
    expect(hand.page.get_by_text("Road closed")).to_have_count(0)

    hand.page.go_back()
    its_window_is_over(hand, clock, 30)
    expect(hand.page.get_by_text("Sent", exact=True).first).to_be_visible()
    hand.opens("/board/wv11")
    hand.sees("Road closed at the Crown junction until noon.")


def test_a_finger_that_does_not_match_opens_nothing(steph: Phone) -> None:
    steph.finger.set_user_verified(False)
    steph.switches_to("WV11")
    steph.sees(re.compile("Nothing (was )?changed"))
    steph.opens("/")
    steph.speaks_as("Steph", "Personal")


def test_a_second_person_undoes_the_first_ones_post_while_speaking_as_themself(steph: Phone, annas_phone: Phone) -> None:
    anna = annas_phone
    joins(steph, anna, "Anna")
    anna.speaks_as("Anna", "Personal")

    steph.opens("/")
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says("What a useless council.")
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")

    anna.opens("/as/wv11/outbox")
    anna.speaks_as("Anna", "Personal")
    anna.taps("Undo")
    anna.sees(re.compile("Undone"))
    steph.sees(re.compile("Undone|undid"))
    steph.opens("/as/wv11/drafts")
    steph.sees("What a useless council.")
