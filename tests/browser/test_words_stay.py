"""Words that could be lost between two moments: before the scripts ran, after the tap on Post, on a dead connection, on a full phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.album import Link, adds, two_photos
from tests.browser.screens import Phone
from tests.browser.test_signal_words import KEPT, unheard
from tests.browser.waits import comes_true, has_forgotten, until
from tests.web.elsewhere import connected

pytestmark = pytest.mark.browser

BOX = "What do you want to say?"
SAID = "Road closed until noon."
POST = "Post as Steph"
SAVES = re.compile(r"/as/\w+/drafts/\w+$")
KEPT_MODULE = 'await import(document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "js/lib/kept.js"))'
# One word in the box before any of the page's scripts has run.
QUICK = """document.addEventListener("readystatechange", () => {
  if (document.readyState === "interactive") document.querySelector("#draft textarea").value = "Quick."
})"""
KEEP = f"""async ([key, copy]) => {{
  const {{ keep }} = {KEPT_MODULE}
  await keep("drafts", key.replace("PERSON", document.documentElement.dataset.person), copy)
}}"""
KEYS = f"""async () => {{
  const {{ lookAll }} = {KEPT_MODULE}
  return (await lookAll("drafts")).map(([key]) => key.replace(document.documentElement.dataset.person, "PERSON"))
}}"""
IMPATIENT = """const limit = AbortSignal.timeout
AbortSignal.timeout = (milliseconds) => limit.call(AbortSignal, milliseconds / 4)"""
FILLED = """() => {
  for (let size = 1 << 20; size; size >>= 1) {
    try { for (let n = 0; ; n++) localStorage.setItem(`fill-${size}-${n}`, "x".repeat(size)) } catch {}
  }
}"""
# Somebody else is at them for a while: a write waits.
BUSY = """([store, milliseconds]) => new Promise((begun) => {
  indexedDB.open("onlyhuman").onsuccess = ({ target }) => {
    const rows = target.result.transaction(store, "readwrite").objectStore(store)
    const until = Date.now() + milliseconds
    const again = () => {
      begun()
      if (Date.now() < until) rows.get("none").onsuccess = again
    }
    again()
  }
})"""
CLOSED = """() => {
  dispatchEvent(new Event("pagehide"))
  return JSON.stringify(localStorage)
}"""
SAYS = """() => {
  const place = document.querySelector("[data-saved]")
  window.said = []
  new MutationObserver(() => said.push(place.textContent)).observe(place, { childList: true })
}"""
CONFIRMED = "() => document.addEventListener('onlyhuman:saved', () => { window.confirmed = true })"
NO_TRAY_TIMER = """const later = window.setTimeout
window.setTimeout = (act, milliseconds, ...given) => milliseconds === 400 ? 0 : later(act, milliseconds, ...given)"""


def begun(phone: Phone) -> None:
    """A draft that the server has."""
    phone.opens("/as/steph/?new=1")
    phone.says("Begun.")
    phone.is_saved()


def is_full(page: Page, url: str) -> None:
    """No room in the phone's database."""
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": 1})


def test_a_quick_thumb_and_the_words_of_this_phone_both_stay(steph: Phone) -> None:
    begun(steph)
    unheard(steph.page)
    steph.says(SAID)
    comes_true(steph.page, KEPT, SAID)
    quick = Phone(steph.page.context.new_page(), steph.finger, steph.url)
    unheard(quick.page)
    quick.page.add_init_script(QUICK)
    quick.opens("/as/steph/")
    expect(quick.box("Part 2")).to_have_value(SAID)
    expect(quick.box(BOX)).to_have_value("Quick.")
    comes_true(quick.page, KEPT, f"Quick. {SAID}")
    # Nobody chooses anything there, and nothing more happens on that page.
    other = Phone(steph.page.context.new_page(), steph.finger, steph.url)
    other.opens("/as/steph/")
    expect(other.box(BOX)).to_have_value("Quick.")
    expect(other.box("Part 2")).to_have_value(SAID)
    other.is_saved()


def test_between_the_tap_and_the_answer_nothing_can_be_typed(steph: Phone) -> None:
    page, waiting = steph.page, list[Route]()
    begun(steph)
    page.route("**/as/steph/posts", lambda route: waiting.append(route))
    with page.expect_request("**/as/steph/posts"):
        steph.taps(POST)
    expect(steph.box(BOX)).not_to_be_editable()
    waiting[0].abort()
    steph.sees("It did not arrive. Nothing was sent. The words are here.")
    expect(steph.box(BOX)).to_be_editable()
    steph.says(SAID)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def test_what_did_not_leave_with_a_post_stays_on_the_phone(steph: Phone) -> None:
    begun(steph)
    held = steph.page.locator("[name=page_key]").input_value()
    steph.page.evaluate(KEEP, ["PERSON:beside", {"parts": ["Newer."]}])
    steph.page.evaluate(KEEP, ["pictures:PERSON:beside", {"parts": [], "pictures": [], "holding": held}])
    steph.taps(POST)
    steph.is_going_out_as("Steph")
    comes_true(steph.page, f"async () => ((keys) => keys.length === 1 && keys[0] === 'PERSON:beside')(await ({KEYS})())")


def test_asking_what_became_of_a_hold_forgets_what_it_held_and_nothing_beside_it(steph: Phone) -> None:
    begun(steph)
    held = steph.page.locator("[name=page_key]").input_value()
    href = steph.page.locator("draft-form").get_attribute("href")
    steph.taps(POST)
    steph.is_going_out_as("Steph")
    has_forgotten(steph.page)
    steph.taps("Keep holding")  # its page has no countdown, which forgets as well
    steph.sees("Parked")
    steph.page.evaluate(KEEP, ["PERSON:held", {"parts": ["Begun."], "href": href, "holding": held}])
    steph.page.evaluate(KEEP, ["pictures:PERSON:held", {"parts": [], "href": href, "pictures": [{"id": "x"}]}])
    steph.opens("/waiting")
    steph.taps("Ask what became of it")
    steph.sees("Parked")
    assert steph.page.evaluate(KEYS) == ["pictures:PERSON:held"]


def test_a_save_on_a_dead_connection_is_given_up_and_sent_again(steph: Phone) -> None:
    page, saves = steph.page, list[Route]()
    page.add_init_script(IMPATIENT)

    def first_is_never_answered(route: Route) -> None:
        if route.request.method == "PUT":
            saves.append(route)
        if len(saves) != 1:
            route.continue_()

    page.route(SAVES, first_is_never_answered)
    steph.opens("/as/steph/?new=1")
    steph.says(SAID)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert len(saves) > 1


def test_what_is_no_picture_keeps_no_post_back(steph: Phone) -> None:
    begun(steph)
    draft = steph.page.locator("draft-form").get_attribute("draft")
    version = int(steph.page.locator("[name=version]").input_value())
    steph.page.evaluate(KEEP, [f"PERSON:{draft}", {"parts": [SAID], "version": version, "pictures": [{}]}])
    steph.opens("/as/steph/")
    expect(steph.box(BOX)).to_have_value(SAID)
    steph.is_saved()
    steph.taps(POST)
    steph.is_going_out_as("Steph")


def test_a_full_phone_says_so(steph: Phone) -> None:
    page = steph.page
    steph.opens("/as/steph/?new=1")
    is_full(page, steph.url)
    page.evaluate(FILLED)
    unheard(page)
    steph.says(SAID)
    steph.sees("This phone is full: these words are not kept yet. Stay on this page")
    expect(page.get_by_text("Kept on this phone")).to_have_count(0)
    steph.taps(POST)
    steph.sees("This phone is full: these words are not kept yet. Stay on this page. Nothing was sent.")


def test_a_scrap_that_is_just_being_written_survives_the_end_of_its_page(steph: Phone) -> None:
    steph.opens("/offline")
    box = steph.box("Words to keep on this phone")
    box.fill("Road")
    expect(steph.page.locator("[data-kept]")).to_have_text("Kept on this phone")
    steph.page.evaluate(BUSY, ["scraps", 10_000])
    box.fill(SAID)
    steph.page.wait_for_timeout(800)  # the pause is over, the write is not
    assert SAID in (steph.page.evaluate(CLOSED) or "")


def test_a_picture_is_kept_as_soon_as_it_is_chosen(steph: Phone, tmp_path: Path) -> None:
    Link(steph.page, only_pictures=True).cut_at = 1
    steph.page.add_init_script(NO_TRAY_TIMER)
    steph.opens("/as/steph/?new=1")
    adds(steph, two_photos(tmp_path)[0])
    comes_true(steph.page, f"async () => (await ({KEYS})()).some((key) => key.startsWith('pictures:'))")


def test_saved_is_said_of_all_that_stands_there_and_when_nothing_else_is_kept_here(steph: Phone) -> None:
    page, waiting, saved = steph.page, list[Route](), steph.page.get_by_text("Saved", exact=True)

    def next_save() -> Route:
        until(lambda: page.evaluate("() => true") and waiting)
        return waiting.pop()

    connected("steph", "bluesky")
    steph.opens("/as/steph/?new=1")
    page.route(SAVES, lambda route: waiting.append(route) if route.request.method == "PUT" else route.fallback())
    steph.says(SAID)
    answer = next_save()
    page.get_by_role("checkbox", name="Bluesky").uncheck()
    answer.continue_()
    answer = next_save()
    assert saved.count() == 0  # the words are, where they go to is not
    page.evaluate(CONFIRMED)
    page.evaluate(BUSY, ["drafts", 1_500])
    answer.continue_()
    comes_true(page, "() => window.confirmed")
    assert saved.count() == 0  # a copy stands here yet, and would say otherwise to whoever leaves now
    expect(saved).to_be_visible()
    assert page.evaluate(KEYS) == []

    steph.says("Open again.")
    answer = next_save()
    page.evaluate(BUSY, ["drafts", 1_500])
    answer.continue_()
    page.evaluate(SAYS)
    steph.says("Closed again.")
    answer = next_save()  # while the copy of the one before is being dropped
    page.wait_for_timeout(2_500)
    assert page.evaluate("said") == ["Kept on this phone, not saved yet"]
    answer.continue_()
    expect(saved).to_be_visible()
