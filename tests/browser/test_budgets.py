"""What a screen may cost a phone: bytes and requests the first time, what the worker keeps, and no jump."""

import re
import time
from contextlib import suppress
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Playwright

from tests.answering import Heard, answering
from tests.browser.screens import Phone
from tests.browser.visits import first_visit, held
from tests.browser.waits import has_its_worker

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

KIB_AT_MOST = 30
REQUESTS_AT_MOST = 12
IN_ONE_GO = 10 * 1_460  # bytes: what a server may send before it has heard back, RFC 6928, section 2
KEPT_KIB_AT_MOST = 184  # unpacked, as it lies on the phone
PIECES = re.compile(rb"(?<=</header>)|(?<=</h1>)|(?<=</picture-tray>)|(?<=</main>)|(?<=</section>)|(?<=</nav>)")
A_PAUSE = 0.06  # seconds: a few frames, so that what stands there already is painted
KEPT = """async () => {
  let bytes = 0
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) bytes += (await (await cache.match(request)).arrayBuffer()).byteLength
  }
  return bytes / 1024
}"""
SCREENS = (
    *("/welcome", "/recover", "/offline", "/install", "/as/wv11/", "/as/wv11/drafts", "/as/wv11/outbox", "/outbox", "/stop", "/switch"),
    *("/identities", "/identities/new", "/identities/wv11", "/passkeys", "/sessions", "/board/wv11", "/nowhere", "/as/steph/"),
)


def test_every_screen_costs_little_and_nothing_on_it_jumps(busy: Phone, playwright: Playwright, chromium: Browser) -> None:
    wrong = []
    for path in SCREENS:
        with first_visit(playwright, chromium, busy) as visit:
            visit.opens(f"{busy.url}{path}")
            shifted = round(visit.page.evaluate("() => window.shifted"), 2)  # as browsers report it
            page = int(visit.page.evaluate("() => performance.getEntriesByType('navigation')[0].transferSize"))
            assert visit.page.locator("#whole").count() == 1, path  # what its first paint waits for
            cost = f"{path}: {visit.kib:.1f} KiB in {len(visit.asked)} requests, the page {page} bytes, shifted {shifted}"
            print(cost)
            if visit.kib > KIB_AT_MOST or len(visit.asked) > REQUESTS_AT_MOST or page > IN_ONE_GO or shifted:
                wrong.append(f"{cost}: {visit.asked}")
    assert wrong == []


def test_nothing_jumps_while_a_page_comes_in_pieces(busy: Phone, playwright: Playwright, chromium: Browser) -> None:
    wrong = []
    with answering(lambda heard: stutters(heard, busy.url)) as there:
        for path in ("/as/wv11/", "/as/wv11/outbox", "/stop", "/switch", "/identities", "/as/steph/"):
            with first_visit(playwright, chromium, busy) as visit:
                visit.page.goto(f"http://localhost:{urlsplit(there).port}{path}")
                visit.page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
                if shifted := round(visit.page.evaluate("() => window.shifted"), 3):
                    wrong.append(f"{path}: shifted {shifted}")
    assert wrong == []


def stutters(heard: Heard, server: str, pause: float = A_PAUSE) -> None:
    """What the server says to this, and a page with a pause, in seconds, behind each of its larger pieces, as a busy phone reads it."""
    headers = {name: value for name, value in heard.headers.items() if name not in ("Host", "Connection")} | {"Accept-Encoding": "identity"}
    with httpx2.Client(base_url=server) as client:
        answer = client.request(heard.command, heard.path, headers=headers, content=heard.body)
    heard.send_response(answer.status_code)
    for name, value in answer.headers.items():
        if name not in ("connection", "transfer-encoding", "date", "server"):
            heard.send_header(name, value)
    heard.end_headers()
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    with suppress(ConnectionError):  # the phone is on another page by now
        for piece in PIECES.split(answer.content) if is_page else [answer.content]:
            heard.wfile.write(piece)
            time.sleep(pause if is_page else 0)


def test_the_countdown_costs_little_and_nothing_on_it_jumps(busy: Phone, playwright: Playwright, chromium: Browser) -> None:
    address = held(busy)
    with first_visit(playwright, chromium, busy) as visit:
        visit.page.goto(address)
        visit.page.get_by_role("timer").wait_for()
        visit.page.wait_for_timeout(1_500)
        assert visit.page.evaluate("() => window.shifted") == 0
        asked = [url for url in visit.asked if "/heartbeat" not in url]
        assert (visit.kib <= KIB_AT_MOST, len(asked) <= REQUESTS_AT_MOST) == (True, True), (visit.kib, asked)


def test_what_the_worker_keeps_is_small(steph: Phone) -> None:
    page = steph.page
    has_its_worker(page)
    kept = page.evaluate(KEPT)
    print(f"the worker keeps {kept:.0f} KiB")
    assert 0 < kept <= KEPT_KIB_AT_MOST
