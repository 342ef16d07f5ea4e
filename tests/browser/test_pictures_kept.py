"""What the phone keeps of pictures until the server has it: through a reload, a kill, a lost answer; and where it is found again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests import picture_files as files
from tests.browser.album import DESCRIBE, Link, adds, have_arrived, item, two_photos
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.test_words_stay import KEPT_MODULE
from tests.browser.waits import comes_true, has_forgotten

pytestmark = pytest.mark.browser

DOOR = "A green door with a brass knocker"
BOTH_ARE_KEPT = f"async () => (await ({KEPT_MODULE}).lookAll('drafts')).some(([, {{ pictures }}]) => pictures?.length === 2)"


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    return two_photos(tmp_path)


def test_what_has_not_arrived_survives_a_reload_and_goes_on_by_itself(steph: Phone, album: list[Path]) -> None:
    page, link = steph.page, Link(steph.page, only_pictures=True)
    steph.opens("/as/steph/?new=1")
    steph.says("Kept.")
    steph.is_saved()
    link.cut_at = 3
    adds(steph, album[1])
    steph.sees("Waiting for a connection")
    item(steph, 1).get_by_role("textbox", name="Describe this picture", exact=True).fill("Half way")
    page.wait_for_timeout(1500)  # what a pause in typing waits for
    steph.opens("/as/steph/")
    steph.sees("Waiting for a connection")
    before = link.pieces
    link.mend()
    have_arrived(steph, 1)
    steph.is_saved()
    expect(item(steph, 1).get_by_role("textbox", name="Describe this picture", exact=True)).to_have_value("Half way")
    assert link.pieces > before
    steph.opens("/as/steph/")
    expect(item(steph, 1).get_by_role("textbox", name="Describe this picture", exact=True)).to_have_value("Half way")


def test_photos_that_waited_through_a_reload_are_made_smaller_before_they_leave(steph: Phone, tmp_path: Path) -> None:
    link, photo = Link(steph.page, only_pictures=True), tmp_path / "IMG_1.jpg"
    photo.write_bytes(files.camera(2800, 2100))
    steph.opens("/as/steph/?new=1")
    steph.says("Kept.")
    steph.is_saved()
    link.cut_at = 1
    adds(steph, photo, photo)
    steph.sees("Waiting for a connection")
    comes_true(steph.page, BOTH_ARE_KEPT)
    link.mend()
    steph.opens("/as/steph/")
    have_arrived(steph, 2)
    assert max(link.sizes) < photo.stat().st_size * 0.7


def test_a_description_typed_without_a_signal_survives_post_and_a_kill(steph: Phone, album: list[Path]) -> None:
    page = steph.page
    steph.opens("/as/steph/?new=1")
    steph.says("Kept.")
    adds(steph, album[0])
    have_arrived(steph, 1)
    steph.is_saved()
    page.wait_for_timeout(1500)  # the pause, and the save
    saves = re.compile(r"/as/\w+/drafts/\w+$")
    page.route(saves, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    item(steph, 1).get_by_role("textbox", name=DESCRIBE, exact=True).fill(DOOR)
    steph.taps("Post as Steph")
    steph.sees("No signal. This is kept on this phone")
    other = Phone(page.context.new_page(), steph.finger, steph.url)  # nothing more happens on the first page
    other.opens("/as/steph/")
    expect(item(other, 1).get_by_role("textbox", name=DESCRIBE, exact=True)).to_have_value(DOOR)
    other.is_saved()

    other.taps("Post as Steph")
    other.is_going_out_as("Steph")
    has_forgotten(other.page)


def test_a_description_typed_while_a_save_is_on_its_way_survives_its_answer(steph: Phone, album: list[Path]) -> None:
    page = steph.page
    steph.opens("/as/steph/?new=1")
    adds(steph, album[0])
    have_arrived(steph, 1)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.wait_for_timeout(1500)  # the pause, and the save
    on_its_way: list[Route] = []
    page.route(
        re.compile(r"/as/\w+/drafts/\w+$"), lambda route: on_its_way.append(route) if route.request.method == "PUT" else route.continue_()
    )
    with page.expect_request(lambda request: request.method == "PUT"):
        steph.says("The door at number nine.")
    page.wait_for_timeout(200)  # by now it is held back
    item(steph, 1).get_by_role("textbox", name=DESCRIBE, exact=True).fill(DOOR)
    page.wait_for_timeout(800)  # it is kept here
    with page.expect_response(re.compile("/drafts/")) as answered:
        on_its_way[0].continue_()
    assert answered.value.status == 200
    page.wait_for_timeout(800)  # the answer has been heard; no later save arrives
    other = Phone(page.context.new_page(), steph.finger, steph.url)
    other.opens("/as/steph/")
    expect(item(other, 1).get_by_role("textbox", name=DESCRIBE, exact=True)).to_have_value(DOOR)
    expect(other.box("What do you want to say?")).to_have_value("The door at number nine.")


def test_what_is_still_on_its_way_waits_in_the_tray(steph: Phone, album: list[Path]) -> None:
    link = Link(steph.page, only_pictures=True)
    steph.opens("/as/steph/?new=1")
    steph.says("The door at number nine.")
    steph.is_saved()
    link.cut_at = 1
    adds(steph, *album)
    steph.sees("Waiting for a connection")
    item(steph, 1).get_by_role("textbox", name=DESCRIBE, exact=True).fill(DOOR)
    steph.page.wait_for_timeout(1500)  # the pause, and the save
    steph.opens("/waiting")
    steph.sees("2 pictures still on their way.")
    expect(steph.page.locator("main img")).to_have_count(2)
    looks_right(steph, "waiting-on-their-way")
    steph.opens("/as/steph/drafts")
    steph.sees("2 pictures still on their way.")
    steph.taps("Open")
    steph.sees("Waiting for a connection")
    link.mend()
    have_arrived(steph, 2)
    has_forgotten(steph.page)
    steph.opens("/waiting")
    steph.sees("Nothing is waiting on this phone.")


def test_pictures_of_a_draft_that_no_server_knows_begin_a_new_one(steph: Phone, album: list[Path]) -> None:
    page, link = steph.page, Link(steph.page, only_pictures=True)
    saves = re.compile(r"/as/\w+/drafts/\w+$")
    page.route(saves, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    steph.opens("/as/steph/?new=1")
    link.cut_at = 1
    adds(steph, album[0])
    steph.sees("Waiting for a connection")
    item(steph, 1).get_by_role("textbox", name=DESCRIBE, exact=True).fill(DOOR)
    page.wait_for_timeout(1500)  # the pause, and the save
    other = Phone(page.context.new_page(), steph.finger, steph.url)  # nothing more arrives from the first page
    other.opens("/as/steph/")
    other.sees("Waiting for you: 1 thing kept on this phone")
    other.taps("Look")
    other.sees("1 picture still on its way.")
    other.taps("Open")
    have_arrived(other, 1)
    expect(item(other, 1).get_by_role("textbox", name=DESCRIBE, exact=True)).to_have_value(DOOR)
    other.is_saved()
    other.opens("/waiting")
    other.sees("Nothing is waiting on this phone.")
