"""One phone, one person after the other: what the first leaves behind is asked about, and becomes nothing of the next."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from pwa.store.tables import DraftPart, Post
from pwa.store.transaction import reading
from tests.browser.album import Link, adds, two_photos
from tests.browser.looked_at import axe_looks_at
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.test_share import puts
from tests.browser.test_signal_words import KEPT, SAID, unheard
from tests.browser.waits import comes_true, has_its_worker
from tests.chromium import VirtualAuthenticator

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

ORPHAN = """async () => {
  const { keep } = await import(document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "js/lib/kept.js"))
  const [draft, { person }] = ["d".repeat(16), document.documentElement.dataset]
  await keep("drafts", `${person}:${draft}`, { parts: ["For WV99.", "And more."], href: `/as/wv99/drafts/${draft}` })
}"""
CHOSEN = """async (ago) => {
  const { lookAll } = await import(document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "js/lib/kept.js"))
  const [[scrap]] = await lookAll("scraps")
  sessionStorage.setItem("placing", JSON.stringify({ scrap, handle: "steph", at: Date.now() - ago }))
}"""
SHOWS = """async () => (await navigator.serviceWorker.ready).showNotification("Goes out in 30 s as WV11")"""
NONE = """async () => {
  const registration = await navigator.serviceWorker.ready
  return !(await registration.getNotifications()).length && window.cleared === true
}"""


def signs_out(phone: Phone) -> None:
    phone.taps("Menu")
    phone.page.get_by_role("button", name="Sign out", exact=True).click()


@pytest.fixture
def tab(steph: Phone, colleague: Phone) -> Phone:
    """Another tab on Steph's phone, with Anna's passkey on its sensor; she speaks for WV11 too."""
    page = steph.page.context.new_page()
    finger = VirtualAuthenticator(page)
    colleague.finger.carry_to(finger)
    return Phone(page, finger, steph.url)


def test_a_page_left_open_keeps_its_words_and_holds_nothing_as_the_next_person(steph: Phone, tab: Phone) -> None:
    steph.opens("/")
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    tab.opens("/identities")
    signs_out(tab)
    tab.sees("You are signed out")
    tab.opens("/welcome")
    tab.taps("Sign in with a passkey")
    tab.speaks_as("Anna", "Personal")
    tab.switches_to("WV11")
    tab.speaks_as("WV11", "Official")
    steph.says(SAID)
    steph.sees("Somebody else has signed in here since this page was opened.")
    comes_true(steph.page, KEPT, SAID)
    steph.presses_bar("WV11")
    expect(steph.page.get_by_role("heading", name="Somebody else is signed in", exact=True)).to_be_visible()
    expect(steph.box("Your words, so that nothing is lost")).to_have_value(SAID)
    with reading() as session:
        assert session.exec(select(Post)).all() == []
        assert SAID not in [part.text for part in session.exec(select(DraftPart))]


@axe_looks_at("sessions/sign_out.html")
def test_a_scrap_is_asked_about_before_its_phone_is_handed_on(steph: Phone) -> None:
    steph.opens("/waiting#text=Nobody%20is%20to%20see%20this")
    steph.sees("Kept on this phone. Nothing was sent.")
    signs_out(steph)
    steph.is_at("/sign-out")
    steph.sees("Nobody is to see this")
    steph.sees("Nobody’s yet: whoever uses this phone next sees it.")
    looks_right(steph, "sign-out-scrap")
    steph.taps("Throw away")
    steph.sees("Thrown away.")
    steph.taps("Sign out")
    steph.sees("You are signed out")
    steph.opens("/offline")
    steph.page.wait_for_load_state("networkidle")
    expect(steph.page.get_by_role("article")).to_have_count(0)


def test_pictures_on_their_way_are_asked_about_too(steph: Phone, tmp_path: Path) -> None:
    link = Link(steph.page, only_pictures=True)
    link.cut_at = 1
    steph.opens("/as/steph/?new=1")
    adds(steph, two_photos(tmp_path)[1])
    steph.sees("Waiting for a connection")
    steph.page.wait_for_timeout(1_000)  # until it is kept
    steph.opens("/identities")
    signs_out(steph)
    steph.is_at("/sign-out")
    steph.sees("1 picture still on its way.")
    steph.taps("Throw away")
    steph.sees("Thrown away.")


def test_words_that_were_not_saved_can_be_thrown_away_there(steph: Phone) -> None:
    unheard(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.says(SAID)
    steph.sees("Kept on this phone, not saved yet")
    steph.opens("/identities")
    signs_out(steph)
    steph.taps("Throw away")
    steph.sees("Thrown away.")
    steph.opens("/identities")
    signs_out(steph)
    steph.sees("You are signed out")


def test_notifications_and_the_number_on_the_icon_go_with_whoever_signs_out(steph: Phone) -> None:
    steph.page.add_init_script("navigator.clearAppBadge = async () => { window.cleared = true }")
    steph.page.context.grant_permissions(["notifications"], origin=steph.url)
    has_its_worker(steph.page)
    steph.opens("/identities")
    steph.page.evaluate(SHOWS)
    signs_out(steph)
    steph.sees("You are signed out")
    comes_true(steph.page, NONE)


def test_a_choice_that_was_given_up_moves_no_words_later(steph: Phone) -> None:
    steph.opens("/waiting#text=Not%20yet%20decided")
    steph.sees("Not yet decided")
    steph.finger.set_user_verified(False)
    puts(steph, "WV11")
    steph.sees("It was not confirmed. Nothing changed.")
    steph.finger.set_user_verified(True)
    steph.opens("/identities")
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.opens("/as/wv11/?new=1")
    steph.sees("Waiting for you: 1 thing kept on this phone")
    expect(steph.box("What do you want to say?")).to_have_value("")


def test_a_choice_of_long_ago_moves_no_words_either(steph: Phone) -> None:
    steph.opens("/waiting#text=Not%20yet%20decided")
    steph.sees("Not yet decided")
    steph.page.evaluate(CHOSEN, 61_000)
    steph.opens("/as/steph/?new=1")
    steph.sees("Waiting for you: 1 thing kept on this phone")
    expect(steph.box("What do you want to say?")).to_have_value("")
    steph.page.evaluate(CHOSEN, 1_000)
    steph.opens("/as/steph/?new=1")
    expect(steph.box("What do you want to say?")).to_have_value("Not yet decided")


def test_words_whose_identity_is_gone_are_put_somewhere_else(steph: Phone) -> None:
    steph.opens("/identities")
    steph.page.evaluate(ORPHAN)
    steph.opens("/waiting")
    steph.taps("Open")
    steph.sees("You do not speak as that identity any more.")
    looks_right(steph, "waiting-orphan")
    puts(steph, "Steph")
    expect(steph.box("What do you want to say?")).to_have_value("For WV99.\n\nAnd more.")
    steph.is_saved()
    steph.opens("/waiting")
    steph.sees("Nothing is waiting on this phone.")
