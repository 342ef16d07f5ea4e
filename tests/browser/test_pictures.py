"""Pictures in the hand: chosen, ordered, described, brought over a link that breaks, held, taken back, held again, and out."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests import picture_files as files
from tests.browser.screens import Phone, comes_true
from tests.browser.test_screens import looks_right

pytestmark = pytest.mark.browser

DOOR = "A green door with a brass knocker"
DESCRIBE = "Describe this picture"
FORGOTTEN = """async () => {
  const { lookAll } = await import(document.querySelector("script[type=module]").src.replace("app.js", "lib/kept.js"))
  return !(await lookAll("drafts")).length && !Object.keys(localStorage).some((key) => key.startsWith("pictures:"))
}"""


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    """Two photos as a phone takes them: large, sideways, and saying where they were taken."""
    door, street = tmp_path / "IMG_1.jpg", tmp_path / "IMG_2.jpg"
    door.write_bytes(files.telltale())
    street.write_bytes(files.noise(2600, 1900, quality=92))
    return [door, street]


class Link:
    """The way to the server, for pictures: it can be cut at a piece, and mended."""

    def __init__(self, page: Page, *, only_pictures: bool = False) -> None:
        self.page, self.pieces, self.cut_at, self.only_pictures = page, 0, 0, only_pictures
        page.route(re.compile(r"/uploads/\w+\?offset="), self._piece)

    def _piece(self, route: Route) -> None:
        self.pieces += 1
        if self.cut_at and self.pieces >= self.cut_at:
            self.page.context.set_offline(not self.only_pictures)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    def mend(self) -> None:
        """There is a signal again."""
        self.cut_at = 0
        self.page.context.set_offline(False)


def adds(phone: Phone, *paths: Path) -> None:
    """Take or choose."""
    with phone.page.expect_file_chooser() as opening:
        phone.page.get_by_label("Add pictures", exact=True).click()
    opening.value.set_files(list(paths))


def item(phone: Phone, number: int) -> Locator:
    return phone.page.get_by_role("listitem", name=f"Picture {number}", exact=True)


def have_arrived(phone: Phone, many: int) -> None:
    expect(phone.page.locator("picture-tray [name=picture]:enabled")).to_have_count(many, timeout=20_000)


def test_two_pictures_over_a_bad_link_held_undone_held_again_and_out(steph: Phone, album: list[Path]) -> None:
    page, link = steph.page, Link(steph.page)
    steph.opens("/as/steph/?new=1")
    steph.says("The door at number nine.")
    steph.sees("Saved")
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
    item(steph, 2).get_by_role("textbox", name="Describe this picture", exact=True).fill(DOOR)
    steph.sees("1 picture has no description yet.")
    steph.sees("Saved")
    looks_right(steph, "pictures-composer")
    steph.opens("/as/steph/")
    expect(item(steph, 2).get_by_role("textbox", name="Describe this picture", exact=True)).to_have_value(DOOR)
    assert link.pieces == sent  # nothing is sent twice

    steph.taps("Post as Steph")
    steph.is_going_out_as("Steph")
    expect(page.get_by_role("img", name=DOOR, exact=True)).to_be_visible()
    looks_right(steph, "pictures-hold")
    steph.taps("Undo")
    expect(steph.box("What do you want to say?")).to_have_value("The door at number nine.")
    have_arrived(steph, 2)
    expect(item(steph, 2).get_by_role("textbox", name="Describe this picture", exact=True)).to_have_value(DOOR)

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
    assert pictures.evaluate_all("(all) => all.every((one) => one.complete && one.naturalWidth > 0)")
    body = page.request.get(f"{steph.url}{pictures.nth(1).get_attribute('src')}").body()
    assert files.SECRET_PLACE.encode() not in body
    looks_right(steph, "pictures-board")
    steph.opens("/as/steph/outbox")
    looks_right(steph, "pictures-outbox")


def test_what_has_not_arrived_survives_a_reload_and_goes_on_by_itself(steph: Phone, album: list[Path]) -> None:
    page, link = steph.page, Link(steph.page, only_pictures=True)
    steph.opens("/as/steph/?new=1")
    steph.says("Kept.")
    steph.sees("Saved")
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
    steph.sees("Saved")
    expect(item(steph, 1).get_by_role("textbox", name="Describe this picture", exact=True)).to_have_value("Half way")
    assert link.pieces > before
    steph.opens("/as/steph/")
    expect(item(steph, 1).get_by_role("textbox", name="Describe this picture", exact=True)).to_have_value("Half way")


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
    assert Axe().run(steph.page).response["violations"] == []


SCRAP = """async (bytes) => {
  const tree = document.querySelector("link[rel=stylesheet]").href.replace(/app\\.css$/, "")
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
    assert crest.evaluate("(one) => one.naturalWidth") == 256
    looks_right(steph, "crest-composer")
    steph.opens("/identities/wv11")
    looks_right(steph, "crest-identity")


def test_a_description_typed_without_a_signal_survives_post_and_a_kill(steph: Phone, album: list[Path]) -> None:
    page = steph.page
    steph.opens("/as/steph/?new=1")
    steph.says("Kept.")
    adds(steph, album[0])
    have_arrived(steph, 1)
    steph.sees("Saved")
    page.wait_for_timeout(1500)  # the pause, and the save
    saves = re.compile(r"/as/\w+/drafts/\w+$")
    page.route(saves, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    item(steph, 1).get_by_role("textbox", name=DESCRIBE, exact=True).fill(DOOR)
    steph.taps("Post as Steph")
    steph.sees("No signal. This is kept on this phone")
    other = Phone(page.context.new_page(), steph.finger, steph.url)  # nothing more happens on the first page
    other.opens("/as/steph/")
    expect(item(other, 1).get_by_role("textbox", name=DESCRIBE, exact=True)).to_have_value(DOOR)
    expect(other.page.get_by_text("Saved", exact=True)).to_be_visible()

    other.taps("Post as Steph")
    other.is_going_out_as("Steph")
    comes_true(other.page, FORGOTTEN, within=5_000)
