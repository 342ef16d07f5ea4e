"""The phone kills the page, not the server: whoever opens the app again is told the truth, and nothing was sent by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.link import Cut
from tests.browser.ride import BOX, Ride, drafts, posts
from tests.browser.waits import has_forgotten, heard, until

pytestmark = pytest.mark.browser

CUTS = [Cut.BEFORE, Cut.AFTER]


@pytest.mark.parametrize("cut", CUTS)
def test_in_the_hold(ride: Ride, cut: Cut) -> None:
    words, before = f"Posted, the signal gone {cut}, and then the page was killed.", len(posts())
    ride.writes(words)
    ride.link.cut("POST", "/as/steph/posts", cut)
    ride.phone.taps("Post as Steph")
    ride.link.was_cut()
    ride.sees("Not confirmed yet")
    ride.dies()
    if cut == Cut.BEFORE:
        expect(ride.phone.box(BOX)).to_have_value(words)
        assert (len(posts()), drafts(words)) == (before, 1)
        ride.notes("hold", f"{cut}, page killed", "Opened again: the words in the composer", "nothing; it has the words as a draft")
    else:
        it_is_held_once(ride, "hold", cut, before)


def test_in_an_official_hold(ride: Ride) -> None:
    before = len(posts())
    ride.speaks_as_wv11()
    ride.presses_bar("Pressed, and then the page was killed.", Cut.AFTER)
    ride.dies()
    it_is_held_once(ride, "official hold", Cut.AFTER, before, "WV11")
    ride.phone.speaks_as("Steph", "Personal")


def it_is_held_once(ride: Ride, step: str, cut: Cut, before: int, voice: str = "Steph") -> None:
    """Its countdown stands there, and nothing waits on the phone any more."""
    ride.phone.is_going_out_as(voice)
    saw = ride.sees("Nothing has gone out yet")
    assert (len(posts()), len(posts("held"))) == (before + 1, 1)
    has_forgotten(ride.page)
    ride.phone.opens("/waiting")
    ride.sees("Nothing is waiting on this phone.")
    ride.phone.opens("/start")
    ride.notes(step, f"{cut}, page killed", f"Opened again: {saw}", "held it once")


def test_in_the_countdown(ride: Ride) -> None:
    words = "Counting down when the page was killed."
    ride.holds(words)
    until(heard)
    ride.dies()
    ride.phone.is_going_out_as("Steph")
    saw = ride.sees("Nothing has gone out yet")
    ride.phone.opens("/as/steph/outbox")
    card = ride.page.get_by_role("article").filter(has_text=words)
    expect(card).to_contain_text("Held")
    card.get_by_role("button", name="Undo", exact=True).click()
    then = ride.sees("Undone. It is back in your drafts")
    expect(ride.phone.box(BOX)).to_have_value(words)
    assert (posts("held"), drafts(words)) == ([], 1)
    ride.notes("countdown", "page killed", f"Opened again: {saw} In the outbox: Held. Then: {then}", "kept its time, and undid it once")


@pytest.mark.parametrize("cut", CUTS)
def test_in_the_undo(ride: Ride, cut: Cut) -> None:
    words = f"Taken back, the signal gone {cut}, and then the page was killed."
    ride.holds(words)
    ride.link.cut("POST", r"/posts/\w+/cancellation", cut)
    ride.phone.taps("Undo")
    ride.link.was_cut()
    ride.sees("Not undone yet")
    ride.dies()
    saw = "Opened again: the words in the composer"
    if cut == Cut.BEFORE:
        saw = f"Opened again: the countdown, which goes on. Then: {ride.sees('Undone. It is back in your drafts')}"
    expect(ride.phone.box(BOX)).to_have_value(words)
    assert (posts("held"), drafts(words)) == ([], 1)
    ride.notes("undo", f"{cut}, page killed", saw, "undid it once")
