"""Words that only the phone has: through a dead battery, an older version of the app, a second device and a signal that comes back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from pwa.store.tables import DraftPart, Post
from pwa.store.transaction import reading
from tests.browser.screens import Phone, beside
from tests.browser.told import SHOWN, may_notify
from tests.browser.waits import comes_true, has_its_worker, until

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

BOX, SAID = "What do you want to say?", "Road closed until noon."
NOW, NOW_IN_WELSH = r"(this minute|1 minute ago)\.", r"(y funud hon|1 mun yn ôl)\."  # a busy machine looks later
UNSENT = "The signal is back. Nothing was sent."
KEPT = """async (words) => {
  const { lookAll } = await import(document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "js/lib/kept.js"))
  return (await lookAll("drafts")).some(([, { parts }]) => parts.join(" ") === words)
}"""
TOLD = """async () => {
  await signalIsBack()
  return (await registration.getNotifications()).map(({ title }) => title)
}"""
SYNCED = """() => {
  const event = new SyncEvent("sync", { tag: "waiting" })
  let done
  Object.defineProperty(event, "waitUntil", { value: (promise) => { done = promise } })
  self.dispatchEvent(event)
  return done.then(() => "done", () => "again")
}"""
ASKED_FOR = """async () => (await (await navigator.serviceWorker.ready).sync.getTags()).includes("waiting")"""
KEEP = """async (copy) => {
  const { keep } = await import(document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "js/lib/kept.js"))
  await keep("drafts", `${copy.whose ?? document.documentElement.dataset.person}:${(copy.draft ?? "d").repeat(16)}`, copy)
}"""
HOUR = 3_600_000
KEPT_AGAIN = """async () => {
  for (const name of await caches.keys()) await (await caches.open(name)).add("/offline")
}"""
OLDER = """([person, draft, handle]) => {
  const copy = { parts: ["From the older version."], version: 0, href: `/as/${handle}/drafts/${draft}` }
  localStorage.setItem(`words:${person}:${draft}`, JSON.stringify(copy))
  localStorage.setItem("scrap", JSON.stringify("A scrap of the older version."))
}"""


def unheard(page: Page) -> None:
    """Every save of this page is lost on its way."""
    page.route(re.compile(r"/as/\w+/drafts/\w+$"), lambda route: route.abort() if route.request.method == "PUT" else route.continue_())


def test_a_dead_battery_costs_no_words(steph: Phone) -> None:
    context = steph.page.context
    unheard(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.says(SAID)
    comes_true(steph.page, KEPT, SAID)
    # Nothing more happens on that page, not even a good-bye.
    other = Phone(context.new_page(), steph.finger, steph.url)
    other.opens("/waiting")
    other.taps("Open")
    expect(other.box(BOX)).to_have_value(SAID)
    other.is_saved()
    expect(other.page.get_by_text("Waiting for you")).to_have_count(0)


def test_the_last_keystrokes_before_a_page_is_closed_are_kept(steph: Phone) -> None:
    unheard(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.says(SAID)
    steph.opens("/identities")
    steph.opens("/waiting")
    expect(steph.page.get_by_role("article")).to_contain_text(SAID)


def test_what_an_older_version_kept_is_moved_in_once(steph: Phone) -> None:
    person = steph.page.evaluate("() => document.documentElement.dataset.person")
    steph.page.evaluate(OLDER, [person, "a" * 16, "steph"])
    for _ in range(2):
        steph.opens("/waiting")
        expect(steph.page.get_by_role("article")).to_have_count(2)
        steph.sees("From the older version.")
        steph.sees("A scrap of the older version.")
    assert steph.page.evaluate("() => Object.keys(localStorage).filter((key) => /words|scrap/.test(key))") == []


def test_they_are_kept_within_a_second_of_a_pause(steph: Phone) -> None:
    unheard(steph.page)
    steph.page.clock.install()
    steph.opens("/as/steph/?new=1")
    steph.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    steph.says(SAID)
    steph.page.clock.run_for(1_000)
    comes_true(steph.page, KEPT, SAID)


def test_two_versions_wait_for_a_choice_through_a_reload(steph: Phone) -> None:
    steph.opens("/as/steph/?new=1")
    steph.says("Begun.")
    steph.is_saved()
    other = beside(steph)
    expect(other.box(BOX)).to_have_value("Begun.")
    other.says("Begun, and gone on with on the laptop.")
    other.is_saved()
    steph.says("Begun, and gone on with on the phone.")
    steph.sees("This draft was changed somewhere else. Nothing is lost.")
    steph.opens("/as/steph/")
    steph.sees("This draft was changed somewhere else. Nothing is lost.")
    steph.taps("Keep both")
    steph.is_saved()
    other.opens("/as/steph/")
    expect(other.box(BOX)).to_have_value("Begun, and gone on with on the phone.")
    expect(other.box("Part 2")).to_have_value("Begun, and gone on with on the laptop.")


def test_a_choice_whose_other_words_did_not_come_is_offered_with_the_next_key(steph: Phone) -> None:
    steph.opens("/as/steph/?new=1")
    steph.says("Begun.")
    steph.is_saved()
    other = beside(steph)
    other.says("Begun, and gone on with on the laptop.")
    other.is_saved()
    steph.page.route("**/drafts/*", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    with steph.page.expect_event("requestfailed", lambda request: request.method == "GET"):
        steph.says("Begun, and gone on with on the phone.")
    steph.page.unroute("**/drafts/*")
    steph.says("Begun, and gone on with on the phone!")
    steph.sees("This draft was changed somewhere else. Nothing is lost.")


def test_signing_out_shows_them_first(steph: Phone) -> None:
    unheard(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.says(SAID)
    steph.sees("Kept on this phone, not saved yet")
    steph.opens("/identities")
    steph.taps("Menu")
    steph.taps("Sign out")
    steph.is_at("/sign-out")
    expect(steph.page.get_by_role("article")).to_contain_text(SAID)


def test_when_the_signal_is_back_the_worker_says_so_and_sends_nothing(steph: Phone) -> None:
    page, context = steph.page, steph.page.context
    context.grant_permissions(["notifications", "background-sync"], origin=steph.url)
    has_its_worker(page)
    context.set_offline(True)
    steph.opens("/as/steph/")
    steph.box("Words to keep on this phone").fill(SAID)
    steph.sees("No signal. This is kept here")
    comes_true(page, ASKED_FOR)
    context.set_offline(False)
    steph.sees("The signal is back")
    expect(steph.box("Words to keep on this phone")).to_have_value(SAID)  # no page comes over somebody who writes
    [worker] = context.service_workers
    page.goto("about:blank")
    assert worker.evaluate(TOLD) == ["Your draft is waiting"]
    with reading() as session:
        assert session.exec(select(Post)).all() == []


def test_background_sync_says_that_words_wait_and_sends_none(steph: Phone) -> None:
    page, context = steph.page, steph.page.context
    cdp, number = may_notify(steph)
    page.evaluate(KEEP, {"parts": [SAID]})
    [worker] = context.service_workers
    page.goto("about:blank")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    cdp.send("ServiceWorker.dispatchSyncEvent", {"origin": steph.url, "registrationId": number, "tag": "waiting", "lastChance": False})
    until(lambda: worker.evaluate(SHOWN))
    [shown] = worker.evaluate(SHOWN)
    assert shown["title"] == "Your draft is waiting"
    assert re.fullmatch(f"Kept {NOW} {UNSENT}", shown["body"])
    page.wait_for_timeout(1_000)  # time enough to send something
    assert [one for one in asked if "/static/" not in one] == [f"GET {steph.url}/waiting"]
    with reading() as session:
        assert session.exec(select(Post)).all() == []
        assert session.exec(select(DraftPart)).all() == []  # nor saved


def test_a_page_that_cannot_save_asks_to_be_woken_when_it_can(steph: Phone) -> None:
    has_its_worker(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.page.context.set_offline(True)
    steph.says(SAID)
    steph.sees("Kept on this phone, not saved yet")
    comes_true(steph.page, ASKED_FOR)


def test_in_silence_the_worker_says_nothing_and_is_woken_again(steph: Phone) -> None:
    page, context = steph.page, steph.page.context
    may_notify(steph)
    page.evaluate(KEEP, {"parts": [SAID]})
    [worker] = context.service_workers
    page.goto("about:blank")
    context.route("**/waiting", lambda _: None)
    assert (worker.evaluate(SYNCED), worker.evaluate(SHOWN)) == ("again", [])
    context.unroute("**/waiting")
    assert worker.evaluate(SYNCED) == "done"
    assert [shown["title"] for shown in worker.evaluate(SHOWN)] == ["Your draft is waiting"]


def test_the_worker_counts_what_the_tray_shows_and_tells_nobody_of_anybody_elses_words(steph: Phone) -> None:
    page = steph.page
    may_notify(steph)
    page.evaluate(KEEP, {"parts": ["Anna’s."], "whose": "anna"})
    page.evaluate(KEEP, {"parts": [" "]})
    assert bodies(steph) == []
    steph.opens("/waiting")
    now = page.evaluate("() => Date.now()")
    page.evaluate(KEEP, {"parts": [SAID], "draft": "e", "at": now - 2 * HOUR})
    assert bodies(steph) == [f"Kept 2 hours ago. {UNSENT}"]
    steph.opens("/waiting")
    page.evaluate(KEEP, {"parts": [SAID], "draft": "f", "at": now - HOUR})
    assert bodies(steph) == [f"Waiting: 2, the newest kept 1 hour ago. {UNSENT}"]
    steph.opens("/waiting")
    page.context.clear_cookies()  # signed out from somewhere else
    page.evaluate("async () => (await (await navigator.serviceWorker.ready).getNotifications()).forEach((shown) => shown.close())")
    assert bodies(steph) == []


def test_the_worker_calls_nothing_unsent_that_may_be_out_and_speaks_as_the_kept_page(steph: Phone) -> None:
    page, context = steph.page, steph.page.context
    context.grant_permissions(["notifications"], origin=steph.url)
    has_its_worker(page)
    page.evaluate(KEEP, {"parts": [SAID]})
    assert re.fullmatch(f"Kept {NOW} {UNSENT}", "".join(bodies(steph)))
    steph.opens("/waiting")
    page.evaluate(KEEP, {"parts": [SAID], "holding": "K"})
    assert re.fullmatch(f"Kept {NOW} Not confirmed yet: look what became of it.", "".join(bodies(steph)))
    context.add_cookies([{"name": "language", "value": "cy", "url": steph.url}])
    steph.opens("/waiting")
    page.evaluate(KEPT_AGAIN)
    steph.opens("/waiting")
    steph.sees(re.compile(f"Ysgrifennwyd {NOW_IN_WELSH}"))
    assert re.fullmatch(f"Cadwyd {NOW_IN_WELSH} Heb ei gadarnhau eto: edrychwch beth ddigwyddodd iddo.", "".join(bodies(steph)))


def bodies(phone: Phone) -> list[str]:
    """What the worker says while no page is open."""
    [worker] = phone.page.context.service_workers
    phone.page.goto("about:blank")
    said: list[str] = worker.evaluate(TOLD.replace("title", "body"))
    return said
