"""What lies over the composer on demand: a link taken out for X alone, a look ahead, words divided into parts; each is taken back."""

import pytest
from playwright.sync_api import expect

from pwa.rules.room import Limits, Unit
from tests.browser.screens import Phone
from tests.web.elsewhere import connected

pytestmark = pytest.mark.browser

LINKED = "Road closed at the Crown until noon: wv11.co.uk/road"
LONG = "Buses are using Lichfield Road. " * 12


def test_each_is_taken_and_taken_back(steph: Phone) -> None:
    connected("steph", "x", Limits(280, Unit.WEIGHTED, 4, 5_000_000, 1_000, series=False))
    steph.opens("/as/steph/?new=1")
    steph.says(LINKED)
    steph.sees("$0.20 on X: it has a link")
    steph.taps("Send it to X without the link ($0.015)")
    expect(steph.box("Only on X")).to_have_value("Road closed at the Crown until noon")
    steph.sees("$0.015 on X")
    expect(steph.page.locator("[data-part] > [data-room]")).not_to_contain_text("on X")  # X has words and room of its own
    steph.taps("How it will look")
    sheet = steph.page.get_by_role("dialog", name="How it will look")
    expect(sheet.get_by_text("Road closed at the Crown until noon", exact=True)).to_be_visible()
    steph.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    steph.taps("Undo")
    steph.sees("$0.20 on X: it has a link")

    steph.says(LONG)
    steph.taps("Split it into parts")
    expect(steph.page.get_by_role("dialog", name="Split it into parts")).to_contain_text("X takes no series")
    steph.taps("Go on without")
    expect(steph.page.get_by_role("checkbox", name="X steph_")).not_to_be_checked()
    steph.taps("Undo")
    expect(steph.page.get_by_role("checkbox", name="X steph_")).to_be_checked()
    expect(steph.box("What do you want to say?")).to_have_value(LONG)
