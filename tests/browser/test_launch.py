"""What the installed app does as it is opened, offered and renewed: never at the cost of a countdown, and never unasked."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pwa.web.assets import Assets
from tests.browser.conftest import Site
from tests.browser.looked_at import axe_looks_at
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.waits import answers_are_lost, comes_true, has_its_worker
from tests.sources import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

# The phone's offer, as Chromium makes it; the real one's prompt() would wait for a person.
OFFER = """(outcome) => {
  const prompt = async () => { document.documentElement.dataset.prompted = "yes"; return { outcome } }
  const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt })
  return dispatchEvent(event)
}"""
WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
# Asked again: an update that is under way by itself may have looked a moment too early, and another one would join it.
ARRIVED = """async () => {
  const kept = await navigator.serviceWorker.getRegistration()
  if (!kept.installing && !kept.waiting) await kept.update()
  return Boolean(kept.waiting)
}"""
FRESH = "A new version is ready."


def undoes_something(phone: Phone) -> None:
    phone.opens("/as/steph/?new=1")
    phone.says("Not this.")
    phone.taps("Post as Steph")
    phone.is_going_out_as("Steph")
    phone.taps("Undo")
    expect(phone.box("What do you want to say?")).to_have_value("Not this.")
    phone.sees("Undone. It is back in your drafts.")
    phone.is_awake()


def test_the_phones_offer_waits_until_something_was_undone(steph: Phone) -> None:
    steph.opens("/as/steph/")
    assert steph.page.evaluate(OFFER, "accepted") is False, "the browser's own banner would have come at load"
    expect(steph.page.get_by_role("button", name="Install", exact=True)).to_have_count(0)
    undoes_something(steph)
    expect(steph.page.get_by_role("button", name="No, thank you", exact=True)).to_be_hidden()
    steph.page.evaluate(OFFER, "accepted")
    looks_right(steph, "install-hint")
    steph.taps("Install")
    assert steph.page.evaluate("() => document.documentElement.dataset.prompted") == "yes"
    expect(steph.page.get_by_text("Keep it at hand.")).to_be_hidden()
    undoes_something(steph)
    steph.page.evaluate(OFFER, "accepted")
    expect(steph.page.get_by_text("Keep it at hand.")).to_be_hidden()


def test_a_no_is_for_good_and_a_maybe_is_not(steph: Phone) -> None:
    undoes_something(steph)
    steph.page.evaluate(OFFER, "dismissed")
    steph.taps("Install")
    expect(steph.page.get_by_text("Keep it at hand.")).to_be_hidden()
    undoes_something(steph)
    steph.page.evaluate(OFFER, "dismissed")
    steph.taps("No, thank you")
    undoes_something(steph)
    steph.page.evaluate(OFFER, "dismissed")
    expect(steph.page.get_by_text("Keep it at hand.")).to_be_hidden()


def test_the_offer_comes_after_a_post_was_sent_too(steph: Phone) -> None:
    steph.sets_window("steph", 15)
    steph.opens("/as/steph/?new=1")
    steph.says("Off it goes.")
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    steph.page.evaluate(OFFER, "accepted")  # kept over the countdown: the receipt comes in its place, on the same page
    expect(steph.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible(timeout=20_000)
    expect(steph.page.get_by_role("button", name="Install", exact=True)).to_be_visible()


def test_an_iphone_is_shown_how(steph: Phone) -> None:
    steph.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    undoes_something(steph)
    steph.follows("Show me how")
    steph.is_at("/install")
    steph.sees("Add to Home Screen")
    looks_right(steph, "install")


def another_version(site: Site, folder: Path) -> str:
    """The same product, one line newer; returns the digest it had before."""
    for part in ("static", "service_worker"):
        shutil.copytree(ROOT / part, folder / part)
    with (folder / "static" / "js" / "app.js").open("a") as script:
        script.write("document.documentElement.dataset.newer = 'yes'\n")
    before: Assets = site.app.extensions["assets"]
    site.app.extensions["assets"] = newer = Assets(folder)
    site.app.jinja_env.globals["asset"] = newer.address
    return before.digest


def test_a_new_version_never_interrupts_a_countdown(steph: Phone, site: Site, tmp_path: Path) -> None:
    page = steph.page
    has_its_worker(page)
    steph.sets_window("steph", 600)  # a worker is installed and renewed meanwhile
    steph.opens("/as/steph/?new=1")
    steph.says("Going, going.")
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    page.evaluate("() => { document.querySelector('undo-ring').mark = true }")
    page.wait_for_timeout(1_500)  # the page looks for a newer worker a second after it has loaded
    old = another_version(site, tmp_path / "newer")
    comes_true(page, ARRIVED, within=60_000)
    expect(page.get_by_text(FRESH)).to_have_count(0)

    other = page.context.new_page()  # another window takes the new version while this one counts
    other.goto(f"{steph.url}/as/steph/outbox")
    other.get_by_role("button", name="Use it now", exact=True).click()
    expect(other.locator("html[data-newer]")).to_have_count(1)
    comes_true(other, "async () => !(await navigator.serviceWorker.getRegistration()).waiting")
    other.close()

    assert page.evaluate("() => document.querySelector('undo-ring').mark") is True
    kept = page.evaluate(
        """async (old) => {
          const { announce } = await import(`/static/${old}/js/lib/fresh.js`)
          return [typeof announce, (await fetch(`/static/${old}/js/app.js`).then((answer) => answer.text())).includes("dataset.newer")]
        }""",
        old,
    )
    assert kept == ["function", False], "a page of the version before is still given that version's files"
    steph.taps("Undo")
    steph.sees("Undone. It is back in your drafts.")
    expect(page.locator("html[data-newer]")).to_have_count(1)


def test_a_new_version_is_offered_when_no_countdown_runs_and_keeps_the_words(steph: Phone, site: Site, tmp_path: Path) -> None:
    page = steph.page
    has_its_worker(page)
    steph.opens("/as/steph/?new=1")
    steph.says("Half a thought.")
    another_version(site, tmp_path / "newer")
    comes_true(page, ARRIVED, within=60_000)
    steph.sees(FRESH)
    looks_right(steph, "new-version")
    steph.taps("Use it now")
    expect(page.locator("html[data-newer]")).to_have_count(1)
    steph.opens("/as/steph/")
    expect(steph.box("What do you want to say?")).to_have_value("Half a thought.")


def test_a_cold_start_takes_the_new_version(steph: Phone, site: Site, tmp_path: Path) -> None:
    page = steph.page
    has_its_worker(page)
    another_version(site, tmp_path / "newer")
    comes_true(page, ARRIVED, within=60_000)
    steph.opens("/start")
    comes_true(page, f"async () => !(await ({WAITING})())")
    expect(page.get_by_text(FRESH)).to_have_count(0)


@axe_looks_at("stops/resumption.html")
def test_everything_is_stopped_by_one_press(steph: Phone) -> None:
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    looks_right_of_stop(steph, "stop-nothing")
    steph.opens("/as/wv11/?new=1")
    steph.says("Road closed at the Crown junction until noon.")
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.opens("/start/stop")
    steph.speaks_as("Steph", "Personal")
    steph.sees("Road closed at the Crown junction until noon.")
    steph.page.get_by_role("button", name="Hold to stop everything", exact=True).press("Enter")
    looks_right(steph, "stop-armed")
    steph.stops_everything()
    steph.sees("1 held post is parked. It has not gone out.")
    looks_right(steph, "stop-stopped")
    steph.switches_to("WV11")
    steph.sees("Nothing can be posted as WV11 while it is stopped.")
    looks_right(steph, "stop-banner")
    steph.opens("/stop")
    steph.page.get_by_role("link", name=re.compile("^Let it go on")).click()
    steph.box("Why can it go on?").fill("It was the right account after all.")
    looks_right(steph, "stop-resumption")
    steph.page.get_by_role("button", name=re.compile("^Let .* go on$")).click()
    steph.is_at("/as/wv11/outbox")
    steph.sees("What was stopped waits here until somebody decides.")
    expect(steph.page.get_by_label("Stopped", exact=True)).to_have_count(0)


def test_a_stop_that_nobody_answered_repeats_itself(steph: Phone) -> None:
    steph.opens("/stop")
    steph.page.get_by_role("button", name="Hold to stop everything", exact=True).press("Enter")
    with answers_are_lost(steph.page, "**/stop"):
        steph.taps("Yes, stop everything")
        steph.sees("Not stopped yet. Nobody has answered; asking again.")
    steph.sees("WV11 Community News is stopped")
    steph.sees("Nothing was held, and nothing was on its way.")


def looks_right_of_stop(phone: Phone, name: str) -> None:
    phone.opens("/stop")
    phone.sees("Nothing is held")
    looks_right(phone, name)
