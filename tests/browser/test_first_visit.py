"""A browser that has nothing of ours yet: painted before it asks for scripts, unless these come later anyway."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Playwright

from tests.answering import answering
from tests.browser.screens import AWAKE, Phone
from tests.browser.test_budgets import stutters
from tests.browser.visits import first_visit

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

QUICK, SLOW = 20, 400  # milliseconds a round trip
BEGUN = """
window.begun = []
const define = customElements.define.bind(customElements)
customElements.define = (...given) => { begun.push(document.readyState); define(...given) }
"""
ASKED_BEHIND_THE_PAINT = """() => {
  const [paint] = performance.getEntriesByName("first-contentful-paint")
  const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
  return scripts.map(({ startTime }) => startTime > paint.startTime)
}"""
# The starter waits a second for a paint; a busy machine paints later.
PATIENT = """const later = setTimeout
window.setTimeout = (act, milliseconds, ...given) => later(act, milliseconds === 1000 ? 30_000 : milliseconds, ...given)"""
MANIFEST = "() => document.querySelector('link[rel=manifest]').getAttribute('href')"
UNSEEN = ("PerformanceObserver.prototype.observe = () => {}", "delete window.PerformanceObserver")


@pytest.mark.parametrize("welsh", [False, True], ids=["in English", "in Welsh"])
@pytest.mark.parametrize("trip", [QUICK, SLOW])
def test_its_scripts_wait_for_the_paint_where_the_line_is_quick(
    steph: Phone, playwright: Playwright, chromium: Browser, trip: int, welsh: bool
) -> None:
    if welsh:
        steph.taps("Menu")
        steph.taps("Cymraeg")
        steph.page.wait_for_function("() => document.documentElement.lang === 'cy'")
    with first_visit(playwright, chromium, steph) as visit:
        page, cdp = visit.page, visit.page.context.new_cdp_session(visit.page)
        cdp.send("Network.enable")
        line = {"offline": False, "latency": trip, "downloadThroughput": 1_000_000, "uploadThroughput": 1_000_000}
        cdp.send("Network.emulateNetworkConditions", line)
        page.add_init_script(PATIENT)
        page.goto(f"{steph.url}/as/steph/?new=1")
        page.wait_for_function(AWAKE)
        behind = page.evaluate(ASKED_BEHIND_THE_PAINT)
        assert len(behind) >= 1 + welsh
        assert all(behind) if trip == QUICK else not any(behind[: 1 + welsh])
        assert page.evaluate(MANIFEST) == "/manifest.webmanifest"
        assert [url for url in visit.asked if url.endswith((".css", ".svg"))] == []


@pytest.mark.parametrize("unseen", UNSEEN, ids=["never painted", "not told of paints"])
def test_a_page_that_nobody_sees_wakes_all_the_same(steph: Phone, playwright: Playwright, chromium: Browser, unseen: str) -> None:
    with first_visit(playwright, chromium, steph) as visit:
        visit.page.add_init_script(unseen)
        visit.page.goto(f"{steph.url}/as/steph/?new=1")
        visit.page.wait_for_function(AWAKE)


def test_no_script_runs_before_the_page_has_come_to_its_end(busy: Phone, playwright: Playwright, chromium: Browser) -> None:
    """Although the page takes longer to come than the starter waits for a paint."""
    with answering(lambda heard: stutters(heard, busy.url, pause=0.4)) as there, first_visit(playwright, chromium, busy) as visit:
        visit.page.add_init_script(BEGUN)
        visit.page.goto(f"http://localhost:{urlsplit(there).port}/as/steph/?new=1")
        visit.page.wait_for_function(AWAKE)
        took, begun = visit.page.evaluate("() => [performance.getEntriesByType('navigation')[0].domInteractive, window.begun]")
        assert took > 1_500
        assert begun
        assert "loading" not in begun
