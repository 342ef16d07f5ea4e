"""The whole way in Welsh, on the narrowest phone: chosen in the menu, said by pages and by their scripts, and nothing runs off the side."""

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.axe import axe_says
from tests.browser.conftest import Site, in_hand
from tests.browser.screens import Phone
from tests.browser.test_screens import NARROW, SHOTS, SMALL_TARGETS, TOO_WIDE
from tests.browser.waits import comes_true, has_its_worker

pytestmark = pytest.mark.browser

CUT_OFF = """() => [...document.querySelectorAll("button, a, label, h1, h2, p, small")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen") && getComputedStyle(one).overflowX === "hidden")
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
KEPT_IN_WELSH = """async () => /lang="cy"/.test(await (await caches.match("/offline", { ignoreVary: true })).text())"""
LANGUAGE = """() => document.documentElement.lang"""


def fits(phone: Phone, name: str) -> None:
    """The page that is open, in Welsh."""
    page = phone.page
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/cy-{name}.png")
    wrong = page.evaluate(CUT_OFF) + page.evaluate(SMALL_TARGETS)
    assert (page.evaluate(LANGUAGE), page.evaluate(TOO_WIDE), wrong + axe_says(page)) == ("cy", 0, []), name


@pytest.fixture
def welsh(steph: Phone) -> Phone:
    """Steph's phone, very narrow, after she has chosen Welsh."""
    steph.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    steph.opens("/as/steph/drafts")
    steph.taps("Menu")
    steph.page.get_by_role("navigation", name="Menu").get_by_role("button", name="Cymraeg", exact=True).click()
    steph.is_at("/as/steph/drafts")
    expect(steph.page.get_by_role("heading", name="Drafftiau", exact=True)).to_be_visible()
    return steph


def test_a_post_is_written_held_and_undone_in_welsh(welsh: Phone) -> None:
    welsh.opens("/as/steph/")
    welsh.box("Beth hoffech chi ei ddweud?").fill("Bore da, Walsall.")
    expect(welsh.page.get_by_text("Wedi’i gadw", exact=True)).to_be_visible()  # the script says it
    welsh.taps("Ychwanegu rhan arall")
    welsh.box("Rhan 2").fill("A phrynhawn da.")
    fits(welsh, "composer")
    welsh.taps("Dewislen")
    fits(welsh, "menu")
    welsh.page.keyboard.press("Escape")
    welsh.taps("Newid hunaniaeth")
    fits(welsh, "sheet")
    welsh.page.keyboard.press("Escape")
    welsh.taps("Postio fel Steph")
    expect(welsh.page.get_by_role("heading", name="Yn mynd allan fel Steph", exact=True)).to_be_visible()
    fits(welsh, "hold")
    welsh.taps("Dadwneud")
    welsh.sees("Wedi’i ddadwneud. Mae’n ôl yn eich drafftiau.")


def test_what_a_script_says_first_of_all_is_in_welsh(welsh: Phone) -> None:
    """The composer's elements travel in the module that runs before the words do."""
    welsh.page.route("**/as/steph/drafts/*", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    welsh.opens("/as/steph/?new=1")
    welsh.box("Beth hoffech chi ei ddweud?").fill("Bore da, Walsall.")
    expect(welsh.page.get_by_text("Wedi’i gadw ar y ffôn hwn, heb ei gadw ar y gweinydd eto", exact=True)).to_be_visible()


def test_the_official_voice_in_welsh(welsh: Phone) -> None:
    welsh.taps("Newid hunaniaeth")
    welsh.page.get_by_role("dialog").get_by_role("button", name="Newid i WV11", exact=True).click()
    expect(welsh.page.get_by_role("banner")).to_contain_text("Yn postio fel WV11 Swyddogol")
    welsh.box("Beth hoffech chi ei ddweud?").fill("Mae’r ffordd ar gau tan hanner dydd.")
    expect(welsh.page.get_by_text("Wedi’i gadw", exact=True)).to_be_visible()
    welsh.page.get_by_role("button", name="Daliwch i bostio fel WV11", exact=True).press("Enter")
    expect(welsh.page.get_by_role("button", name="Ie, postio fel WV11", exact=True)).to_be_visible()
    fits(welsh, "armed")
    welsh.taps("Ie, postio fel WV11")
    welsh.taps("Cadw yma")
    welsh.sees("Wedi’i barcio")
    fits(welsh, "parked")
    welsh.opens("/as/wv11/outbox")
    assert welsh.page.locator("lease-timer").inner_text().endswith("mun."), "a script that had no Welsh yet said it in English"
    for name, path in PAGES:
        welsh.opens(path)
        fits(welsh, name)


PAGES = [
    ("outbox", "/as/wv11/outbox"),
    ("drafts", "/as/wv11/drafts"),
    ("identities", "/identities"),
    ("identity-new", "/identities/new"),
    ("identity", "/identities/wv11"),
    ("people", "/identities/wv11/people"),
    ("passkeys", "/passkeys"),
    ("sessions", "/sessions"),
    ("switch", "/switch"),
    ("stop", "/stop"),
    ("wrong", "/as/steph/"),
    ("install", "/install"),
    ("board", "/board/wv11"),
    ("offline", "/offline"),
    ("nothing", "/nowhere"),
]


def test_the_page_for_no_signal_speaks_the_language_chosen_last(steph: Phone) -> None:
    page = steph.page
    has_its_worker(page)
    steph.opens("/as/steph/drafts")
    steph.taps("Menu")
    page.get_by_role("navigation", name="Menu").get_by_role("button", name="Cymraeg", exact=True).click()
    expect(page.get_by_role("heading", name="Drafftiau", exact=True)).to_be_visible()
    comes_true(page, KEPT_IN_WELSH)
    page.context.set_offline(True)
    steph.opens("/as/steph/")
    expect(page.get_by_role("textbox", name="Geiriau i’w cadw ar y ffôn hwn", exact=True)).to_be_visible()


def test_a_browser_that_prefers_welsh_is_met_in_welsh(playwright: Playwright, chromium: Browser, site: Site) -> None:
    with in_hand(playwright, chromium, site, locale="cy-GB", viewport=NARROW) as phone:
        for name, path in (("welcome", "/welcome"), ("recover", "/recover"), ("setup", site.setup_link().removeprefix(site.url))):
            phone.opens(path)
            fits(phone, name)
        phone.opens("/offline")
        phone.page.get_by_role("textbox").fill("Syniad")
        phone.sees("Wedi’i gadw ar y ffôn hwn")
        phone.opens("/welcome")
        phone.taps("English")
        expect(phone.page.get_by_role("button", name="Sign in with a passkey", exact=True)).to_be_visible()


def test_english_loads_no_words(steph: Phone) -> None:
    asked: list[str] = []
    steph.page.on("request", lambda request: asked.append(request.url))
    steph.opens("/as/steph/")
    steph.page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/words/" in url] == []


def test_every_screen_can_be_mirrored(steph: Phone) -> None:
    """No language of ours is written from right to left yet; the screens are ready for one."""
    steph.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    for name, path in [("composer", "/as/wv11/"), *PAGES]:
        steph.opens(path)
        steph.page.evaluate("document.documentElement.dir = 'rtl'")
        if SHOTS:
            steph.page.screenshot(path=f"{SHOTS}/rtl-{name}.png")
        assert steph.page.evaluate(TOO_WIDE) == 0, name


def test_what_a_person_writes_runs_its_own_way(steph: Phone) -> None:
    steph.opens("/as/steph/")
    steph.says("صباح الخير")
    assert steph.page.evaluate("getComputedStyle(document.querySelector('textarea')).direction") == "rtl"
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    assert steph.page.evaluate("getComputedStyle(document.querySelector('.words')).direction") == "rtl"
