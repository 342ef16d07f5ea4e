"""The last of a series on another identity: three as Steph, then WV11's page, and nothing leaves before she says as whom."""

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from pwa.store.tables import Identity, Post
from pwa.store.transaction import reading
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right

pytestmark = pytest.mark.browser

BUS = ("A man on the bus told me what he thinks of my cat.", "He has views on dogs too.", "Now he is asleep.")


def held_as(handle: str) -> int:
    with reading() as session:
        theirs = select(Post.id).join(Identity, col(Identity.id) == col(Post.identity_id)).where(col(Identity.handle) == handle)
        return len(session.exec(theirs).all())


def test_three_as_steph_then_one_as_wv11_is_not_held_before_she_chose(steph: Phone) -> None:
    for text in BUS:
        steph.opens("/as/steph/?new=1")
        steph.says(text)
        steph.taps("Post as Steph")
        steph.is_going_out_as("Steph")
    steph.opens("/")
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    steph.says("What a day for the cat and me.")
    steph.sees("Your last 3 posts were as Steph.")
    halves = steph.page.get_by_role("group", name="As whom is it?")
    mine, theirs = (halves.get_by_role("button", name=name, exact=True) for name in ("Post as Steph", "Hold to post as WV11"))
    boxes = [one.bounding_box() for one in (mine, theirs)]
    assert all(box and box["height"] >= 48 and box["width"] >= 120 for box in boxes)
    assert [round(box["width"]) for box in boxes if box] == [round(boxes[0]["width"])] * 2 if boxes[0] else False
    looks_right(steph, "halves")
    steph.page.get_by_role("checkbox").first.press("Enter")
    expect(halves).to_be_visible()
    theirs.press("Enter")  # a tap arms the other motion, and holds nothing
    expect(steph.page.get_by_role("button", name="Yes, post as WV11", exact=True)).to_be_visible()
    assert held_as("wv11") == 0
    mine.click()
    steph.is_going_out_as("Steph")
    steph.speaks_as("Steph", "Personal")
    assert (held_as("steph"), held_as("wv11")) == (4, 0)
    steph.page.goto(f"{steph.url}/board/wv11")
    expect(steph.page.get_by_text("for the cat and me")).to_have_count(0)
