"""Pictures in the hand: chosen, ordered, described, brought over a link that breaks, held, taken back, held again, and out."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests import picture_files as files
from tests.browser.album import DESCRIBE, Link, adds, have_arrived, item, two_photos
from tests.browser.axe import ALL_RULES, axe_finds
from tests.browser.conftest import Site, in_hand
from tests.browser.screens import Phone
from tests.browser.test_screens import NARROW, looks_right

pytestmark = pytest.mark.browser

TAKE = "Take a picture"
TOP = "(input) => input.getBoundingClientRect().top"
DOOR = "A green door with a brass knocker"


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    return two_photos(tmp_path)


def test_two_pictures_over_a_bad_link_held_undone_held_again_and_out(steph: Phone, album: list[Path]) -> None:
    page, link = steph.page, Link(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.says("The door at number nine.")
    steph.is_saved()
    link.cut_at = 3
    adds(steph, *album)
    steph.sees("Waiting for a connection")
    steph.sees("2 pictures have no description yet.")
    steph.taps("Post as Steph")  # not without what was put in
    steph.sees(re.compile("not arrived yet|no connection"))
    looks_right(steph, "pictures-waiting")

    link.mend()
    have_arrived(steph, 2)
    sent = link.pieces
    steph.taps("Move picture 2 earlier")
    expect(page.get_by_role("button", name="Move picture 1 later", exact=True)).to_be_focused()
    item(steph, 2).get_by_role("textbox", name=DESCRIBE, exact=True).fill(DOOR)
    steph.sees("1 picture has no description yet.")
    steph.is_saved()
    looks_right(steph, "pictures-composer")
    steph.opens("/as/steph/")
    expect(item(steph, 2).get_by_role("textbox", name=DESCRIBE, exact=True)).to_have_value(DOOR)
    assert link.pieces == sent  # nothing is sent twice

    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    expect(page.get_by_role("img", name=DOOR, exact=True)).to_be_visible()
    looks_right(steph, "pictures-hold")
    steph.taps("Undo")
    expect(steph.box("What do you want to say?")).to_have_value("The door at number nine.")
    have_arrived(steph, 2)
    expect(item(steph, 2).get_by_role("textbox", name=DESCRIBE, exact=True)).to_have_value(DOOR)

    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    steph.taps("Send now")
    expect(page.get_by_text("Sent", exact=True).first).to_be_visible()
    looks_right(steph, "pictures-receipt")
    steph.opens("/board/steph")
    shown = page.get_by_role("article").get_by_role("img")
    expect(shown).to_have_count(1)  # the other has no description, so it is no image to who cannot see it
    pictures = page.locator("article img")
    expect(pictures).to_have_count(2)
    expect(pictures.nth(1)).to_have_attribute("alt", DOOR)
    for picture in pictures.all():
        expect(picture).not_to_have_js_property("naturalWidth", 0)
    body = page.request.get(f"{steph.url}{pictures.nth(1).get_attribute('src')}").body()
    assert files.SECRET_PLACE.encode() not in body
    looks_right(steph, "pictures-board")
    steph.opens("/as/steph/outbox")
    looks_right(steph, "pictures-outbox")


def test_a_picture_can_be_taken_out_and_put_back(steph: Phone, album: list[Path]) -> None:
    steph.opens("/as/steph/?new=1")
    adds(steph, album[0])
    have_arrived(steph, 1)
    steph.taps("Remove picture 1")
    expect(steph.page.locator("picture-tray li")).to_have_count(0)
    steph.taps("Put it back")
    have_arrived(steph, 1)
    steph.page.wait_for_timeout(1500)  # the pause, and the save
    steph.opens("/as/steph/")
    have_arrived(steph, 1)


def test_a_phone_takes_a_picture_beside_choosing_one(steph: Phone, album: list[Path]) -> None:
    steph.opens("/as/steph/?new=1")
    takes = steph.page.get_by_label(TAKE, exact=True)
    expect(takes).to_have_attribute("capture", "environment")
    adds(steph, album[0], by=TAKE)
    have_arrived(steph, 1)
    adds(steph, album[0])
    have_arrived(steph, 2)
    steph.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert takes.evaluate(TOP) == steph.page.get_by_label("Add pictures", exact=True).evaluate(TOP)  # on one line


def test_where_a_mouse_points_nothing_offers_to_take_a_picture(playwright: Playwright, chromium: Browser, site: Site) -> None:
    with in_hand(playwright, chromium, site, has_touch=False, is_mobile=False) as desk:
        desk.opens("/offline")
        expect(desk.page.get_by_label("Add pictures", exact=True)).to_be_visible()
        expect(desk.page.get_by_label(TAKE, exact=True)).to_be_hidden()


def test_what_is_no_picture_says_so_and_can_be_taken_out(steph: Phone, tmp_path: Path) -> None:
    sly = tmp_path / "holiday.jpg"
    sly.write_bytes(files.HTML)
    steph.opens("/as/steph/?new=1")
    adds(steph, sly)
    steph.sees(re.compile("no picture that can be read"))
    looks_right(steph, "pictures-refused")
    steph.taps("Remove picture 1")
    steph.says("Without it.")
    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")


def test_a_composer_without_pictures_loads_nothing_for_them(steph: Phone) -> None:
    steph.opens("/as/steph/drafts")
    steph.page.wait_for_load_state("networkidle")
    asked: list[str] = []
    steph.page.on("request", lambda request: asked.append(request.url))
    steph.opens("/as/steph/?new=1")
    steph.page.wait_for_load_state("networkidle")
    assert [url for url in asked if "picture-tray" in url or "uploads" in url] == []
    assert axe_finds(steph.page, ALL_RULES) == []


SCRAP = """async (bytes) => {
  const tree = document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "")
  const { keep, newScrap } = await import(`${tree}js/lib/kept.js`)
  const picture = new Blob([Uint8Array.from(bytes)], { type: "image/jpeg" })
  await keep("scraps", "from-outside", newScrap("From outside.", "shared", [picture]))
  sessionStorage.setItem("placing", JSON.stringify({ handle: "steph", scrap: "from-outside" }))
}"""


def test_the_pictures_of_a_scrap_come_along(steph: Phone) -> None:
    steph.opens("/as/steph/?new=1")
    steph.page.evaluate(SCRAP, list(files.photo()))
    steph.opens("/as/steph/?new=1")
    expect(steph.box("What do you want to say?")).to_have_value("From outside.")
    have_arrived(steph, 1)
    steph.page.wait_for_timeout(1500)  # the pause, and the save
    steph.opens("/as/steph/")
    expect(steph.box("What do you want to say?")).to_have_value("From outside.")
    have_arrived(steph, 1)


def test_wv11_gets_a_crest(steph: Phone, album: list[Path]) -> None:
    steph.opens("/identities/wv11")
    with steph.page.expect_file_chooser() as opening:
        steph.page.get_by_label("Choose a picture", exact=True).click()
    opening.value.set_files(album[1])
    steph.sees("It is here. Save the changes to wear it.")
    steph.taps("Save changes")
    steph.sees("Saved.")
    steph.switches_to("WV11")
    steph.speaks_as("WV11", "Official")
    crest = steph.page.get_by_role("banner").locator(".face img")
    expect(crest).to_be_visible()
    expect(crest).to_have_js_property("naturalWidth", 256)
    looks_right(steph, "crest-composer")
    steph.opens("/identities/wv11")
    looks_right(steph, "crest-identity")


def test_a_browser_without_workers_makes_a_photo_smaller_too(steph: Phone, tmp_path: Path) -> None:
    link, photo = Link(steph.page), tmp_path / "IMG_1.jpg"
    photo.write_bytes(files.camera())
    steph.page.add_init_script("delete window.Worker")
    steph.opens("/as/steph/?new=1")
    adds(steph, photo)
    have_arrived(steph, 1)
    assert link.pieces * 192 * 1024 < photo.stat().st_size / 2
