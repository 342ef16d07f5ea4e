"""The app as something on a phone's home screen: it installs, wears the voice, and without a connection keeps words and names nobody."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.browser.conftest import Site
from tests.browser.screens import Phone
from tests.browser.waits import has_its_worker
from tests.chromium import VirtualAuthenticator, find_browser, flags, phone

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

# What a colour looks like on the screen, however it was written.
PAINTED = """(colour) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d")
  canvas.fillStyle = colour
  canvas.fillRect(0, 0, 1, 1)
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
}"""
BANNER = """() => getComputedStyle(document.querySelector("[role=banner]")).backgroundColor"""
# A phone's own choice between light and dark decides which of several theme colours counts.
THEME = """() => {
  const counts = ({ media }) => !media || matchMedia(media).matches
  return [...document.querySelectorAll("meta[name=theme-color]")].find(counts).content
}"""
KEPT = """async () => {
  const paths = []
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname)
  }
  return paths
}"""

# From the tap on: the words are painted, and its script has made the box ready.
OPENED_WITHIN = """() => Math.max(
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
)"""
UNDER_A_SECOND = 1_000  # milliseconds
BUSY_AT_MOST = 3  # times: what else the machine does may hold one of them up


@pytest.fixture
def pocket(playwright: Playwright, site: Site, tmp_path: Path) -> Iterator[Phone]:
    """A phone whose browser has a profile on disk: without one Chromium installs nothing. Steph has set the server up on it."""
    context: BrowserContext = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=find_browser(playwright), args=flags(), **phone(playwright)
    )
    context.set_default_timeout(16_000)
    page = context.pages[0]
    held = Phone(page, VirtualAuthenticator(page), site.url)
    held.sets_up(site.setup_link(), "Steph")
    yield held
    context.close()


def test_nothing_stands_in_the_way_of_installing(pocket: Phone) -> None:
    cdp = pocket.page.context.new_cdp_session(pocket.page)
    found = cdp.send("Page.getAppManifest")
    assert found["url"] == f"{pocket.url}/manifest.webmanifest"
    assert found["errors"] == []
    assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_manifest_says_what_a_phone_needs(pocket: Phone) -> None:
    manifest = pocket.page.request.get(f"{pocket.url}/manifest.webmanifest").json()
    said = {key: manifest[key] for key in ("id", "name", "start_url", "scope", "display")}
    assert said == {"id": "/", "name": "Only Human", "start_url": "/start", "scope": "/", "display": "standalone"}
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable", "monochrome"}
    for icon in [*manifest["icons"], *(icon for one in manifest["shortcuts"] for icon in one["icons"])]:
        answer = pocket.page.request.get(f"{pocket.url}{icon['src']}")
        assert answer.headers["content-type"] == icon["type"] == "image/png"
        width, height = struct.unpack(">II", answer.body()[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_the_manifest_shows_what_it_looks_like(pocket: Phone) -> None:
    manifest = pocket.page.request.get(f"{pocket.url}/manifest.webmanifest").json()
    shots = manifest["screenshots"]
    assert {shot["form_factor"] for shot in shots} == {"narrow", "wide"}
    assert all(shot["label"] for shot in shots)
    for shot in shots:
        answer = pocket.page.request.get(f"{pocket.url}{shot['src']}")
        assert answer.headers["content-type"] == shot["type"] == "image/webp"
        assert len(answer.body()) < 60_000, "a phone fetches it over a bad link"
        frame = answer.body().index(b"VP8 ") + 14
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", answer.body()[frame : frame + 4]))
        assert f"{width}x{height}" == shot["sizes"]


def test_the_manifest_says_how_it_is_launched(pocket: Phone) -> None:
    manifest = pocket.page.request.get(f"{pocket.url}/manifest.webmanifest").json()
    assert manifest["launch_handler"] == {"client_mode": "navigate-existing"}
    said = {one["name"]: one["url"] for one in manifest["shortcuts"]}
    assert said == {"Write as me": "/start/write", "Outbox": "/start/outbox", "Stop everything": "/start/stop"}


def test_the_phones_own_bar_wears_the_voice(pocket: Phone) -> None:
    as_steph = pocket.page.evaluate(THEME)
    pocket.makes_identity("WV11 Community News", "WV11", "wv11", window=5)
    pocket.switches_to("WV11")
    pocket.speaks_as("WV11", "Official")
    as_wv11 = pocket.page.evaluate(THEME)
    assert as_wv11 != as_steph
    pocket.page.wait_for_load_state()  # its colours have come
    apart = zip(pocket.page.evaluate(PAINTED, as_wv11), pocket.page.evaluate(PAINTED, pocket.page.evaluate(BANNER)), strict=True)
    assert max(abs(bar - banner) for bar, banner in apart) <= 2, "the phone's bar and the banner differ"


def test_a_cold_start_begins_as_oneself(pocket: Phone) -> None:
    pocket.makes_identity("WV11 Community News", "WV11", "wv11", window=5)
    pocket.switches_to("WV11")
    pocket.speaks_as("WV11", "Official")
    pocket.opens("/start")
    pocket.speaks_as("Steph", "Personal")


@pytest.mark.alone
def test_without_a_connection_words_are_kept_and_nobody_is_named(pocket: Phone) -> None:
    page, context = pocket.page, pocket.page.context
    has_its_worker(page)
    context.set_offline(True)
    assert any(opens_within(pocket, "/as/steph/") < UNDER_A_SECOND for _ in range(BUSY_AT_MOST))
    expect(page.locator("body")).not_to_contain_text("Steph")
    expect(page.get_by_role("button", name="Post")).to_have_count(0)

    field = pocket.box("Words to keep on this phone")
    field.fill("Road closed until noon.")
    pocket.sees("No signal. This is kept here")
    page.reload()
    expect(field).to_have_value("Road closed until noon.")
    pocket.begins_another()
    field.fill("Buses go round by the Crown.")
    pocket.sees("No signal. This is kept here")
    page.reload()
    expect(page.get_by_role("article")).to_contain_text("Road closed until noon.")

    context.set_offline(False)
    pocket.opens("/as/steph/")
    pocket.speaks_as("Steph", "Personal")
    pocket.sees("Waiting for you: 2 things kept on this phone")
    pocket.taps("Look")
    pocket.is_at("/waiting")
    older = page.get_by_role("article").filter(has_text="Road closed until noon.")
    older.get_by_role("button", name="Throw away", exact=True).click()
    pocket.taps("Put it back")
    expect(older).to_contain_text(re.compile(r"Written (this minute|1 minute ago)\."))
    older.get_by_role("button", name="Put it here", exact=True).click()
    whose = page.get_by_role("dialog", name="Whose words are these?")
    expect(whose.locator("[aria-current]")).to_have_count(0)
    whose.get_by_role("button", name="Say it as Steph", exact=True).click()
    expect(pocket.box("What do you want to say?")).to_have_value("Road closed until noon.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    pocket.opens("/waiting")
    expect(page.get_by_role("article")).to_have_count(1)


def opens_within(phone: Phone, path: str) -> float:
    """How many milliseconds it takes without a signal."""
    phone.opens(path)
    phone.sees("No signal")
    phone.page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    took = float(phone.page.evaluate(OPENED_WITHIN))
    print(f"opened within {took:.0f} ms without a signal")
    return took


def test_the_worker_keeps_the_tree_and_one_neutral_page(pocket: Phone) -> None:
    has_its_worker(pocket.page)
    for path in ("/as/steph/", "/as/steph/outbox", "/identities", "/board/steph"):
        pocket.opens(path)
    kept = pocket.page.evaluate(KEPT)
    assert kept.count("/offline") == 1
    assert [path for path in kept if path != "/offline" and not path.startswith("/static/")] == []
