"""Hold and undo with JavaScript broken, in a session that is already open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.screens import Phone
from tests.chromium import phone

pytestmark = pytest.mark.browser


@pytest.fixture
def broken(steph: Phone, playwright: Playwright, chromium: Browser) -> Iterator[Phone]:
    """Steph's session, speaking as WV11, in a browser that runs no script."""
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    context = chromium.new_context(**phone(playwright, java_script_enabled=False, storage_state=steph.page.context.storage_state()))
    yield Phone(context.new_page(), steph.finger, steph.url)
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
