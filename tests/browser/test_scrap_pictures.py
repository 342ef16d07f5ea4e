"""Pictures without a signal: nobody's yet, kept on the phone beside the words, and carried to the draft of whom a person chooses."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests import picture_files as files
from tests.browser.album import adds, have_arrived, two_photos
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right
from tests.browser.test_share import puts
from tests.browser.waits import comes_true, has_its_worker

pytestmark = pytest.mark.browser

BOX = "Words to keep on this phone"
SAID = "The door at number nine."
KEPT = """async ([words, many]) => {
  const asked = performance.getEntriesByType("resource").map(({ name }) => name)
  const { lookAll } = await import(asked.find((name) => name.endsWith("js/lib/kept.js")))
  return (await lookAll("scraps")).some(([, { text, pictures }]) => text === words && pictures.length === many)
}"""
ROOM_LEFT = """async (room) => (await navigator.storage.estimate()).usage + room"""


def shown(phone: Phone) -> Locator:
    return phone.page.locator("scrap-pictures img")


def test_pictures_without_a_signal_come_back_after_a_reload_and_go_where_a_person_says(steph: Phone, tmp_path: Path) -> None:
    page, photos = steph.page, two_photos(tmp_path)
    has_its_worker(page)
    page.context.set_offline(True)
    steph.opens("/as/steph/")
    adds(steph, photos[0])
    adds(steph, photos[1], by="Take a picture")
    expect(page.locator("[data-kept]")).to_have_text("No signal. This is kept here")
    comes_true(page, KEPT, ["", 2])
    steph.box(BOX).fill(SAID)
    steph.opens("/as/steph/")  # sooner than a pause
    expect(steph.box(BOX)).to_have_value(SAID)
    expect(shown(steph)).to_have_count(2)
    looks_right(steph, "offline-pictures")

    steph.taps("Remove picture 1")
    expect(shown(steph)).to_have_count(1)
    steph.taps("Put it back")
    expect(page.get_by_role("button", name="Remove picture 1", exact=True)).to_be_focused()
    steph.taps("Remove picture 2")
    comes_true(page, KEPT, [SAID, 1])
    steph.begins_another()
    expect(shown(steph)).to_have_count(0)
    steph.taps("Go on writing")
    expect(shown(steph)).to_have_count(1)
    expect(steph.box(BOX)).to_have_value(SAID)

    page.context.set_offline(False)
    steph.opens("/waiting")
    expect(page.locator("main img")).to_have_count(1)
    puts(steph, "Steph")
    expect(steph.box("What do you want to say?")).to_have_value(SAID)
    have_arrived(steph, 1)


def test_a_fifth_picture_and_what_is_none_are_said_and_not_taken(steph: Phone, tmp_path: Path) -> None:
    small, none = tmp_path / "small.jpg", tmp_path / "none.txt"
    small.write_bytes(files.photo())
    none.write_text("no picture")
    steph.opens("/offline")
    adds(steph, *[small] * 5, none)
    steph.sees("Pictures that were not taken: 2. Four at most come along, each up to 20 MB.")
    expect(shown(steph)).to_have_count(4)
    comes_true(steph.page, KEPT, ["", 4])


def test_a_full_phone_keeps_the_words_and_says_that_it_has_no_room_for_the_pictures(steph: Phone, tmp_path: Path) -> None:
    page, photo = steph.page, tmp_path / "IMG_1.jpg"
    photo.write_bytes(files.camera())
    steph.opens("/offline")
    room = page.evaluate(ROOM_LEFT, 1_000_000)
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": steph.url, "quotaSize": room})
    steph.box(BOX).fill(SAID)
    adds(steph, photo)
    steph.sees("This phone is full: the words are kept, the new pictures are not. Stay on this page, or remove them.")
    comes_true(page, KEPT, [SAID, 0])
    steph.taps("Begin another")
    expect(shown(steph)).to_have_count(1)  # nothing is put away that is kept nowhere
    steph.taps("Remove picture 1")
    expect(page.locator("[data-kept]")).to_have_text("Kept on this phone")
    steph.opens("/offline")
    expect(steph.box(BOX)).to_have_value(SAID)
