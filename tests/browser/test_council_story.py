"""July 2012, told with three phones: a political picture is reshared by somebody who believes they are on their own account."""

import re
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Playwright, expect

from pwa.herald import Herald
from tests.browser.conftest import Site, in_hand
from tests.browser.screens import WINDOW, Phone, joins
from tests.browser.test_share import puts, shares
from tests.browser.told import SHOWN, TAPPED, Told, asks_to_be_told
from tests.browser.waits import has_its_worker, its_window_is_over
from tests.conftest import Clock
from tests.push_service import push_service

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

PICTURE = "Vote them out. [a political picture]"


@pytest.fixture
def anna(site: Site, colleague: Phone) -> Iterator[Told]:
    """A colleague, who has asked for notifications."""
    herald = Herald(site.app.extensions["settings"])
    working = threading.Thread(target=herald.run)
    working.start()
    with push_service() as service:
        yield asks_to_be_told(colleague, service)
    herald.stop()
    working.join()


@pytest.fixture
def ravi(playwright: Playwright, chromium: Browser, site: Site, steph: Phone) -> Iterator[Phone]:
    """One of five in the press team, with a post of somebody's that made him laugh."""
    with in_hand(playwright, chromium, site) as phone:
        joins(steph, phone, "Ravi")
        has_its_worker(phone.page)
        yield phone


def reshares_it_as_wv11(ravi: Phone, link: str) -> None:
    """He picked the voice up for the council's own post a moment ago, and his thumb takes the same button again."""
    shares(ravi, link)
    puts(ravi, "WV11")
    ravi.speaks_as("WV11", "Official")
    ravi.taps("Reshare it")
    ravi.sees("WV11 reshares Steph (@steph)")
    ravi.box("Why?").fill("It made me laugh.")
    ravi.presses_bar("WV11")
    ravi.is_going_out_as("WV11")


def a_political_post(steph: Phone) -> str:
    """Somebody's own; its address."""
    steph.opens("/as/steph/?new=1")
    steph.says(PICTURE)
    steph.taps("Post as Steph")
    steph.taps("Send now")
    expect(steph.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    return steph.page.get_by_role("link", name="See it there").get_attribute("href") or ""


def asks_whether_it_was_us(phone: Phone) -> None:
    phone.page.get_by_role("link", name=re.compile("^Was it us")).click()


def test_a_colleague_stops_it_from_a_notification(steph: Phone, anna: Told, ravi: Phone) -> None:
    reshares_it_as_wv11(ravi, a_political_post(steph))
    [pushed] = anna.subscribed.waits_for(1)
    [shown] = anna.gets(pushed)
    assert re.fullmatch(r"Goes out in .+ as WV11", shown["title"])
    worker = anna.worker
    anna.phone.page.close()
    worker.evaluate(TAPPED, "stop")
    [shown] = worker.evaluate(SHOWN)
    assert shown["title"] == "Stopped"
    assert "The words went back to the drafts of Ravi." in shown["body"]
    ravi.sees("Undone")
    steph.opens("/board/wv11")
    expect(steph.page.get_by_text(PICTURE)).to_have_count(0)


def test_it_slips_out_is_owned_up_to_in_four_taps_and_was_not_hacked(steph: Phone, anna: Told, ravi: Phone, clock: Clock) -> None:
    reshares_it_as_wv11(ravi, a_political_post(steph))
    its_window_is_over(ravi, clock, 120)
    expect(ravi.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    slip = urlsplit(ravi.page.url).path
    anna.phone.opens(slip)  # a colleague asks what the council asked; the record answers before anybody else does
    asks_whether_it_was_us(anna.phone)
    anna.phone.sees(re.compile("Yes: Ravi, a speaker of WV11, held this at .*, proved with a finger"))

    ravi.taps("I posted that by mistake")
    ravi.page.get_by_role("radio", name=re.compile("^Remove it")).check()
    ravi.taps("Write the correction as WV11")
    box = ravi.box("What do you want to say?")
    expect(box).to_have_value(re.compile("was mine, not WV11's. It went out from the wrong account"))
    honest = box.input_value()
    box.fill("Our account was hacked. We are sorry.")  # the first draft of the statement
    ravi.presses_bar("WV11")
    ravi.sees(re.compile("The record says that Ravi held it at .*Saying “hacked” would not be true"))
    box.fill(honest)
    ravi.presses_bar("WV11")  # the fourth tap
    ravi.is_going_out_as("WV11")
    its_window_is_over(ravi, clock, WINDOW)
    expect(ravi.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()

    steph.opens("/board/wv11")
    expect(steph.page.get_by_text(PICTURE)).to_have_count(0)
    steph.sees(honest)
    steph.opens(slip)
    asks_whether_it_was_us(steph)
    steph.sees(re.compile("Yes: Ravi, a speaker of WV11, held this at"))
    steph.sees("Were we hacked? No: it went out from here, by a member who was signed in")
    steph.sees(re.compile("Ravi owned up to it at .*: it went out by mistake."))
    steph.sees("Every place where it stood said that it is gone.")
