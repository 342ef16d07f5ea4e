"""How it is in the hand: the keyboard, the focus, Back, a pull, the motor, the bar's other two ways, and a phone that lies on its side."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, Playwright, expect

from tests.browser.conftest import Site, in_hand
from tests.browser.screens import Phone, beside
from tests.browser.waits import comes_true

pytestmark = pytest.mark.browser

WITH_KEYBOARD = {"width": 412, "height": 480}  # what a keyboard leaves of a Pixel 7, and of the page: interactive-widget=resizes-content
LYING = {"width": 640, "height": 320}
NO_OWN_BACK = "delete globalThis.CloseWatcher"  # as in Safari: Back knows nothing of what lies over a page
WITH_SHIELD = """async () => {
  const found = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("lib/back.js"))
  if (found) await import(found.name)
  return Boolean(found)
}"""
RECORDED = """
navigator.vibrate = (pattern) => {
  localStorage.setItem("felt", JSON.stringify([...JSON.parse(localStorage.getItem("felt") ?? "[]"), pattern]))
  return true
}
"""
FELT = "(patterns) => localStorage.getItem('felt') === JSON.stringify(patterns)"
PULLED = "() => getComputedStyle(document.documentElement).overscrollBehaviorY"
ON_THE_SCREEN = "(one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight && box.height > 0 }"
# What a page of ours notes as it takes the place of another one.
REVEALED = """addEventListener("pagereveal", async ({ viewTransition }) => {
  if (!viewTransition) return (window.revealed = "without a transition")
  const late = await viewTransition.ready.catch(() => "too late for its transition")
  const old = getComputedStyle(document.documentElement, "::view-transition-old(root)").display
  const moving = document.getAnimations().some(({ effect }) => effect.pseudoElement?.startsWith("::view-transition"))
  window.revealed = late ?? { old, moving }
})"""
SENTENCE = "Road closed at the Crown junction until noon."


@pytest.fixture
def official(steph: Phone) -> Phone:
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    return steph


def button(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("button", name=name, exact=True)


def holds(phone: Phone) -> None:
    """Steph holds something as herself, with time enough to look at it."""
    phone.opens("/as/steph/?new=1")
    phone.says(SENTENCE)
    phone.is_saved()
    phone.taps("Post as Steph")
    phone.is_going_out_as("Steph")


def test_the_keyboard_moves_nothing_out_of_reach(official: Phone) -> None:
    page = official.page
    official.says("\n".join([SENTENCE] * 8))
    for handle, name in (("wv11", "Hold to post as WV11"), ("steph", "Post as Steph")):
        if handle == "steph":
            official.switches_to("Steph")
            official.speaks_as("Steph", "Personal")
            official.says("\n".join([SENTENCE] * 8))
        page.set_viewport_size(WITH_KEYBOARD)  # type: ignore[arg-type]
        expect(official.box("What do you want to say?")).to_be_focused()
        assert button(official, name).evaluate(ON_THE_SCREEN), f"{name} has left the screen"
        page.set_viewport_size({"width": 412, "height": 839})


def test_focus_is_where_the_thumb_expects_it(steph: Phone) -> None:
    page, words = steph.page, steph.box("What do you want to say?")
    steph.opens("/as/steph/?new=1")
    expect(words).to_be_focused()
    expect(words).to_have_accessible_description("Write as Steph")
    steph.says(SENTENCE)
    steph.is_saved()
    steph.opens("/as/steph/")
    expect(words).not_to_be_focused()  # who comes back reads first
    button(steph, "Switch identity").press("Enter")
    expect(button(steph, "Switch to Steph")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button(steph, "Switch identity")).to_be_focused()
    button(steph, "Menu").press("Enter")
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Write", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button(steph, "Menu")).to_be_focused()
    button(steph, "Move to...").press("Enter")
    expect(button(steph, "Move to WV11")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button(steph, "Move to...")).to_be_focused()
    steph.is_at("/as/steph/")
    expect(words).to_have_value(SENTENCE)


def test_the_countdown_is_about_its_undo_and_what_follows_it_about_itself(steph: Phone) -> None:
    holds(steph)
    expect(button(steph, "Undo")).to_be_focused()
    other = beside(steph)
    other.opens("/as/steph/outbox")
    other.taps("Keep holding")
    steph.sees("Parked")
    expect(steph.page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("lacking", ["", NO_OWN_BACK], ids=["own-back", "no-own-back"])
def test_back_closes_what_lies_over_the_page(steph: Phone, lacking: str) -> None:
    """Android's Back closes a dialog and a popover by itself, as Escape does here; elsewhere Back goes through the history."""
    page = steph.page
    page.add_init_script(lacking)
    steph.opens("/as/steph/")
    steph.says(SENTENCE)
    steph.is_saved()
    if lacking:
        comes_true(page, WITH_SHIELD)
    sheets = [(name, page.get_by_role("dialog", name=name)) for name in ("Switch identity", "How it will look")]
    sheets.append(("Menu", page.get_by_role("navigation", name="Menu")))
    for opener, sheet in sheets:
        for _ in range(2):
            steph.taps(opener)
            expect(sheet).to_be_visible()
            if lacking:
                page.evaluate("() => history.back()")
            else:
                page.keyboard.press("Escape")
            expect(sheet).to_be_hidden()
            steph.is_at("/as/steph/")
    steph.taps("Switch identity")
    steph.taps("Close")
    expect(steph.box("What do you want to say?")).to_have_value(SENTENCE)


def test_a_pull_reloads_neither_words_nor_a_countdown(steph: Phone) -> None:
    steph.opens("/as/steph/")
    assert steph.page.evaluate(PULLED) == "contain"
    holds(steph)
    steph.page.wait_for_load_state()  # its sheet has come
    assert steph.page.evaluate(PULLED) == "contain"
    steph.taps("Undo")
    steph.page.wait_for_url("**/drafts/*")
    steph.sees("Undone. It is back in your drafts.")
    steph.opens("/as/steph/outbox")
    assert steph.page.evaluate(PULLED) == "auto"


def test_the_motor_says_that_it_is_held_and_that_it_is_about_to_leave(official: Phone) -> None:
    official.page.add_init_script(RECORDED)
    official.sets_window("wv11", 15)
    official.opens("/as/wv11/")
    official.says(SENTENCE)
    official.presses_bar("WV11")
    official.is_going_out_as("WV11")
    official.page.mouse.click(5, 5)
    comes_true(official.page, FELT, [40, [60], [60, 60, 60]])
    official.taps("Undo")


def test_the_bar_has_a_way_for_keys_and_one_of_two_taps(official: Phone) -> None:
    page, bar, yes = official.page, button(official, "Hold to post as WV11"), button(official, "Yes, post as WV11")
    official.says(SENTENCE)
    official.is_saved()
    for key in ("Enter", "Space"):
        bar.press(key)
        expect(yes).to_be_visible()
        page.keyboard.press("Escape")
        expect(yes).to_be_hidden()
        expect(bar).to_be_focused()
    bar.press("Enter")
    yes.focus()
    page.keyboard.press("Escape")
    expect(bar).to_be_focused()
    bar.click()  # a tap, not a press
    expect(yes).to_be_visible()
    official.is_at("/as/wv11/")


def test_a_key_that_is_held_down_holds_no_post(official: Phone) -> None:
    page, yes = official.page, button(official, "Yes, post as WV11")
    official.says(SENTENCE)
    button(official, "Hold to post as WV11").focus()
    for _ in range(30):
        page.keyboard.down("Enter")  # the second and all after it are repeats
    expect(yes).to_be_visible()
    yes.focus()
    for _ in range(30):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    official.is_at("/as/wv11/")
    official.opens("/as/wv11/outbox")
    expect(page.get_by_role("article")).to_have_count(0)


def test_the_second_way_closes_after_ten_seconds(official: Phone) -> None:
    page, yes = official.page, button(official, "Yes, post as WV11")
    page.clock.install()
    official.opens("/as/wv11/")
    official.says(SENTENCE)
    page.evaluate("addEventListener('keydown', () => { window.pressed = Date.now() }, true)")
    button(official, "Hold to post as WV11").press("Enter")
    page.clock.pause_at(datetime.fromtimestamp(page.evaluate("pressed") / 1000 + 9.5, UTC))
    expect(yes).to_be_visible()
    page.clock.fast_forward(600)
    expect(yes).to_be_hidden()


def test_undo_is_in_reach_however_the_phone_lies(steph: Phone) -> None:
    holds(steph)
    for shape in (LYING, {"width": 320, "height": 480}, {"width": 412, "height": 839}, {"width": 915, "height": 412}):
        steph.page.set_viewport_size(shape)  # type: ignore[arg-type]
        for name in ("Undo", "Keep holding"):
            assert button(steph, name).evaluate(ON_THE_SCREEN), f"{name} at {shape}"
        assert steph.page.get_by_role("timer").evaluate(ON_THE_SCREEN), shape
    steph.taps("Undo")


@pytest.fixture
def still(playwright: Playwright, chromium: Browser, site: Site) -> Iterator[Phone]:
    """A phone that was asked for less motion."""
    with in_hand(playwright, chromium, site, reduced_motion="reduce") as held:
        held.sets_up(site.setup_link(), "Steph")
        yield held


def revealed(phone: Phone) -> object:
    """How one page of ours takes another's place when its link is tapped; a browser that is busy lets a transition go now and then."""
    phone.page.add_init_script(REVEALED)
    for _ in range(5):
        phone.opens("/identities")
        phone.follows("Outbox")
        phone.is_at("/as/steph/outbox")
        how = phone.page.wait_for_function("() => window.revealed").json_value()
        if isinstance(how, dict):
            break
    return how


def test_a_page_comes_in_and_two_voices_are_never_on_the_screen_together(steph: Phone) -> None:
    assert revealed(steph) == {"old": "none", "moving": True}


def test_nothing_moves_for_whoever_wants_stillness(still: Phone) -> None:
    assert revealed(still) == {"old": "none", "moving": False}
