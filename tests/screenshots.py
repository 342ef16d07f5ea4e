"""Makes the pictures that a phone shows before it installs the app, README's, and the icons of the shortcuts, from the running product.

`python -m tests.screenshots` writes static/screenshots/*.webp, tests/shots/*.webp and static/icons/shortcut-*.png. Run it when the screens
change.
"""

import base64
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.bench.servers import Running, only_human
from tests.browser.screens import Phone
from tests.chromium import VirtualAuthenticator, launch, phone
from tests.sources import ROOT

STATIC = ROOT / "static"
SCREENSHOTS = STATIC / "screenshots"  # the manifest's; README shows them too
SHOTS = ROOT / "tests" / "shots"  # README's alone: no phone fetches them
NARROW = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
WIDE = {"width": 1280, "height": 800}
QUALITY = 30  # of WebP; letters stay sharp, and a picture is 20 to 55 kB
ICON = 192
SIGNS = {  # on a field of 48 by 48, as the app's own icon
    "write": '<path d="M12 36l2-8 18-18a4 4 0 0 1 6 6L20 34z"/><path d="M28 14l6 6"/>',
    "outbox": '<path d="M24 28V8M16 15l8-8 8 8"/><path d="M8 26v10a4 4 0 0 0 4 4h24a4 4 0 0 0 4-4V26"/>',
    "stop": '<path d="M17 7h14l10 10v14L31 41H17L7 31V17z"/><path d="M16 24h16"/>',
}
FIELDS = {"write": "#007475", "outbox": "#007475", "stop": "#9e2e21"}
WV11_WAITS = 60_000  # milliseconds at most, of its window of 30 s
ROAD = "Road closed at the Crown junction until noon. Buses are using Lichfield Road."
BUS = (
    "Man on the bus has now put his feet on the seat and is playing music out loud. Day made.",
    "He takes requests.",
    "Nobody has a request.",
)


def main() -> None:
    """The pictures first, then the icons."""
    with only_human("sqlite") as server, sync_playwright() as playwright:
        browser = launch(playwright)
        _screens(playwright, browser, server)
        _icons(browser)
        browser.close()


def _screens(playwright: Playwright, browser: Browser, server: Running) -> None:
    context = browser.new_context(**phone(playwright, **NARROW, reduced_motion="reduce"))
    page = context.new_page()
    steph = Phone(page, VirtualAuthenticator(page), server.url)
    steph.sets_up(f"{server.url}/setup/{server.setup_token}", "Steph")
    steph.makes_identity("WV11 Community News", "WV11", "wv11", window=30)
    _of_writing(steph)
    _of_going_out(steph)
    _of_looking_twice(steph)
    _of_the_record_and_no_signal(steph)
    context.close()


def _of_writing(steph: Phone) -> None:
    page = steph.page
    steph.opens("/as/steph/")
    steph.says(BUS[0])
    steph.is_saved()
    _keep(page, "narrow-write")
    steph.taps("Switch identity")
    _keep(page, "switch", SHOTS)
    page.keyboard.press("Escape")
    _picks_up_wv11(steph)
    steph.says(ROAD)
    steph.is_saved()
    _keep(page, "narrow-official")


def _of_going_out(steph: Phone) -> None:
    page = steph.page
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    _keep(page, "narrow-going-out")
    _keep_wide(page, "wide-going-out")
    steph.opens("/stop")
    steph.sees("s left")
    _keep(page, "narrow-stop")
    steph.opens("/as/wv11/outbox")
    steph.taps("Keep holding")
    steph.opens("/as/wv11/?new=1")
    steph.says("The Crown junction is open again. Thank you for your patience.")
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.opens("/as/wv11/outbox")
    steph.sees("Parked")
    _keep_wide(page, "wide-outbox")


def _of_looking_twice(steph: Phone) -> None:
    """What does not sound like WV11; then, after a series of her own, as whom it is."""
    page = steph.page
    steph.opens("/as/wv11/?new=1")
    steph.says("The bloody Crown junction is closed AGAIN. I have had enough!!!")
    page.get_by_role("checkbox", name="It’s fine").first.wait_for()
    steph.is_saved()
    page.emulate_media(color_scheme="dark")
    _keep(page, "narrow-second-look")
    page.emulate_media(color_scheme="light")
    steph.opens("/start")
    for words in BUS:
        steph.opens("/as/steph/?new=1")
        steph.says(words)
        steph.taps("Post as Steph")
        steph.is_going_out_as("Steph")
        steph.taps("Send now")
        steph.sees("See it there")
    _picks_up_wv11(steph)
    steph.opens("/as/wv11/?new=1")
    steph.says("And now he sings. What a day for the whole bus.")
    steph.sees("Your last 3 posts were as Steph.")
    steph.is_saved()
    _keep(page, "halves", SHOTS)


def _of_the_record_and_no_signal(steph: Phone) -> None:
    page = steph.page
    steph.opens("/as/wv11/outbox")
    sent = page.get_by_role("article", name="Sent", exact=True)
    sent.wait_for(timeout=WV11_WAITS)
    sent.get_by_role("link", name="Was it us?").click()
    steph.sees("proved with a finger")
    _keep(page, "evidence", SHOTS)
    page.context.set_offline(True)
    steph.opens("/as/steph/")  # the worker has something for that
    steph.box("Words to keep on this phone").fill(ROAD)
    page.locator("[data-kept]:not(:empty)").wait_for()
    _keep(page, "no-signal", SHOTS)
    page.context.set_offline(False)


def _picks_up_wv11(steph: Phone) -> None:
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")


def _keep_wide(page: Page, name: str) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    _keep(page, name)
    page.set_viewport_size(NARROW["viewport"])  # type: ignore[arg-type]


def _keep(page: Page, name: str, folder: Path = SCREENSHOTS) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    wide = name.startswith("wide")
    clip = {"x": 0, "y": 0, "scale": 1 if wide else 2, **(WIDE if wide else NARROW["viewport"])}  # type: ignore[dict-item]
    cdp = page.context.new_cdp_session(page)
    shot = cdp.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "clip": clip})
    _write(folder / f"{name}.webp", base64.b64decode(shot["data"]))


def _icons(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": ICON, "height": ICON})
    for name, sign in SIGNS.items():
        drawn = f'<g fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">{sign}</g>'
        field = f'<rect width="48" height="48" rx="11" fill="{FIELDS[name]}"/><g transform="translate(6 6) scale(.75)">{drawn}</g>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="{ICON}" height="{ICON}">{field}</svg>'
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
        _write(STATIC / "icons" / f"shortcut-{name}.png", page.screenshot(omit_background=True))
    page.close()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    print(f"{len(body):>7,} bytes  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
