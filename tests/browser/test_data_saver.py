"""With a data saver nothing is asked while somebody types, and the hold says it; what a hold cannot do without is answered all the same."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import WINDOW, Phone
from tests.browser.test_second_look import BECAUSE, SWEARS
from tests.browser.test_settling import held
from tests.browser.waits import its_window_is_over
from tests.conftest import Clock

pytestmark = pytest.mark.browser

SAVES = "Object.defineProperty(navigator.connection, 'saveData', { value: true })"
A_WHILE = 2_000  # milliseconds: longer than a look waits for the next key


def test_a_reason_is_typed_to_its_end_and_what_was_not_asked_is_said_at_the_hold(steph: Phone, clock: Clock) -> None:
    page, asked, why = steph.page, list[str](), steph.box("Why?")
    post = held("steph", "The library opens again on Monday.")
    its_window_is_over(steph, clock, WINDOW)
    steph.opens(post)
    link = page.get_by_role("link", name="See it there").get_attribute("href") or ""
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    page.add_init_script(SAVES)
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/second-look") else None)
    page.clock.install()
    steph.opens("/as/wv11/?new=1")
    steph.says(link)
    steph.is_saved()
    steph.opens("/as/wv11/")
    steph.taps("Reshare it")
    for key in "Ours":
        why.press(key)
        page.clock.fast_forward(A_WHILE)
    expect(why).to_be_focused()
    steph.says("A bloody good day.")
    page.clock.fast_forward(A_WHILE)
    expect(why).to_have_value("Ours")
    expect(why).to_be_visible()
    expect(page.get_by_text(SWEARS)).to_have_count(0)
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.sees(BECAUSE)
    steph.sees(SWEARS)
    assert asked == []
