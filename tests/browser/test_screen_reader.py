"""The whole path as a screen reader tells it: roles, exact names, their order, what is announced, and nothing without a name."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.screens import WINDOW, Phone
from tests.browser.waits import its_window_is_over
from tests.conftest import Clock

pytestmark = pytest.mark.browser

SAYS_WHAT_IT_IS = {
    *("button", "link", "textbox", "checkbox", "radio", "spinbutton", "combobox", "dialog", "timer", "navigation", "region", "article"),
    *("img", "image", "group", "menuitem", "searchbox", "slider", "switch", "tab", "heading", "progressbar"),
}
NAMELESS_BY_NATURE = {"group"}  # a form's own grouping without a legend says nothing, and nothing is lost
SENTENCE = "Road closed at the Crown junction until noon."
OFFICIAL = r"Official 1\d min"
BANNER = """
- link "Go to the page"
- banner:
  - paragraph: /^Posting as {name} {kind}$/
  - button "Switch identity"
  - button "Menu"
"""


def tells(phone: Phone, snapshot: str) -> None:
    """The screen holds this, in this order, and nothing that does nothing but be there."""
    expect(phone.page.locator("body")).to_match_aria_snapshot(snapshot)
    assert nameless(phone.page) == []


def tells_as(phone: Phone, name: str, kind: str, snapshot: str) -> None:
    """The same, under the banner that says who is speaking."""
    tells(phone, BANNER.format(name=name, kind=kind).strip() + snapshot)


def nameless(page: Page) -> list[dict[str, Any]]:
    """What a screen reader would call "button" and no more."""
    cdp = page.context.new_cdp_session(page)
    nodes = cdp.send("Accessibility.getFullAXTree")["nodes"]
    told = [node for node in nodes if not node["ignored"] and node["role"]["value"] in SAYS_WHAT_IT_IS - NAMELESS_BY_NATURE]
    return [node for node in told if not node.get("name", {}).get("value", "").strip()]


def test_before_anybody_is_in(hand: Phone, site: Site) -> None:
    hand.opens("/welcome")
    tells(
        hand,
        """
- main:
  - link "Only Human"
  - heading "Think twice. It waits for you." [level=1]
  - button "Sign in with a passkey"
  - paragraph:
    - link "Use a recovery code"
  - button "English"
  - button "Cymraeg"
""",
    )
    hand.opens(site.setup_link())
    tells(
        hand,
        """
- main:
  - heading "You are the first one here" [level=1]
  - textbox "Your name"
  - group "Public noticeboard page":
    - radio /Open/ [checked]
    - radio /Unlisted/
  - button "Set up with a passkey"
""",
    )
    hand.box("Your name").fill("Steph")
    hand.taps("Set up with a passkey")
    hand.is_at("/recovery-codes")
    tells(
        hand,
        """
- main:
  - heading [level=1]
  - list
  - checkbox "I have saved these codes"
  - button "Continue"
""",
    )


def test_from_the_words_to_the_receipt(steph: Phone, clock: Clock) -> None:
    page = steph.page
    steph.opens("/as/steph/")
    composer = """
- main:
  - heading "Write as {name}" [level=1]
  - textbox "What do you want to say?"
  - group "Where it goes":
    - checkbox "Noticeboard {handle}" [checked]
  - button "Add another part"
  - button "Move to..."
- region "Send":
  - button "{send}"
"""
    tells_as(steph, "Steph", "Personal", composer.format(name="Steph", handle="steph", send="Post as Steph"))
    expect(page.get_by_role("button", name="Post as Steph")).to_have_accessible_description("Goes out after 1 minute. You can undo.")

    steph.taps("Switch identity")
    sheet = """
- dialog "Switch identity":
  - heading "Switch identity" [level=2]
  - button "Close"
  - button "Switch to Steph"
  - button "Switch to WV11"
"""
    tells(steph, sheet)
    to_wv11 = page.get_by_role("button", name="Switch to WV11", exact=True)
    expect(to_wv11).to_have_accessible_description("Official")
    expect(page.get_by_role("button", name="Switch to Steph", exact=True)).to_have_attribute("aria-current", "true")
    to_wv11.click()

    steph.speaks_as("WV11", "Official")
    tells_as(steph, "WV11", OFFICIAL, composer.format(name="WV11", handle="wv11", send="Hold to post as WV11"))
    bar = page.get_by_role("button", name="Hold to post as WV11", exact=True)
    expect(bar).to_have_accessible_description("1 channel")
    steph.says(SENTENCE)
    steph.is_saved()
    bar.press("Enter")
    armed = """
- region "Send":
  - button "Hold to post as WV11"
  - status:
    - paragraph: /Nothing has gone out\\. You tapped instead of holding/
    - button "Yes, post as WV11"
"""
    tells(steph, armed)
    steph.taps("Yes, post as WV11")

    steph.is_going_out_as("WV11")
    countdown = """
- main:
  - heading "Going out as WV11" [level=1]
  - timer "Time left to undo"
  - status: /Nothing has gone out yet\\. It goes out at/
  - group "The words":
    - paragraph: Road closed at the Crown junction until noon.
  - button "Keep holding"
  - button "Undo"
"""
    tells_as(steph, "WV11", OFFICIAL, countdown)
    steph.taps("Undo")
    steph.sees("Undone. It is back in your drafts.")
    tells_as(
        steph,
        "WV11",
        OFFICIAL,
        f"""
- complementary "For you to read":
  - status: Undone. It is back in your drafts.
- main:
  - textbox "What do you want to say?": {SENTENCE}
""",
    )

    steph.opens("/as/wv11/drafts")
    drafts = f"""
- main:
  - heading "Drafts" [level=1]
  - link "Start a new one"
  - article "{SENTENCE}":
    - link "{SENTENCE}"
    - button "Delete"
- navigation "Main":
  - link "Write"
  - link "Outbox"
  - link "Identities"
"""
    tells_as(steph, "WV11", OFFICIAL, drafts)
    expect(page.get_by_role("button", name="Delete", exact=True)).to_have_accessible_description(SENTENCE)

    steph.opens("/as/wv11/")
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.opens("/as/wv11/outbox")
    outbox = f"""
- main:
  - heading "Outbox" [level=1]
  - article "Held":
    - button "Undo"
    - button "Keep holding"
    - link "Watch it of “{SENTENCE}”"
"""
    tells_as(steph, "WV11", OFFICIAL, outbox)
    steph.follows(f"Watch it of “{SENTENCE}”")
    its_window_is_over(steph, clock, WINDOW)
    expect(page.get_by_role("heading", name="Sent", exact=True)).to_be_visible(timeout=20_000)
    receipt = """
- main:
  - heading "Sent" [level=1]
  - region "Where it is":
    - heading "Where it is" [level=2]
    - paragraph: Noticeboard wv11
    - paragraph:
      - link "See it there"
  - region "Who held it, and how":
    - heading "Who held it, and how" [level=2]
    - term: Held by
    - definition: Steph
    - term: Verified
    - definition: /By finger, face or PIN at/
  - paragraph:
    - link "Outbox of WV11"
"""
    tells_as(steph, "WV11", OFFICIAL, receipt)


def test_the_time_that_is_left_is_said_three_times(steph: Phone) -> None:
    page = steph.page
    page.clock.install()
    steph.opens("/as/steph/?new=1")
    steph.says(SENTENCE)
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    said = page.locator("undo-ring").get_by_role("status")
    expect(said).to_have_text("")
    for at, words in ((28, "30 seconds left"), (8, "10 seconds left"), (4, "5 seconds left")):
        left, now = int(page.get_by_role("timer").inner_text()), page.evaluate("Date.now()") / 1000
        page.clock.pause_at(datetime.fromtimestamp(now + left - at, UTC))
        expect(said).to_have_text(words)
    expect(page.get_by_role("timer")).to_have_attribute("aria-label", "Time left to undo")
    steph.taps("Undo")
    steph.sees("Undone. It is back in your drafts.")
