"""Words stay with the identity they were begun under, and none are lost, whatever another page does meanwhile."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Phone, beside

pytestmark = pytest.mark.browser

SAID = "Road closed until noon."
MORE = "Road closed until noon. Buses go round by the Crown."
NEW_DRAFT = "Put these words in a new draft"
# Written as soon as there is a box, before any of the page's scripts has run.
QUICK = """document.addEventListener("readystatechange", () => {
  const box = document.querySelector("textarea")
  if (document.readyState === "interactive" && location.search === "?new=1") box.value = "Road closed until noon."
})"""


@pytest.fixture
def bereft(steph: Phone) -> tuple[Phone, Phone]:
    """WV11's composer, typed in after its draft was deleted on another page, and that other page."""
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says(SAID)
    steph.is_saved()
    other = beside(steph)
    other.opens("/as/wv11/drafts")
    other.taps("Delete")
    other.sees("Put it back")
    steph.says(MORE)
    expect(steph.page.get_by_role("button", name=NEW_DRAFT, exact=True)).to_be_visible()
    return steph, other


def test_a_thumb_that_is_quicker_than_the_scripts_is_heard(steph: Phone) -> None:
    steph.page.add_init_script(QUICK)
    steph.opens("/as/steph/?new=1")
    steph.is_saved()
    steph.opens("/as/steph/")
    expect(steph.box("What do you want to say?")).to_have_value(SAID)


def test_words_whose_draft_is_gone_begin_a_new_one(bereft: tuple[Phone, Phone]) -> None:
    phone, other = bereft
    phone.taps(NEW_DRAFT)
    expect(phone.box("What do you want to say?")).to_have_value(MORE)
    phone.is_saved()
    other.opens("/as/wv11/drafts")
    other.sees(MORE)
    phone.opens("/as/wv11/?new=1")
    expect(phone.box("What do you want to say?")).to_have_value("")


def test_official_words_never_become_a_personal_draft(bereft: tuple[Phone, Phone]) -> None:
    phone, other = bereft
    other.opens("/start")
    other.speaks_as("Steph", "Personal")
    phone.taps(NEW_DRAFT)
    phone.sees("You are posting as Steph")
    phone.opens("/as/steph/?new=1")
    phone.speaks_as("Steph", "Personal")
    expect(phone.box("What do you want to say?")).to_have_value("")
    phone.opens("/as/steph/drafts")
    phone.sees("No drafts as Steph")
    phone.opens("/")
    phone.switches_to("WV11")
    phone.speaks_as("WV11", "Official")
    expect(phone.box("What do you want to say?")).to_have_value(MORE)
    phone.is_saved()


def test_words_left_behind_are_shown_where_drafts_are(bereft: tuple[Phone, Phone]) -> None:
    phone, _ = bereft
    phone.opens("/as/wv11/drafts")
    phone.sees("Only on this phone")
    phone.taps("Open")
    expect(phone.box("What do you want to say?")).to_have_value(MORE)


def test_enter_on_a_channel_sends_nothing(steph: Phone) -> None:
    steph.opens("/as/steph/")
    steph.says("Not yet.")
    steph.page.get_by_role("checkbox").first.press("Enter")
    steph.is_saved()
    steph.is_at("/as/steph/")
    steph.opens("/as/steph/outbox")
    expect(steph.page.get_by_role("article")).to_have_count(0)
