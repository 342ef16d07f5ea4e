"""The fault table of an official voice: its bar, a lease that runs out, and Stop from a notification."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import col, update

from pwa.rules.alert import Told
from pwa.rules.alert_words import in_english, payload
from pwa.store.tables import Lease
from pwa.store.transaction import transaction
from tests.browser.link import NEVER_THERE, Cut, Silence
from tests.browser.ride import BOX, Ride, drafts, posts
from tests.browser.screens import WINDOW
from tests.browser.told import TAPPED, Notified, may_notify
from tests.browser.waits import until

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

READ = "async () => (await registration.getNotifications()).forEach((shown) => shown.close())"


@pytest.fixture
def wv11(ride: Ride) -> Ride:
    """Steph speaks as WV11."""
    ride.speaks_as_wv11()
    return ride


@pytest.mark.parametrize("cut", [*Cut, Silence.LOST])
def test_hold(wv11: Ride, cut: Cut | Silence) -> None:
    words, before = f"Pressed when the signal went {cut}.", len(posts())
    saw = wv11.presses_bar(words, cut)
    wv11.never_said("Going out", "Nothing was sent", "Nothing has gone out")
    wv11.link.mend()
    if cut in NEVER_THERE:
        then = wv11.sees("It did not arrive. Nothing was sent")
        expect(wv11.phone.box(BOX)).to_have_value(words)
        assert (len(posts()), drafts(words)) == (before, 1)
        did = "nothing; it would refuse that hold from now on, however late it came"
    else:
        wv11.phone.is_going_out_as("WV11")
        then = wv11.sees("Nothing has gone out yet")
        assert (len(posts()), len(posts("held"))) == (before + 1, 1)
        did = "held it once"
    wv11.notes("official hold", cut, f"{saw} Then: {then}", did)


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.UNHEARD])
def test_the_lease_runs_out_before_it_is_sent_again(wv11: Ride, cut: Cut | Silence) -> None:
    words, before = f"Pressed under a lease that ran out, the signal gone {cut}.", len(posts())
    wv11.page.route("**/as/wv11/holds/*", lambda route: route.abort())  # the thumb is quicker than the page's own question
    saw = wv11.presses_bar(words, cut)
    with transaction() as session:
        session.exec(update(Lease).where(col(Lease.ended_at).is_(None)).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    wv11.link.mend()
    wv11.phone.taps("Send it again")
    if cut in NEVER_THERE:
        then = wv11.sees("This draft is WV11’s. You are posting as Steph.")
        wv11.sees("Nothing was sent. The words are safe in WV11’s drafts.")
        wv11.sees(words)
        assert (len(posts()), drafts(words)) == (before, 1)
        did = "refused it, for its lease was over, and kept the words once"
    else:
        wv11.phone.is_going_out_as("WV11")
        wv11.phone.speaks_as("Steph", "Personal")
        then = wv11.sees("Nothing has gone out yet")
        assert (len(posts()), len(posts("held")), drafts(words)) == (before + 1, 1, 0)
        did = "had held it while the lease was good, and did not hold it twice"
    wv11.page.unroute_all()
    wv11.notes("official hold, lease over", cut, f"{saw} Sent again by a tap: {then}", did)


@pytest.mark.parametrize("cut", [*Cut, Silence.LOST])
def test_stop_from_a_notification(ride: Ride, cut: Cut | Silence) -> None:
    ride.holds(f"Stopped from a notification when the signal went {cut}.")
    [post] = posts("held")
    told = notified(ride, post)
    ride.page.goto("about:blank")
    ride.link.cut("POST", f"/posts/{post}/cancellation", cut)
    told.worker.evaluate(f"() => {{ self.tapping = ({TAPPED})('stop') }}")
    ride.link.was_cut()
    until(lambda: not told.shows()[0]["title"].startswith("Goes out"))
    [saw] = told.shows()
    assert (saw["title"], saw["actions"]) == ("Not confirmed yet: no answer", ["stop", "all"])
    ride.link.mend()
    told.worker.evaluate("() => self.tapping")
    [then] = told.shows()
    assert (then["title"], then["actions"], posts("held")) == ("Stopped", [], [])
    ride.notes("Stop in a notification", cut, f"{saw['title']}. {saw['body']} Then: {then['title']}", "undid it once")


def notified(ride: Ride, post: str) -> Notified:
    """The phone shows what the server tells whoever else may stop it."""
    told = Notified(ride.phone, *may_notify(ride.phone))
    now = datetime.now(UTC)
    due = now + timedelta(seconds=WINDOW)
    says = payload(
        Told.HELD, post=post, name="Steph", words=None, at=due, due=due, now=now, held=1, say=lambda *said: in_english("en", *said)
    )
    told.worker.evaluate(READ)
    told.receives(json.loads(says))
    return told
