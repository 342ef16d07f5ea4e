"""What went wrong, on a real screen: it reads well in every shape, and a person settles it with a thumb.

With ONLYHUMAN_TEST_EVERY_STATE set, each state is looked at in every shape; without it, the fullest one, and axe looks at the others.
"""

import os
import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from pwa.actions.hold_post import hold_post
from pwa.actions.save_draft import Words
from pwa.networks.contract import TryLater
from pwa.secrets import new_public_id, new_token
from pwa.store import identities
from pwa.store.sessions import Caller
from pwa.store.tables import Person, SessionKind, SessionRow
from pwa.store.transaction import reading
from tests.browser.axe import axe_says
from tests.browser.conftest import Site
from tests.browser.screens import WINDOW, Phone
from tests.browser.test_screens import looks_right
from tests.conftest import Clock
from tests.networks.stand_in import REFUSED, UNSURE
from tests.stuck import Stuck, looks_are_over

pytestmark = pytest.mark.browser

EVERY_STATE = bool(os.environ.get("ONLYHUMAN_TEST_EVERY_STATE"))


@pytest.fixture
def site(alone: Site) -> Site:
    """Without a courier of its own: here it comes when it is told to."""
    return alone


@pytest.fixture
def stuck(site: Site, clock: Clock) -> Stuck:
    return Stuck(site.folder, clock)


def held(handle: str, *parts: str) -> str:
    """Hold it as whoever signed in, without the minutes that a thumb takes; returns the address of the post."""
    with reading() as session:
        row = session.exec(select(SessionRow).where(col(SessionRow.kind) == SessionKind.SIGNED_IN)).one()
        person = session.get_one(Person, row.person_id)
        channels = identities.channels(session, identities.usable(session, person, handle))
    words = Words(new_public_id(), 0, new_token(), parts, [channel.public_id for channel in channels])
    return f"/posts/{hold_post(Caller(row, person), handle, words).public_id}"


def shown(phone: Phone, name: str, path: str, *, always: bool = False) -> None:
    """Open it, and look at it in every shape, or axe alone does."""
    phone.opens(path)
    phone.page.wait_for_load_state("networkidle")
    if EVERY_STATE or always:
        looks_right(phone, name)
    else:
        assert axe_says(phone.page) == []


def test_everything_that_can_go_wrong_reads_well_and_is_settled_by_thumb(steph: Phone, stuck: Stuck) -> None:
    far = stuck.network
    looked_for = held("steph", "Anybody lost a red scarf at the allotments?")
    far.answers["Anybody lost a red scarf at the allotments?"] = [UNSURE]
    stuck.works(WINDOW + 3)
    shown(steph, "settle-looking", looked_for)
    looks_are_over()
    series = held("steph", "The bus was late.", "Then it was full.", "Then it broke down.")
    far.answers["Then it was full."] = [REFUSED]
    stuck.works(WINDOW + 3)
    waits = held("steph", "Day made.")
    far.answers["Day made."] = [TryLater()]
    stuck.works(WINDOW + 3)
    shown(steph, "settle-waits", waits)
    stuck.works(after=16 * 60)
    shown(steph, "settle-late", waits)
    steph.opens(held("steph", "Maybe not."))
    steph.taps("Keep holding")
    steph.sees("Parked")
    stranded = held("steph", "Lovely evening, thank you all for coming.")
    steph.opens(stranded)
    expect(steph.page.get_by_role("timer")).to_be_visible()
    stuck.clock.forward(WINDOW + 40)
    steph.sees(re.compile("The courier may be down; nothing is lost"))  # the countdown's own page notices
    shown(steph, "settle-overdue", stranded)
    shown(steph, "settle-outbox", "/as/steph/outbox")
    steph.sees("5 need you")
    shown(steph, "settle-series", series, always=True)
    steph.page.get_by_role("button", name="Take all down", exact=True).scroll_into_view_if_needed()
    shown(steph, "settle-unsure", looked_for)
    steph.taps("It is there")
    steph.sees("Noted: it is there.")
    steph.sees(re.compile(r"Steph said at \d\d:\d\d that it is there"))
    shown(steph, "settle-there", looked_for)
    steph.opens(waits)
    steph.taps("Leave it")
    steph.sees(re.compile(r"Left alone by Steph at \d\d:\d\d"))
    shown(steph, "settle-left", waits)
    steph.opens(series)
    steph.taps("Try again")
    stuck.works(after=0)
    expect(steph.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()  # the page looks by itself
    assert [words for words in far.texts if words.startswith("Then")] == ["Then it was full.", "Then it broke down."]
    shown(steph, "settle-outbox-after", "/as/steph/outbox")


def test_an_official_doubt_is_sent_again_in_its_own_voice_only(steph: Phone, stuck: Stuck) -> None:
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    words = "Road closed at the Crown junction until noon. Buses are using Lichfield Road."
    post = held("wv11", words)
    stuck.network.answers[words] = [UNSURE]
    stuck.works(WINDOW + 3)
    looks_are_over()
    shown(steph, "settle-official-unsure", post)
    shown(steph, "settle-official-outbox", "/as/wv11/outbox")
    steph.opens("/start")
    steph.speaks_as("Steph", "Personal")
    shown(steph, "settle-official-as-steph", post)
    expect(steph.page.get_by_role("button", name="It is not there, send it again", exact=True)).to_have_count(0)
    steph.page.get_by_role("main").get_by_role("button", name="Switch to WV11", exact=True).click()
    steph.speaks_as("WV11", "Official")
    steph.opens(post)
    steph.taps("It is not there, send it again")
    stuck.works(after=0)
    expect(steph.page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    assert (stuck.network.asked, stuck.network.texts) == ([words, words], [words])
    shown(steph, "settle-official-sent-again", post)
