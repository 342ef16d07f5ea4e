"""Nobody can be sure who shares: another site plants nothing, what comes in has its limits, and what is left out is said."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.test_share import shares
from tests.browser.waits import has_its_worker

pytestmark = pytest.mark.browser

# A page of somebody else's; it may hide where it is.
ELSEWHERE = """<!doctype html><html lang="en"><title>Elsewhere</title><meta name="referrer" content="{policy}">
<form method="post" action="{url}/share" enctype="multipart/form-data">
<textarea name="text">Planted.</textarea><button>Win a prize</button></form></html>"""
SCRAPS = """async ([from, many]) => {
  const tree = document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "")
  const { keep, newScrap } = await import(`${tree}js/lib/kept.js`)
  for (let number = 1; number <= many; number++) await keep("scraps", `${from}-${number}`, newScrap(`Number ${number}.`, from))
}"""


@pytest.fixture
def ready(steph: Phone) -> Phone:
    """Steph's phone, whose worker is at work."""
    has_its_worker(steph.page)
    return steph


def is_lured(phone: Phone, policy: str) -> None:
    """Onto another site, and into pressing its button."""
    html = ELSEWHERE.format(policy=policy, url=phone.url)
    phone.page.route("http://elsewhere.example/", lambda route: route.fulfill(body=html, content_type="text/html"))
    phone.opens("http://elsewhere.example/")
    phone.taps("Win a prize")


def test_another_sites_form_plants_nothing(ready: Phone) -> None:
    is_lured(ready, "strict-origin-when-cross-origin")
    ready.sees("This was asked from a page that is not ours")
    ready.opens("/waiting")
    ready.sees("Nothing is waiting on this phone.")


def test_a_site_that_hides_where_it_is_gets_no_further_than_a_share(ready: Phone) -> None:
    is_lured(ready, "no-referrer")
    ready.is_at("/waiting")
    ready.sees("Shared into Only Human")
    expect(ready.page.get_by_role("button", name=re.compile("^(Post|Hold to post)"))).to_have_count(0)


def test_twenty_shared_things_wait_at_most_and_the_next_is_said_and_not_dropped_in_silence(ready: Phone) -> None:
    ready.opens("/waiting")
    ready.page.evaluate(SCRAPS, ["typed", 3])
    ready.page.evaluate(SCRAPS, ["shared", 19])
    shares(ready, "The twentieth.")
    ready.sees("The twentieth.")
    for _ in range(2):
        shares(ready, "One too many.")
    ready.sees("Not taken after this one: 2.")
    expect(ready.page.get_by_text("One too many.")).to_have_count(0)
    expect(ready.page.get_by_role("article")).to_have_count(23)
    ready.opens("/waiting#text=By%20a%20Shortcut")
    ready.sees("Not taken: 20 shared things wait here already.")
    expect(ready.page.get_by_text("By a Shortcut")).to_have_count(0)
    looks_right(ready, "waiting-full")
    ready.page.get_by_role("article").filter(has_text="The twentieth.").get_by_role("button", name="Throw away", exact=True).click()
    ready.sees("Thrown away.")
    shares(ready, "Now there is room.")
    ready.sees("Now there is room.")


def test_words_too_long_for_a_composer_are_cut_and_it_says_so(ready: Phone) -> None:
    beginning = "x" * 39_999
    shares(ready, f"{beginning}\N{PARTY POPPER}The end.")
    ready.sees("Only the beginning was taken: 40,000 characters at most.")
    expect(ready.page.locator(".words")).to_have_text(beginning)  # and no half of a character
    ready.page.context.set_offline(True)
    ready.opens("/waiting")
    ready.sees("No signal")
    ready.sees("Only the beginning was taken: 40,000 characters at most.")
    ready.page.context.set_offline(False)
