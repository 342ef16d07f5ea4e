"""What a page costs somebody whose browser has never been here: its bytes, its requests, its long tasks and its jumps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Playwright

from tests.browser.screens import Phone
from tests.chromium import phone

A_PHONE_COUNTS = 3_250  # COUNTS of a slow phone: a quarter of a quick desk's, and the same phone on whatever machine tests it
COUNTS = """() => {
  let counts = 0, letters = 0
  for (const end = performance.now() + 60; performance.now() < end; counts++)
    for (const word of "Road closed at the Crown junction until noon. ".repeat(20).split(" ")) letters += word.length
  return letters && counts
}"""
OBSERVED = """
window.long = []
window.shifted = 0
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
watch("longtask", ({ duration }) => long.push(Math.round(duration)))
watch("layout-shift", ({ value }) => { shifted += value })
"""
SENTENCE = "Road closed at the Crown junction until noon. Buses are using Lichfield Road."
HERS = "The kettle is on at last."  # nothing that the second look would ask about


@dataclass
class Visit:
    """A page in a browser that has never been here, and what it fetched."""

    page: Page
    asked: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)

    def opens(self, address: str) -> None:
        self.page.goto(address, wait_until="networkidle")

    @property
    def kib(self) -> float:
        return sum(self.sizes) / 1024


@contextmanager
def first_visit(playwright: Playwright, chromium: Browser, whose: Phone, *, slow: bool = False) -> Iterator[Visit]:
    """With the cookies of somebody who is signed in; what the worker fetches later, when nobody waits, is not counted.

    `slow`: with a slow phone's processor.
    """
    state = whose.page.context.storage_state()
    context = chromium.new_context(**phone(playwright, storage_state=state, service_workers="block"))
    context.add_init_script(OBSERVED)
    page = context.new_page()
    visit, cdp = Visit(page), context.new_cdp_session(page)
    cdp.on("Network.requestWillBeSent", lambda event: visit.asked.append(event["request"]["url"]))
    cdp.on("Network.loadingFinished", lambda event: visit.sizes.append(event["encodedDataLength"]))
    cdp.send("Network.enable")
    if slow:
        page.goto(f"{whose.url}/offline")  # a phone has its letters in memory; a browser that starts here draws its first word for 20 ms
        counts = max(page.evaluate(COUNTS) for _ in range(6))
        visit.asked.clear()
        visit.sizes.clear()
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": max(2, counts / A_PHONE_COUNTS)})
    yield visit
    context.close()


def fills_every_list(steph: Phone) -> Phone:
    """Drafts, a parked post, a post that is out; she speaks as WV11."""
    steph.opens("/as/steph/")
    steph.says(SENTENCE)
    steph.is_saved()
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says(SENTENCE)
    steph.presses_bar("WV11")
    steph.is_going_out_as("WV11")
    steph.taps("Keep holding")
    steph.sees("Parked")
    steph.opens("/as/wv11/?new=1")
    steph.says(SENTENCE)
    steph.is_saved()
    return steph


def held(busy: Phone) -> str:
    """A post of Steph's own that counts down for a while."""
    busy.sets_window("steph", 600)  # it is looked at again and again, as slowly as a phone does
    busy.switches_to("Steph")
    busy.speaks_as("Steph", "Personal")
    busy.opens("/as/steph/?new=1")
    busy.says(HERS)
    busy.taps("Post as Steph")
    busy.is_going_out_as("Steph")
    return busy.page.url
