"""Every chosen network's room is counted while one types, the tightest first; what one of them would refuse is said before it is held."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from pwa.rules.room import Limits, Unit, stored
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import transaction
from tests.browser.screens import Phone

pytestmark = pytest.mark.browser

NETWORKS = {
    "mastodon": Limits(500, Unit.LINKS_SHORTENED, 4, 16_000_000, 1_500),
    "bluesky": Limits(300, Unit.GRAPHEMES, 4, 1_000_000, 2_000, text_bytes=3_000),
    "x": Limits(280, Unit.WEIGHTED, 4, 5_000_000, 1_000, series=False),
}
WORDS = "Bins a day late: https://example.org/" + "a" * 60  # 40 where links are shortened, 97 where not


@pytest.fixture
def everywhere(steph: Phone) -> Phone:
    """Steph has an account on three networks."""
    now = datetime.now(UTC)
    with transaction() as session:
        mine = session.exec(select(Identity).where(Identity.handle == "steph")).one()
        for network, limits in NETWORKS.items():
            there = {"network": network, "handle": "steph", "remote_id": network, "limits": stored(limits)}
            session.add(Channel(identity_id=mine.id, connected_at=now, connected_by=mine.person_id, **there))  # type: ignore[arg-type]
    steph.opens("/as/steph/?new=1")
    return steph


def test_the_tightest_is_in_front_and_a_chip_that_is_unticked_has_no_say(everywhere: Phone) -> None:
    room = everywhere.page.locator("[data-room]").first
    everywhere.says(WORDS)
    expect(room).to_have_text("203 left on Bluesky · X 240 · Mastodon 460")
    everywhere.page.get_by_role("checkbox", name=re.compile("Bluesky")).uncheck()
    expect(room).to_have_text("240 left on X · Mastodon 460")
    everywhere.says(WORDS + " " + "\u65e5" * 125)
    expect(room).to_have_text("11 too many for X · Mastodon 334")
    expect(room).to_have_class(re.compile("over"))
    everywhere.taps("Post as Steph")
    everywhere.sees("It is too long for X by 11. Nothing was sent. Shorten it, or leave X out.")
    everywhere.page.get_by_role("checkbox", name=re.compile("^X")).uncheck()
    everywhere.taps("Post as Steph")
    everywhere.is_going_out_as("Steph")


def test_a_network_without_series_says_so_while_there_is_one(everywhere: Phone) -> None:
    everywhere.says("One")
    everywhere.taps("Add another part")
    everywhere.page.get_by_role("textbox", name="Part 2").fill("Two")
    expect(everywhere.page.locator("[data-room]").nth(1)).to_have_text("X takes no series · 277 left on X · Bluesky 297 · Mastodon 497")
    expect(everywhere.page.locator("[data-room]").nth(1)).to_have_class(re.compile("over"))
