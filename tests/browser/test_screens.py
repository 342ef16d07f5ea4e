"""Every screen, personal and official, light and dark, at 320 px and at phone width: axe is content and nothing runs off the side.

With ONLYHUMAN_TEST_SHOTS set to a folder, each is also kept there as a picture to look at.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from pwa import clock
from pwa.store import sessions
from pwa.store.tables import SessionKind, SessionRow
from pwa.store.transaction import transaction
from pwa.web.languages import COOKIE
from tests.browser.axe import ALL_RULES, COLOUR_RULES, axe_finds
from tests.browser.conftest import Site
from tests.browser.looked_at import axe_looks_at
from tests.browser.screens import WINDOW, Phone
from tests.browser.waits import its_window_is_over
from tests.conftest import Clock

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("ONLYHUMAN_TEST_SHOTS")
PHONE = {"width": 412, "height": 839}
NARROW = {"width": 320, "height": 640}
LANDSCAPE = {"width": 640, "height": 320}
LARGE_TEXT = 32  # twice what a browser begins with, as a phone's own setting for large text does it
TURNED = "(direction) => { document.documentElement.dir = direction }"
TOO_WIDE = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll("button, a, input, select, summary, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, p, li, small, footer"))
  .map((one) => [one.closest("label") ?? one, one])
  .filter(([area]) => { const box = area.getBoundingClientRect(); return box.width > 0 && (box.height < 47.5 || box.width < 44) })
  .map(([, one]) => one.outerHTML.slice(0, 120))
"""


def looks_right(phone: Phone, name: str) -> None:
    """Check the page that is open, in every shape it comes in."""
    page, wrong = phone.page, []
    for scheme, rules in (("light", ALL_RULES), ("dark", COLOUR_RULES)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for width, shape in (("phone", PHONE), ("narrow", NARROW)):
            page.set_viewport_size(shape)  # type: ignore[arg-type]
            if SHOTS:
                Path(SHOTS).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png")
            if over := page.evaluate(TOO_WIDE):
                wrong.append(f"{name} {width}: {over} px too wide")
        wrong += [f"{name} {scheme}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in axe_finds(page, rules)]
    wrong += other_shapes(phone, name)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wrong += [f"{name}: small target {target}" for target in page.evaluate(SMALL_TARGETS)]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    assert wrong == []


def other_shapes(phone: Phone, name: str) -> Iterator[str]:
    """From right to left, lying on its side, with large text, in the phone's own few colours, with more contrast."""
    page = phone.page
    # Left open: with it the page would lose its authenticator.
    cdp, direction = page.context.new_cdp_session(page), page.evaluate("() => document.dir")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(TURNED, "rtl" if direction == "ltr" else "ltr")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    yield from _too_wide(page, name, "turned")
    page.evaluate(TURNED, direction)
    page.set_viewport_size(LANDSCAPE)  # type: ignore[arg-type]
    yield from _too_wide(page, name, "landscape")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    cdp.send("Page.setFontSizes", {"fontSizes": {"standard": LARGE_TEXT}})
    yield from _too_wide(page, name, "large-text")
    cdp.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    page.emulate_media(forced_colors="active")
    yield from _too_wide(page, name, "forced-colours")
    page.emulate_media(forced_colors="none", contrast="more")
    yield from _too_wide(page, name, "contrast")
    page.emulate_media(contrast="no-preference")


def _too_wide(page: Page, name: str, shape: str) -> Iterator[str]:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{shape}.png")
    if over := page.evaluate(TOO_WIDE):
        yield f"{name} {shape}: {over} px too wide"


def opened(phone: Phone, *pages: tuple[str, str]) -> Iterator[str]:
    """Open each page in turn."""
    for name, path in pages:
        phone.opens(path)
        phone.page.wait_for_load_state("networkidle")
        yield name


def is_told(words: str) -> None:
    """Whoever is signed in; it stands above every page until it is put away."""
    with transaction() as session:
        for row in session.exec(select(SessionRow).where(col(SessionRow.kind) == SessionKind.SIGNED_IN)):
            sessions.tell(session, row, words, clock.now())


@axe_looks_at(
    "setup/new.html",
    "welcome/show.html",
    "recoveries/new.html",
    "errors/show.html",
    "offline/show.html",
    "recovery_codes/show.html",
)
def test_the_screens_before_anybody_is_in(hand: Phone, site: Site) -> None:
    link = site.setup_link().removeprefix(site.url)
    for name in opened(
        hand, ("setup", link), ("welcome", "/welcome"), ("recover", "/recover"), ("nothing", "/nowhere"), ("offline", "/offline")
    ):
        looks_right(hand, name)
    hand.opens(link)
    hand.box("Your name").fill("Steph")
    hand.taps("Set up with a passkey")
    hand.is_at("/recovery-codes")
    looks_right(hand, "codes")


@axe_looks_at(
    "drafts/composer.html",
    "drafts/list.html",
    "identities/list.html",
    "identities/new.html",
    "identities/show.html",
    "passkeys/list.html",
    "switches/show.html",
    "stops/show.html",
    "launches/install.html",
    "waiting/show.html",
    "sessions/list.html",
    "posts/hold.html",
    "posts/show.html",
    "outbox/show.html",
)
def test_the_personal_screens(steph: Phone) -> None:
    steph.opens("/as/steph/")
    steph.says("Man on the bus has now put his feet on the seat and is playing music out loud. Day made.")
    steph.is_saved()
    looks_right(steph, "personal-composer")
    steph.taps("Switch identity")
    looks_right(steph, "personal-sheet")
    steph.page.keyboard.press("Escape")
    steph.taps("Menu")
    looks_right(steph, "personal-menu")
    steph.page.keyboard.press("Escape")
    steph.taps("Add another part")
    steph.box("Part 2").fill("And now he is singing.")
    steph.is_saved()
    looks_right(steph, "personal-series")
    pages = [
        ("drafts", "/as/steph/drafts"),
        ("identities", "/identities"),
        ("identity-new", "/identities/new"),
        ("identity", "/identities/steph"),
    ]
    pages += [("passkeys", "/passkeys"), ("switch", "/switch"), ("outbox-empty", "/as/steph/outbox")]
    pages += [("stop", "/stop"), ("install", "/install"), ("waiting", "/waiting")]
    for name in opened(steph, *pages):
        looks_right(steph, f"personal-{name}")
    is_told("A recovery code was used.")
    for name in opened(steph, ("sessions", "/sessions")):
        looks_right(steph, f"personal-{name}")
    steph.taps("OK, I have read this: A recovery code was used.")
    steph.opens("/as/steph/")
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    looks_right(steph, "personal-hold")
    steph.taps("Keep holding")
    steph.sees("Parked")
    looks_right(steph, "personal-parked")
    steph.opens("/as/steph/outbox")
    looks_right(steph, "personal-outbox")


@axe_looks_at(
    "switches/wrong.html",
    "people/show.html",
    "rosters/show.html",
    "rosters/times.html",
    "reviews/show.html",
    "board/show.html",
)
def test_the_official_screens(steph: Phone, clock: Clock) -> None:
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says("Road closed at the Crown junction until noon. Buses are using Lichfield Road.")
    steph.is_saved()
    looks_right(steph, "official-composer")
    steph.page.get_by_role("button", name="Hold to post as WV11", exact=True).press("Enter")
    looks_right(steph, "official-armed")
    steph.opens("/as/wv11/")
    steph.taps("Move to...")
    looks_right(steph, "official-move")
    pages = [("drafts", "/as/wv11/drafts"), ("identities", "/identities"), ("identity", "/identities/wv11"), ("wrong", "/as/steph/")]
    pages += [
        ("people", "/identities/wv11/people"),
        ("roster", "/identities/wv11/roster"),
        ("review", "/identities/wv11/review"),
        ("passkeys", "/passkeys"),
        ("sessions", "/sessions"),
        ("switch", "/switch"),
        ("outbox-empty", "/as/wv11/outbox"),
    ]
    for name in opened(steph, *pages):
        looks_right(steph, f"official-{name}")
    steph.opens("/identities/wv11/roster")
    steph.follows("Change the times of Steph")
    looks_right(steph, "official-times")
    steph.opens("/as/wv11/")
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.taps("Keep holding")
    steph.sees("Parked")
    looks_right(steph, "official-parked")
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    if SHOTS:
        steph.page.screenshot(path=f"{SHOTS}/official-hold-light-phone.png")
    its_window_is_over(steph, clock, WINDOW)
    expect(steph.page.get_by_text("Sent", exact=True).first).to_be_visible()
    looks_right(steph, "official-receipt")
    for name in opened(steph, ("outbox", "/as/wv11/outbox"), ("board", "/board/wv11")):
        looks_right(steph, f"official-{name}")


def test_the_welsh_screens(steph: Phone) -> None:
    steph.page.context.add_cookies([{"name": COOKIE, "value": "cy", "url": steph.url}])
    pages = [("composer", "/as/steph/"), ("drafts", "/as/steph/drafts"), ("outbox", "/as/steph/outbox"), ("identity", "/identities/wv11")]
    for name in opened(steph, *pages, ("passkeys", "/passkeys"), ("stop", "/stop"), ("offline", "/offline")):
        assert steph.page.evaluate("() => document.documentElement.lang") == "cy"
        looks_right(steph, f"welsh-{name}")
