"""Hold and undo with JavaScript broken, late or lost, in a session that is already open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, Route, expect

from tests.browser.screens import Phone
from tests.browser.waits import comes_true
from tests.chromium import phone

pytestmark = pytest.mark.browser

TYPED, LINKED = "", "() => location.assign('/as/steph/')"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"


@pytest.fixture
def broken(steph: Phone, playwright: Playwright, chromium: Browser) -> Iterator[Phone]:
    """Steph's session, speaking as WV11, in a browser that runs no script."""
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    context = chromium.new_context(**phone(playwright, java_script_enabled=False, storage_state=steph.page.context.storage_state()))
    yield Phone(context.new_page(), steph.finger, steph.url, scripts=False)
    context.close()


def test_an_official_post_takes_a_second_page_and_can_be_undone(broken: Phone) -> None:
    broken.opens("/")
    broken.says("Road closed until noon.")
    broken.taps("Hold to post as WV11")
    broken.sees("Road closed until noon.")
    broken.taps("Yes, post as WV11")
    expect(broken.page.get_by_role("heading", name="Going out as WV11", exact=True)).to_be_visible()
    broken.taps("Undo")
    expect(broken.box("What do you want to say?")).to_have_value("Road closed until noon.")


def test_the_way_back_to_the_personal_voice_needs_no_script(broken: Phone) -> None:
    broken.opens("/")
    broken.taps("Switch identity")
    broken.taps("Switch to Steph")
    broken.speaks_as("Steph", "Personal")
    broken.says("Day made.")
    broken.taps("Post as Steph")
    broken.taps("Keep holding")
    broken.sees("Parked")


@pytest.mark.parametrize("leads_there", [TYPED, LINKED], ids=["typed", "linked"])
def test_the_words_are_there_before_any_script(steph: Phone, leads_there: str) -> None:
    """Whoever types the address gets a page that asks for its scripts behind the paint; a link of ours leads to plain tags."""
    late: list[Route] = []
    steph.page.context.route("**/*.js", lambda script: late.append(script))
    with steph.page.expect_request("**/*.js"):
        if leads_there == TYPED:
            steph.page.goto(f"{steph.url}/as/steph/", wait_until="commit")
        else:
            steph.page.evaluate(LINKED)
            steph.page.wait_for_url("**/as/steph/", wait_until="commit")
        comes_true(steph.page, PAINTED)
    steph.says("Day made.")
    steph.page.context.route("**/*.js", lambda script: script.continue_())
    for script in late:
        script.continue_()
    steph.is_saved()


def test_a_post_goes_where_no_script_arrives(steph: Phone, playwright: Playwright, chromium: Browser) -> None:
    context = chromium.new_context(**phone(playwright, storage_state=steph.page.context.storage_state()))
    context.route("**/*.js", lambda script: script.abort())
    alone = Phone(context.new_page(), steph.finger, steph.url, scripts=False)
    alone.opens("/")
    alone.says("Day made.")
    alone.taps("Post as Steph")
    alone.sees("Nothing has gone out yet")
    context.close()
