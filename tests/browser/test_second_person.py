"""A colleague's yes on two phones: asked on the outbox, given with a finger, and taken back before it leaves."""

import pytest
from playwright.sync_api import expect

from tests.browser.looked_at import axe_looks_at
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.waits import answers_are_lost

pytestmark = pytest.mark.browser

WORDS = "The library is open on Sunday."


def chooses_a_yes(steph: Phone) -> None:
    steph.opens("/identities/wv11/second-person")
    steph.page.get_by_role("radio", name="A colleague’s yes").check()
    steph.taps("Save changes")
    steph.sees("Saved. It holds from the next post on.")


@axe_looks_at("approvals/show.html")
def test_anna_says_yes_with_her_finger_and_takes_it_back(steph: Phone, colleague: Phone) -> None:
    anna = colleague
    chooses_a_yes(steph)
    steph.switches_to("WV11")
    steph.says(WORDS)
    steph.sees("Waits for a colleague’s yes, 60 minutes at most.")
    steph.presses_bar("WV11")
    steph.sees("Waits for a yes")
    steph.opens("/as/wv11/")
    steph.is_at("/as/wv11/")  # its words are not kept here as something that may not have arrived
    steph.page.go_back()
    steph.sees("Waits for a yes")

    anna.opens("/as/wv11/outbox")
    anna.sees("It waits for a colleague’s yes until")
    anna.follows("Look, and answer")
    looks_right(anna, "second-person-yes")
    anna.finger.set_user_verified(False)
    anna.taps("Yes, it may go out as WV11")
    anna.sees("Try again")
    anna.finger.set_user_verified(True)
    anna.taps("Try again")
    anna.sees("You said yes. It leaves at")
    steph.sees("Anna said yes. Nothing has gone out yet.")
    with answers_are_lost(anna.page, "**/withdrawal"):
        anna.taps("Take my yes back")
        anna.sees("Not stopped yet. Nobody has answered; asking again.")
    anna.sees("You took your yes back.")
    steph.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")  # it looks every quarter of a minute, and now
    expect(steph.page.get_by_role("heading", name="Parked", exact=True)).to_be_visible()
    steph.follows("Decide")
    steph.sees("Hold it again")
    expect(steph.page.get_by_role("link", name="Decide", exact=True)).to_be_hidden()
