"""A person says a thing differently on one network: kept, measured for itself, taken back, and seen before it leaves."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from pwa.rules.room import Limits, Unit, stored
from pwa.store.tables import Channel, DraftVariant, Identity
from pwa.store.transaction import reading, transaction
from tests.browser.screens import Phone

pytestmark = pytest.mark.browser

X = Limits(280, Unit.WEIGHTED, 4, 5_000_000, 1_000)
LONG = "The bins of Wednesfield are collected a day late this week. " * 5


def connect(network: str, limits: Limits) -> None:
    """An account of Steph's elsewhere."""
    with transaction() as session:
        mine = session.exec(select(Identity).where(Identity.handle == "steph")).one()
        there: dict[str, Any] = {"network": network, "handle": "steph", "remote_id": network, "limits": stored(limits)}
        session.add(Channel(identity_id=mine.id, connected_at=datetime.now(UTC), connected_by=1, **there))


def kept() -> list[str]:
    with reading() as session:
        return list(session.exec(select(DraftVariant.text)))


def test_one_network_says_it_in_fewer_words(steph: Phone) -> None:
    connect("x", X)
    steph.opens("/as/steph/?new=1")
    steph.says(LONG)
    room = steph.page.locator("[data-room]").first
    expect(room).to_have_text("20 too many for X")
    steph.page.get_by_text("Say it differently on...", exact=True).click()
    steph.taps("Say it differently on X")
    own = steph.box("Only on X")
    expect(own).to_be_focused()
    expect(own).to_have_value(LONG)
    steph.taps("Same as the rest")  # nothing was changed, and nothing is asked
    expect(own).to_be_hidden()
    steph.page.get_by_text("Say it differently on...", exact=True).click()
    steph.taps("Say it differently on X")
    own.fill("Bins: a day late this week.")
    expect(room).to_have_text("")
    expect(steph.page.locator(".variant .room")).to_have_text("253 left on X")
    steph.says(LONG + "All of them.")
    steph.sees("Written before you changed the rest.")
    steph.taps("Same as the rest")
    steph.taps("Undo")
    expect(own).to_have_value("Bins: a day late this week.")
    steph.taps("Add another part")
    steph.box("Part 2").fill("More")
    steph.is_saved()
    steph.opens("/as/steph/")
    expect(own).to_have_value("Bins: a day late this week.")
    assert kept() == ["Bins: a day late this week."]
    steph.taps("Remove part 2")
    steph.taps("Put it back")  # and with it whatever the channels say
    expect(own).to_have_value("Bins: a day late this week.")
    steph.taps("Remove part 2")
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    expect(steph.page.get_by_role("group", name="The words")).to_contain_text(re.compile("All of them.*X.*Bins: a day late", re.DOTALL))
    steph.taps("Undo")
    expect(own).to_have_value("Bins: a day late this week.")
