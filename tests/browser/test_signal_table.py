"""The fault table: at every step the signal goes, at four places of an exchange or in silence. What the person saw, what the server did."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from pwa.store.tables import Lease, Post
from pwa.store.transaction import reading
from pwa.web.assets import File
from tests.browser.link import NEVER_THERE, Cut, Silence
from tests.browser.ride import BOX, Ride, drafts, left, posts, stephs_window, unconfirmed
from tests.browser.screens import WINDOW
from tests.browser.waits import heard, until

pytestmark = pytest.mark.browser

CUTS = [*Cut, *Silence]
PATIENCE = 8_000  # milliseconds: twice what it takes in silence, and less than a page that has begun to come is given

OPENED_AFTER = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"

NEWER = """async () => {
  const registration = await navigator.serviceWorker.getRegistration()
  await registration.update()
  return !!(registration.installing ?? registration.waiting)
}"""


@pytest.mark.parametrize("cut", [*Cut, Silence.LOST])
def test_compose(ride: Ride, cut: Cut | Silence) -> None:
    words = f"Written when the signal went {cut}."
    ride.phone.opens("/as/steph/?new=1")
    ride.link.cut("PUT", r"/as/steph/drafts/\w+", cut)
    ride.phone.says(words)
    ride.link.was_cut()
    saw = ride.sees("Kept on this phone, not saved yet")
    ride.never_said("Saved")
    with ride.page.expect_event("requestfailed", lambda one: one.url.endswith("/health")):  # it has asked once in vain
        ride.phone.opens("/as/steph/")  # the page was killed, and there is no signal
        ride.sees("No signal")
    assert ride.page.evaluate(OPENED_AFTER) < PATIENCE
    ride.link.mend()
    ride.phone.speaks_as("Steph", "Personal")  # the page leads on by itself
    if cut in NEVER_THERE:
        ride.sees("Waiting for you: 1 thing kept on this phone")
        ride.phone.taps("Look")
        card = ride.page.get_by_role("article").filter(has_text=words)
        card.get_by_role("button", name="Open", exact=True).click()
    expect(ride.phone.box(BOX)).to_have_value(words)
    if cut in NEVER_THERE:
        ride.phone.is_saved()
    assert (drafts(words), posts()) == (1, posts())
    ride.notes("compose", cut, saw, "one draft has the words, once the signal was back; nothing was held")


@pytest.mark.parametrize("cut", CUTS)
def test_hold(ride: Ride, cut: Cut | Silence) -> None:
    words = f"Posted when the signal went {cut}."
    ride.writes(words)
    before = len(posts())
    ride.link.cut("POST", "/as/steph/posts", cut)
    ride.phone.taps("Post as Steph")
    ride.link.was_cut()
    saw = ride.sees(unconfirmed(cut))
    ride.never_said("Going out", "Nothing was sent", "Nothing has gone out")
    ride.link.mend()
    if cut in NEVER_THERE:
        then = ride.sees("It did not arrive. Nothing was sent")
        expect(ride.phone.box(BOX)).to_have_value(words)
        assert (len(posts()), drafts(words)) == (before, 1)
        did = "nothing; it would refuse that hold from now on, however late it came"
    else:
        ride.phone.is_going_out_as("Steph")
        then = ride.sees("Nothing has gone out yet")
        assert len(posts()) == before + 1
        did = "held it once"
    ride.notes("hold", cut, f"{saw} Then: {then}", did)


@pytest.mark.parametrize("cut", [*Cut, Silence.LOST])
def test_countdown(ride: Ride, cut: Cut | Silence) -> None:
    ride.holds(f"Counting down when the signal went {cut}.")
    ride.link.cut("POST", r"/posts/\w+/heartbeat", cut)
    ride.link.was_cut()
    saw = ride.sees("No signal. It still goes out at")
    ride.link.mend()
    then = ride.sees("Nothing has gone out yet")
    assert len(posts("held")) == 1
    ride.notes("countdown", cut, f"{saw} Then: {then}", "kept its time")


@pytest.mark.parametrize("cut", CUTS)
def test_undo(ride: Ride, cut: Cut | Silence) -> None:
    words = f"Taken back when the signal went {cut}."
    ride.holds(words)
    ride.link.cut("POST", r"/posts/\w+/cancellation", cut)
    ride.phone.taps("Undo")
    ride.link.was_cut()
    saw = ride.sees("Not undone yet")
    ride.never_said("Undone", "back in your drafts")
    ride.link.mend()
    then = ride.sees("Undone. It is back in your drafts")
    expect(ride.phone.box(BOX)).to_have_value(words)
    assert (posts("held"), drafts(words)) == ([], 1)
    ride.notes("undo", cut, f"{saw} Then: {then}", "undid it once")


@pytest.mark.parametrize("cut", CUTS)
def test_switch(ride: Ride, cut: Cut | Silence) -> None:
    ride.phone.opens("/as/steph/?new=1")
    ride.link.cut("POST", "/switch/wv11", cut)
    ride.phone.switches_to("WV11")
    ride.link.was_cut()
    saw = ride.sees("No signal")
    ride.never_said("WV11", "Posting as")
    ride.link.mend()
    ride.phone.follows("Try again")
    ride.phone.speaks_as("Steph", "Personal")
    with reading() as session:
        assert session.exec(select(Lease).where(col(Lease.ended_at).is_(None))).all() == []
    ride.notes("switch to official", cut, f"{saw}, and no name. Then: Posting as Steph, Personal", "ended what it had opened, if it had")


def test_the_window_waits_for_a_phone_that_vanished(ride: Ride) -> None:
    words = "Held when the train went into a tunnel."
    stephs_window(20)
    ride.holds(words)
    stephs_window(WINDOW)
    until(heard)
    ride.link.away = True
    saw = ride.sees("No signal. It still goes out at")
    until(extended)
    ride.link.mend()
    then = ride.sees("The signal was lost, so it waits until")
    ride.phone.taps("Undo")
    ride.sees("Undone. It is back in your drafts")
    assert (posts("held"), left(), drafts(words)) == ([], 0, 1)
    ride.notes("countdown", "until the window was over", f"{saw} Then: {then} Then: Undone.", "waited once, a minute longer, and undid it")


def extended() -> bool:
    """Whether a window moved."""
    with reading() as session:
        return session.exec(select(Post).where(col(Post.extended_at).is_not(None))).first() is not None


@pytest.fixture
def renewed(ride: Ride) -> Iterator[Callable[[], None]]:
    """The worker is replaced by a newer one, which waits; the page that is open stays as it is."""
    assert ride.app
    assets = ride.app.extensions["assets"]
    older = assets.worker

    def renew() -> None:
        ride.page.evaluate("() => { document.body.mark = true }")
        assets.worker = File(older.body + f"// newer {time.monotonic()}\n".encode(), None, older.type)
        until(lambda: ride.page.evaluate(NEWER))  # one that is under way by itself may have looked too early
        assert ride.page.evaluate("() => document.body.mark")

    yield renew
    assets.worker = older


def test_a_new_worker_in_the_middle_of_each_step(ride: Ride, renewed: Callable[[], None]) -> None:
    words, cut = "Written while the worker was replaced.", "service worker replaced"
    ride.phone.opens("/as/steph/?new=1")
    ride.phone.says(words)
    renewed()
    saw = ride.sees("Saved")
    assert drafts(words) == 1
    ride.notes("compose", cut, saw, "one draft has the words")

    before = len(posts())
    ride.page.route("**/as/steph/holds/*", lambda route: route.abort())
    ride.link.cut("POST", "/as/steph/posts", Cut.UNHEARD)
    ride.phone.taps("Post as Steph")
    ride.link.was_cut()
    saw = ride.sees(unconfirmed())
    ride.link.mend()
    renewed()
    ride.page.unroute_all()
    ride.phone.is_going_out_as("Steph")
    assert len(posts()) == before + 1
    ride.notes("hold", cut, f"{saw} Then: {ride.sees('Nothing has gone out yet')}", "held it once")

    renewed()
    saw = ride.sees("Nothing has gone out yet")
    ride.notes("countdown", cut, saw, "kept its time; the countdown was never navigated away")

    ride.page.route("**/cancellation", lambda route: route.abort())
    ride.phone.taps("Undo")
    saw = ride.sees("Not undone yet")
    renewed()
    ride.page.unroute_all()
    then = ride.sees("Undone. It is back in your drafts")
    expect(ride.phone.box(BOX)).to_have_value(words)
    assert (posts("held"), drafts(words)) == ([], 1)
    ride.notes("undo", cut, f"{saw} Then: {then}", "undid it once")
