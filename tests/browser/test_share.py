"""Shared in: it waits on this phone with or without a signal, whose words it is comes first, and a link to a notice can be reshared."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looked_at import axe_looks_at
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.waits import has_its_worker, its_window_is_over
from tests.conftest import Clock

pytestmark = pytest.mark.browser

# What the phone's share sheet does: a form of several parts, sent to the share target as a navigation.
SHARE = """async ({ text, pictures, big }) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/share", enctype: "multipart/form-data" })
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "text", value: text }))
  const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 40 })
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
  const files = new DataTransfer()
  for (let number = 0; number < pictures; number++) files.items.add(new File([blob], `${number}.png`, { type: "image/png" }))
  if (big) files.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "big.png", { type: "image/png" }))
  const input = Object.assign(document.createElement("input"), { type: "file", name: "pictures", multiple: true })
  input.files = files.files
  form.append(input)
  document.body.append(form)
  HTMLFormElement.prototype.submit.call(form)
}"""


def shares(phone: Phone, text: str, pictures: int = 0, *, big: bool = False) -> None:
    """Another app hands something over."""
    with phone.page.expect_navigation():
        phone.page.evaluate(SHARE, {"text": text, "pictures": pictures, "big": big})


def puts(phone: Phone, name: str, how: str = "Put it here") -> None:
    """Choose whose words they are."""
    phone.taps(how)
    sheet = phone.page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Whose words are these?", exact=True)).to_be_visible()
    expect(sheet.locator("[aria-current], :checked, [aria-pressed=true], [aria-selected=true]")).to_have_count(0)
    sheet.get_by_role("button", name=f"Say it as {name}", exact=True).click()


@pytest.fixture
def ready(steph: Phone) -> Phone:
    """Steph's phone, whose worker is at work."""
    has_its_worker(steph.page)
    return steph


def test_what_is_shared_waits_and_its_voice_is_chosen_first(ready: Phone) -> None:
    shares(ready, "Road closed until noon.")
    ready.is_at("/waiting")
    ready.sees("Road closed until noon.")
    expect(ready.page.get_by_role("button", name=re.compile("^(Post|Hold to post)"))).to_have_count(0)
    looks_right(ready, "waiting-shared")
    puts(ready, "WV11")
    ready.speaks_as("WV11", "Official")
    expect(ready.box("What do you want to say?")).to_have_value("Road closed until noon.")
    ready.is_saved()
    ready.opens("/as/wv11/drafts")
    ready.sees("shared here")
    ready.opens("/waiting")
    ready.sees("Nothing is waiting on this phone.")


def test_where_it_came_from_is_known_however_late_the_server_hears_of_it(ready: Phone) -> None:
    saves = re.compile(r"/as/\w+/drafts/\w+$")
    ready.page.route(saves, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    shares(ready, "Road closed until noon.")
    puts(ready, "Steph")
    ready.sees("Kept on this phone, not saved yet")
    other = Phone(ready.page.context.new_page(), ready.finger, ready.url)  # nothing more happens on the first page
    other.opens("/waiting")
    other.taps("Open")
    expect(other.box("What do you want to say?")).to_have_value("Road closed until noon.")
    other.is_saved()
    other.opens("/as/steph/drafts")
    other.sees("shared here")


def test_without_a_signal_it_waits_too(ready: Phone) -> None:
    ready.page.context.set_offline(True)
    shares(ready, "On the train.")
    ready.sees("No signal")
    ready.sees("On the train.")
    expect(ready.page.locator("body")).not_to_contain_text("Steph")
    ready.page.context.set_offline(False)
    ready.opens("/waiting")
    ready.sees("On the train.")
    puts(ready, "Steph")
    expect(ready.box("What do you want to say?")).to_have_value("On the train.")


def test_more_than_four_pictures_or_a_huge_one_is_said_and_the_words_are_kept(ready: Phone) -> None:
    shares(ready, "Too many.", 5, big=True)
    ready.sees("Too many.")
    ready.sees("Pictures that were not taken: 2.")
    expect(ready.page.locator("main img")).to_have_count(4)
    looks_right(ready, "waiting-pictures")


@axe_looks_at("sources/show.html")
def test_a_link_to_a_notice_is_reshared_officially_and_stands_there_with_its_author(ready: Phone, clock: Clock) -> None:
    ready.opens("/as/steph/?new=1")
    ready.says("The library opens again on Monday.")
    ready.taps("Post as Steph")
    ready.is_going_out_as("Steph")
    ready.taps("Send now")
    expect(ready.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    link = ready.page.get_by_role("link", name="See it there").get_attribute("href") or ""
    shares(ready, f"Have you seen this?\n\n{link}")
    puts(ready, "WV11")
    ready.speaks_as("WV11", "Official")
    ready.sees("The link is a post on Noticeboard.")
    ready.taps("Reshare it")
    ready.sees("WV11 reshares Steph (@steph)")
    ready.sees("The library opens again on Monday.")
    expect(ready.box("What do you want to say?")).to_have_value("Have you seen this?")
    ready.sees("Never reshared before. Not on the list of sources.")
    ready.box("Why?").fill("It is our library.")
    looks_right(ready, "reshare-composer")
    ready.presses_bar("WV11")
    ready.is_going_out_as("WV11")
    ready.sees("Reshared from")
    looks_right_while_held(ready)
    its_window_is_over(ready, clock, 120)
    expect(ready.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible(timeout=20_000)
    ready.opens("/board/wv11")
    ready.sees("Have you seen this?")
    ready.sees("The library opens again on Monday.")
    expect(ready.page.get_by_role("link", name="See it there")).to_have_attribute("href", link.removeprefix(ready.url))
    looks_right(ready, "reshare-board")
    ready.opens("/identities/wv11/reshares")
    ready.sees(re.compile("Reshared 1 time, last on"))
    looks_right(ready, "reshare-sources")
    ready.taps("Put on the list @steph")
    ready.sees("@steph is on the list.")


def looks_right_while_held(phone: Phone) -> None:
    phone.taps("Keep holding")
    phone.sees("Parked")
    looks_right(phone, "reshare-parked")
    phone.box("Why?").fill("It is our library.")
    phone.presses_bar("WV11")
    phone.is_going_out_as("WV11")


def test_a_tap_pastes_and_by_hand_works_where_the_phone_refuses(ready: Phone) -> None:
    ready.opens("/waiting")
    ready.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ready.url)
    ready.page.evaluate("() => navigator.clipboard.writeText('From another app.')")
    ready.taps("Paste")
    ready.sees("From another app.")
    ready.page.evaluate("() => { navigator.clipboard.readText = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }")
    ready.taps("Paste")
    ready.box("Paste here").fill("By hand.")
    looks_right(ready, "waiting-paste")
    ready.taps("Keep it")
    ready.sees("By hand.")
    expect(ready.page.get_by_role("article")).to_have_count(2)


def test_a_shortcuts_words_stand_behind_the_hash_and_are_kept_once(ready: Phone) -> None:
    asked: list[str] = []
    ready.page.on("request", lambda request: asked.append(request.url))
    ready.opens("/waiting#text=Road%20closed%20%26%20wet%2C%20100%25")
    ready.sees("Road closed & wet, 100%")
    ready.is_at("/waiting")
    assert not any("closed" in url for url in asked)
    ready.page.reload()
    expect(ready.page.get_by_role("article")).to_have_count(1)


def test_whoever_is_signed_out_loses_none_of_it(ready: Phone) -> None:
    ready.opens("/")
    ready.taps("Menu")
    ready.taps("Sign out")
    ready.is_at("/sign-out")
    ready.opens("/waiting#text=Kept%20for%20later")
    ready.is_at("/welcome")
    ready.sees("Kept on this phone. Nothing was sent.")
    ready.taps("Sign in with a passkey")
    ready.speaks_as("Steph", "Personal")
    ready.opens("/waiting")
    ready.sees("Kept for later")


def test_in_a_browser_without_a_worker_the_words_are_shown_and_kept(hand: Phone) -> None:
    hand.page.add_init_script("delete Navigator.prototype.serviceWorker")
    hand.opens("/install")
    shares(hand, "Before anything.", 1, big=True)
    expect(hand.box("Your words, so that nothing is lost")).to_have_value("Before anything.")
    hand.sees("Kept on this phone")
    hand.sees("Pictures were not taken")
