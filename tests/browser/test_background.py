"""Out of sight for a minute ends the official voice by itself; a countdown stays, and every phone sees what another one stopped."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Phone, beside

pytestmark = pytest.mark.browser

# A page behind another one stays "visible" to a driven browser.
COVER = """
(hidden) => {
  for (const [name, value] of Object.entries({ hidden, visibilityState: hidden ? "hidden" : "visible" }))
    Object.defineProperty(document, name, { configurable: true, get: () => value })
  document.dispatchEvent(new Event("visibilitychange"))
}
"""
COVERED_FROM_THE_START = """
for (const [name, value] of Object.entries({ hidden: true, visibilityState: "hidden" }))
  Object.defineProperty(document, name, { configurable: true, get: () => value })
"""
A_MINUTE = 61_000


@pytest.fixture
def official(steph: Phone) -> Phone:
    """Steph speaks as WV11, on a page whose clock can be moved."""
    steph.page.clock.install()
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    return steph


def switched_down(phone: Phone, milliseconds: int = A_MINUTE) -> None:
    """Time passes, and the page ends the voice without being asked."""
    with phone.page.expect_response(re.compile("/switch/steph$")):
        phone.page.clock.fast_forward(milliseconds)


def speaks_as_steph(phone: Phone) -> None:
    """Asked without any page: who the session speaks as."""
    answer = phone.page.request.get(f"{phone.url}/", max_redirects=0)
    assert answer.headers["location"].endswith("/as/steph/")


def test_after_a_minute_out_of_sight_the_session_is_personal(official: Phone) -> None:
    official.page.evaluate(COVER, True)
    switched_down(official)
    speaks_as_steph(official)
    official.speaks_as("Steph", "Personal")


def test_a_page_that_was_never_seen_counts_too(official: Phone) -> None:
    hidden = official.page.context.new_page()
    hidden.add_init_script(COVERED_FROM_THE_START)
    hidden.clock.install()
    hidden.goto(f"{official.url}/as/wv11/outbox")
    official.page.close()
    switched_down(Phone(hidden, official.finger, official.url))


def test_another_page_in_sight_keeps_the_voice(official: Phone) -> None:
    other = beside(official)
    official.page.evaluate(COVER, True)
    other.page.clock.install()
    other.opens("/as/wv11/outbox")
    other.speaks_as("WV11", "Official")
    official.page.clock.fast_forward(30_000)
    other.page.evaluate("() => localStorage.setItem('seen', Date.now() + 30_000)")
    official.page.clock.fast_forward(40_000)
    other.opens("/")
    other.speaks_as("WV11", "Official")


def test_a_page_that_comes_back_after_a_long_time_is_personal(official: Phone) -> None:
    official.page.evaluate("() => localStorage.setItem('seen', Date.now() - 3_600_000)")
    other = official.page.context.new_page()
    other.goto(f"{official.url}/as/wv11/")
    Phone(other, official.finger, official.url).speaks_as("Steph", "Personal")


def test_a_switch_that_did_not_get_through_is_made_by_the_next_page(official: Phone) -> None:
    official.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no connection')) }")
    official.page.evaluate(COVER, True)
    with official.page.expect_response(re.compile("/switch/steph$")) as answered:
        official.page.clock.fast_forward(A_MINUTE)
    assert answered.value.status == 303
    official.speaks_as("Steph", "Personal")


def test_a_running_countdown_stays_on_the_screen(official: Phone) -> None:
    official.says("Road closed until noon.")
    official.presses_bar("WV11")
    official.is_going_out_as("WV11")
    here = official.page.url
    official.page.evaluate("() => { document.querySelector('undo-ring').mark = true }")
    official.page.evaluate(COVER, True)
    switched_down(official)
    speaks_as_steph(official)
    assert official.page.url == here
    assert official.page.evaluate("() => document.querySelector('undo-ring').mark === true")
    official.page.evaluate(COVER, False)


def test_somebody_elses_countdown_notices_within_seconds(steph: Phone, colleague: Phone) -> None:
    colleague.opens("/")
    colleague.switches_to("WV11")
    colleague.speaks_as("WV11", "Official")
    colleague.says("Road closed until noon.")
    colleague.presses_bar("WV11")
    colleague.is_going_out_as("WV11")
    steph.opens("/as/wv11/outbox")
    steph.taps("Keep holding")
    expect(colleague.page.get_by_role("timer")).to_have_count(0)
    expect(colleague.page.get_by_role("main")).to_contain_text("Parked")
