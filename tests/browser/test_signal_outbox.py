"""Beside the countdown: what stops a post repeats itself wherever a post stands, and a list says when it can be old."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.link import Cut
from tests.browser.ride import BOX, Ride, drafts, posts
from tests.browser.waits import comes_true, has_its_worker, until

pytestmark = pytest.mark.browser

CUTS = [Cut.BEFORE, Cut.AFTER]
LOOKED_AT_AGAIN = "() => document.dispatchEvent(new Event('visibilitychange'))"
IS_BUSY = "() => setTimeout(() => { for (const end = Date.now() + 5_000; Date.now() < end; ); })"
ANSWERED = """() => Promise.race([
  fetch("/health").then(() => "answered"),
  new Promise((resolve) => setTimeout(resolve, 3_000, "waits for the worker")),
])"""
MAY_BE_OLD = "No signal. This may have changed since."


def in_the_outbox(ride: Ride, words: str) -> None:
    ride.phone.opens("/as/steph/outbox")
    expect(ride.page.get_by_role("article").first).to_contain_text(words)


def in_the_countdown(ride: Ride, words: str) -> None:
    ride.sees(words)


def presses_in_vain(ride: Ride, name: str, path: str, cut: Cut) -> str:
    """What the person sees then; the signal is back behind it."""
    ride.link.cut("POST", rf"/posts/\w+/{path}", cut)
    ride.page.get_by_role("button", name=name, exact=True).click()
    ride.link.was_cut()
    saw = ride.sees("Nobody has answered; asking again.")
    ride.never_said("back in your drafts", "Hold it again")
    ride.link.mend()
    return saw


@pytest.mark.parametrize("cut", CUTS)
def test_an_undo_in_the_outbox_repeats_itself(ride: Ride, cut: Cut) -> None:
    words = f"In the outbox when the signal went {cut}."
    ride.holds(words)
    in_the_outbox(ride, words)
    saw = presses_in_vain(ride, "Undo", "cancellation", cut)
    then = ride.sees("Undone. It is back in your drafts")
    expect(ride.phone.box(BOX)).to_have_value(words)
    assert (posts("held"), drafts(words)) == ([], 1)
    ride.notes("undo in the outbox", cut, f"{saw} Then: {then}", "undid it once")


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("place", [in_the_outbox, in_the_countdown])
def test_keep_holding_repeats_itself(ride: Ride, cut: Cut, place: Callable[[Ride, str], None]) -> None:
    words = f"To be kept {place.__name__} when the signal went {cut}."
    ride.holds(words)
    place(ride, words)
    saw = presses_in_vain(ride, "Keep holding", "parking", cut)
    ride.sees("Hold it again")
    assert (len(posts("held")), len(posts("parked"))) == (0, 1)
    ride.notes(f"keep holding {place.__name__.replace('_', ' ')}", cut, f"{saw} Then: its page, parked", "parked it once")
    ride.page.get_by_role("button", name="Undo", exact=True).click()
    ride.sees("Undone. It is back in your drafts")


def test_a_page_that_is_left_asks_once_more_on_its_way_out(ride: Ride) -> None:
    words = "Undone in vain, and then the page was left."
    ride.holds(words)
    in_the_outbox(ride, words)
    ride.page.evaluate("() => { window.setTimeout = () => 0 }")  # this page comes to no second time of asking
    ride.page.route("**/cancellation", lambda route: route.abort())
    ride.page.get_by_role("button", name="Undo", exact=True).click()
    ride.sees("Not undone yet. Nobody has answered; asking again.")
    ride.page.unroute("**/cancellation")
    ride.phone.opens("/identities")
    until(lambda: (posts("held"), drafts(words)) == ([], 1))


def test_no_worker_stands_between_a_page_and_its_last_words(ride: Ride) -> None:
    """What it has in hand when the page ends, is lost with the page: on a busy machine every second time."""
    ride.phone.opens("/as/steph/outbox")
    has_its_worker(ride.page)
    ride.page.context.service_workers[0].evaluate(IS_BUSY)
    assert ride.page.evaluate(ANSWERED) == "answered"


def test_a_list_says_at_once_that_it_may_be_old_and_moves_nothing_for_it(ride: Ride) -> None:
    words = "Watched from the outbox."
    ride.holds(words)
    in_the_outbox(ride, words)
    undo = ride.page.get_by_role("button", name="Undo", exact=True)
    expect(ride.page.locator("[data-ends-at]").first).to_contain_text(re.compile(r"\d"))
    before = undo.bounding_box()
    ride.page.context.set_offline(True)
    ride.sees(MAY_BE_OLD)
    assert undo.bounding_box() == before
    ride.page.context.set_offline(False)
    comes_true(ride.page, "(words) => !document.body.innerText.includes(words)", MAY_BE_OLD)
    ride.link.cut("GET", "/as/steph/outbox", Cut.BEFORE)
    ride.page.evaluate(LOOKED_AT_AGAIN)
    ride.link.was_cut()
    ride.sees(MAY_BE_OLD)
    ride.link.mend()
    ride.page.evaluate(LOOKED_AT_AGAIN)
    comes_true(ride.page, "(words) => !document.body.innerText.includes(words)", MAY_BE_OLD)
    undo.click()
    ride.sees("Undone. It is back in your drafts")
