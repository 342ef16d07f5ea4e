"""July 2012, told with three phones: a political picture is reshared by somebody who believes they are on their own account."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from pwa.herald import Herald
from tests.browser.conftest import Site, in_hand
from tests.browser.screens import Phone, has_its_worker, joins
from tests.browser.test_share import puts, shares
from tests.browser.told import SHOWN, TAPPED, Told, asks_to_be_told
from tests.push_service import push_service

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]

PICTURE = "Vote them out. [a political picture]"


@pytest.fixture
def anna(playwright: Playwright, chromium: Browser, site: Site, steph: Phone) -> Iterator[Told]:
    """A colleague, who has asked for notifications."""
    herald = Herald(site.app.extensions["settings"])
    working = threading.Thread(target=herald.run)
    working.start()
    with push_service() as service, in_hand(playwright, chromium, site) as phone:
        joins(steph, phone, "Anna")
        yield asks_to_be_told(phone, service)
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


def has_a_window_of(steph: Phone, seconds: int) -> None:
    steph.opens("/identities/wv11")
    steph.page.get_by_role("spinbutton", name="Undo window in seconds", exact=True).fill(str(seconds))
    steph.taps("Save changes")
    steph.sees("Saved.")


def test_a_colleague_stops_it_from_a_notification(steph: Phone, anna: Told, ravi: Phone) -> None:
    has_a_window_of(steph, 120)
    reshares_it_as_wv11(ravi, a_political_post(steph))
    [pushed] = anna.subscribed.waits_for(1)
    [shown] = anna.gets(pushed)
    assert re.fullmatch(r"Goes out in \d+ s as WV11", shown["title"])
    worker = anna.worker
    anna.phone.page.close()
    worker.evaluate(TAPPED, "stop")
    [shown] = worker.evaluate(SHOWN)
    assert shown["title"] == "Stopped"
    assert "The words went back to the drafts of Ravi." in shown["body"]
    ravi.sees("Undone")
    steph.opens("/board/wv11")
    expect(steph.page.get_by_text(PICTURE)).to_have_count(0)
