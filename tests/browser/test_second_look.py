"""What there is to look at twice appears while it is typed, above the send control; without a signal the hold says it."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right

pytestmark = pytest.mark.browser

SWEARS = "It swears: “bloody”."
LONGER = "Goes out after 2 minutes instead of 1 minute"
BECAUSE = "It waits 2 minutes instead of 1 minute, because:"


def test_a_swear_word_is_noticed_while_it_is_typed_and_without_a_signal_at_the_hold(steph: Phone) -> None:
    page = steph.page
    box, fine = steph.box("What do you want to say?"), page.get_by_role("checkbox", name="It’s fine", exact=True)
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    box.press_sequentially("The bloody bridge")
    steph.sees(LONGER)
    expect(page.get_by_role("listitem").filter(has_text=SWEARS)).to_be_visible()
    expect(page.locator("second-look").get_by_role("status")).to_have_text(SWEARS)
    for _ in "bloody bridge":
        box.press("Backspace")
    expect(fine).to_have_count(0)
    steph.sees("Goes out after 1 minute.")
    box.press_sequentially("bloody bridge is closed.")
    fine.check()
    looks_right(steph, "second-look")
    box.press_sequentially(" Sorry.")
    steph.is_saved()
    expect(fine).to_be_checked()
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.sees(BECAUSE)
    steph.sees("Noted as fine")
    steph.opens(f"{page.url}/evidence")
    steph.sees("It swore. Steph said that this is fine.")

    steph.opens("/as/wv11/?new=1")
    page.context.set_offline(True)
    box.press_sequentially("The bloody bridge is open.")
    steph.sees("not saved yet")
    expect(page.locator("second-look li")).to_have_count(0)
    page.route("**/second-look", lambda asked: asked.abort())  # the signal is too bad for a question, and good enough for the hold
    page.context.set_offline(False)
    steph.is_saved()
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.sees(BECAUSE)
    page.unroute("**/second-look")
    steph.taps("It’s fine")
    steph.sees("Noted as fine")
