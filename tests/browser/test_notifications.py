"""A notification's Stop: what the server pushed, read as a browser reads it, shown by the worker, tapped with every page closed."""

import json
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from pwa.herald import Herald
from pwa.store import ledger
from pwa.store.tables import Person, Post
from pwa.store.transaction import reading
from tests.browser.conftest import Site
from tests.browser.screens import Phone
from tests.browser.told import CHANGED, SHOWN, SUBSCRIBES, TAPPED, Told, asks_to_be_told
from tests.browser.waits import comes_true, has_its_worker, until
from tests.push_service import PushService, push_service

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

PLAIN = """async () => {
  const registration = await navigator.serviceWorker.ready
  await registration.showNotification("WV11: it has left", { data: { url: "/waiting" } })
}"""
WORDS = "What a useless council."


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def herald(site: Site) -> Iterator[Herald]:
    """A herald at work."""
    herald = Herald(site.app.extensions["settings"])
    working = threading.Thread(target=herald.run)
    working.start()
    yield herald
    herald.stop()
    working.join()


@pytest.fixture
def anna(colleague: Phone, service: PushService, herald: Herald) -> Told:
    """Anna speaks for WV11, and has asked for notifications in its outbox."""
    return asks_to_be_told(colleague, service)


def holds_as_wv11(steph: Phone, words: str, window: int) -> Post:
    steph.sets_window("wv11", window)
    steph.opens("/")
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says(words)
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    with reading() as session:
        return session.exec(select(Post)).one()


def close_every(pages: list[Page]) -> None:
    for page in pages:
        page.close()


def test_stop_works_with_every_page_closed(anna: Told, steph: Phone) -> None:
    post = holds_as_wv11(steph, WORDS, 60)
    [pushed] = anna.subscribed.waits_for(1)
    [shown] = anna.gets(pushed)
    assert re.fullmatch(r"Goes out in \d+ s as WV11", shown["title"])
    assert WORDS not in str(shown)
    assert (shown["actions"], shown["tag"]) == (["stop", "all"], post.public_id)

    worker = anna.worker
    close_every(anna.phone.page.context.pages)
    close_every(steph.page.context.pages)
    worker.evaluate(TAPPED, "stop")
    [shown] = worker.evaluate(SHOWN)
    assert (shown["title"], shown["actions"]) == ("Stopped", [])
    assert "nothing has gone out. The words went back to the drafts of Steph." in shown["body"]

    with reading() as session:
        assert session.get_one(Post, post.id).state == "cancelled"
        [chain] = [one for one in ledger.chains(session) if one.startswith("organisation:")]
        told = [json.loads(line.body) for line in ledger.lines(session, chain)]
        anna_is = session.exec(select(Person.public_id).where(col(Person.name) == "Anna")).one()
    undone = next(line for line in told if line["verb"] == "undone")
    held = next(line for line in told if line["verb"] == "held")
    assert (undone["post"], undone["way"]) == (post.public_id, "notification")
    assert undone["by"] == anna_is != held["by"]
    assert anna.subscribed.waits_for(2)[1].says["title"] == "WV11: undone"


def test_without_a_connection_it_never_says_stopped(anna: Told, steph: Phone) -> None:
    post = holds_as_wv11(steph, WORDS, 120)
    anna.gets(anna.subscribed.waits_for(1)[0])
    context, worker = anna.phone.page.context, anna.worker
    context.set_offline(True)
    worker.evaluate(f"() => {{ self.tapping = ({TAPPED})('stop') }}")
    until(lambda: anna.shows()[0]["title"] == "Not confirmed yet: no answer")
    assert "Tap to try again" in anna.shows()[0]["body"]
    with reading() as session:
        assert session.get_one(Post, post.id).state == "held"
    context.set_offline(False)
    worker.evaluate("() => self.tapping")
    if anna.shows()[0]["title"] != "Stopped":  # it had given up: a plain tap tries again
        worker.evaluate(TAPPED, "")
    assert anna.shows()[0]["title"] == "Stopped"
    with reading() as session:
        assert session.get_one(Post, post.id).state == "cancelled"


def test_too_late_says_when_it_left(anna: Told, steph: Phone) -> None:
    holds_as_wv11(steph, WORDS, 5)
    [pushed] = anna.subscribed.waits_for(1)
    anna.gets(pushed)
    assert anna.subscribed.waits_for(2)[1].says["title"] == "WV11: it has left"
    anna.worker.evaluate(TAPPED, "stop")
    [shown] = anna.shows()
    assert re.fullmatch(r"Too late: it left at \d\d:\d\d:\d\d", shown["title"])
    assert shown["actions"] == []


def test_a_session_that_was_ended_stops_nothing_and_says_so(anna: Told, steph: Phone) -> None:
    post = holds_as_wv11(steph, WORDS, 60)
    anna.gets(anna.subscribed.waits_for(1)[0])
    anna.phone.page.context.clear_cookies()
    anna.worker.evaluate(TAPPED, "stop")
    [shown] = anna.shows()
    assert shown["title"] == "You are signed out"
    assert "still goes out at its time" in shown["body"]
    with reading() as session:
        assert session.get_one(Post, post.id).state == "held"


def test_notifications_are_turned_off_where_the_sessions_are(anna: Told, steph: Phone) -> None:
    anna.phone.chooses("Sessions")
    anna.phone.sees("gets notifications")
    anna.phone.taps("Turn notifications off")
    anna.phone.sees("This phone gets no notifications any more.")
    expect(anna.phone.page.get_by_text("gets notifications")).to_have_count(0)
    holds_as_wv11(steph, WORDS, 5)
    steph.sees("Sent")
    assert anna.subscribed.got == []


@pytest.mark.parametrize("given", ["the new one", "only the old one"])
def test_a_browser_that_is_reached_elsewhere_from_now_on_is_reached_there(
    anna: Told, steph: Phone, service: PushService, given: str
) -> None:
    """With every page closed: the worker tells the server what the browser has changed."""
    elsewhere, worker = service.browser(), anna.worker
    close_every(anna.phone.page.context.pages)
    worker.evaluate(SUBSCRIBES, elsewhere.fields)
    worker.evaluate(CHANGED, {"fresh": elsewhere.fields, "old": True} if given == "the new one" else {"old": True})
    holds_as_wv11(steph, WORDS, 60)
    [pushed] = elsewhere.waits_for(1)
    assert pushed.says["title"].endswith(" as WV11")
    assert anna.subscribed.got == []


def test_a_browser_that_can_be_reached_nowhere_any_more_asks_for_nothing(anna: Told, steph: Phone) -> None:
    anna.worker.evaluate(CHANGED, {})
    holds_as_wv11(steph, WORDS, 60)
    assert anna.subscribed.waits_for(1)


def test_a_notification_that_was_tapped_is_read(steph: Phone) -> None:
    page = steph.page
    page.context.grant_permissions(["notifications"], origin=steph.url)
    has_its_worker(page)
    page.evaluate(PLAIN)
    [worker] = page.context.service_workers
    assert [shown["title"] for shown in worker.evaluate(SHOWN)] == ["WV11: it has left"]
    worker.evaluate("() => { self.clients.openWindow = async (address) => { self.opened = address } }")  # no person's finger, no window
    worker.evaluate(TAPPED, "")
    assert worker.evaluate(SHOWN) == []
    assert worker.evaluate("() => self.opened") == f"{steph.url}/waiting"


def test_nobody_is_asked_when_a_page_opens_and_a_no_is_remembered(steph: Phone) -> None:
    steph.page.add_init_script("Notification.requestPermission = () => { throw new Error('asked without being asked') }")
    steph.opens("/as/wv11/outbox")
    steph.sees("Get a notification when somebody posts as WV11")
    steph.taps("Not now")
    steph.opens("/as/wv11/outbox")
    expect(steph.page.get_by_text("Get a notification")).not_to_be_visible()


def test_a_phone_that_refuses_is_told_how_to_mend_it(steph: Phone) -> None:
    steph.page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    steph.opens("/as/wv11/outbox")
    expect(steph.page.get_by_role("button", name="Get notifications", exact=True)).not_to_be_visible()
    steph.chooses("Sessions")
    steph.sees("This browser does not let Only Human show notifications.")
    expect(steph.page.get_by_role("button", name="Get notifications", exact=True)).not_to_be_visible()


def test_the_badge_counts_what_is_held(steph: Phone) -> None:
    steph.page.add_init_script("navigator.setAppBadge = async (held) => { window.badge = Number(held) }")
    holds_as_wv11(steph, WORDS, 30)
    comes_true(steph.page, "() => window.badge === 1")
    steph.taps("Undo")
    steph.sees("Undone")
    comes_true(steph.page, "() => window.badge === 0")
