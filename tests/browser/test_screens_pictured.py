"""The screens with pictures, with crests and about notifications, personal and official, in every shape that screens come in."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import picture_files as files
from tests.browser.screens import Phone
from tests.browser.test_screens import looks_right, opened
from tests.browser.told import asks_to_be_told
from tests.push_service import push_service

pytestmark = [pytest.mark.browser, pytest.mark.whole_browser]


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    """A photo that stands and one that lies."""
    door, street = tmp_path / "door.jpg", tmp_path / "street.jpg"
    door.write_bytes(files.telltale())
    street.write_bytes(files.photo(1300, 950, colour="goldenrod"))
    return [door, street]


def chooses_pictures(phone: Phone, label: str, *paths: Path) -> None:
    with phone.page.expect_file_chooser() as opening:
        phone.page.get_by_label(label, exact=True).click()
    opening.value.set_files(list(paths))


def wears_a_crest(phone: Phone, handle: str, picture: Path) -> None:
    phone.opens(f"/identities/{handle}")
    chooses_pictures(phone, "Choose a picture", picture)
    phone.sees("It is here. Save the changes to wear it.")
    looks_right(phone, f"crest-chosen-{handle}")
    phone.taps("Save changes")
    phone.sees("Saved.")


@pytest.mark.parametrize(("handle", "name", "kind"), [("steph", "Steph", "Personal"), ("wv11", "WV11", "Official")])
def test_the_screens_with_pictures_and_a_crest(steph: Phone, album: list[Path], handle: str, name: str, kind: str) -> None:
    shape = kind.lower()
    wears_a_crest(steph, handle, album[1])
    if handle == "wv11":
        steph.switches_to("WV11")
        steph.speaks_as(name, kind)
    steph.opens(f"/as/{handle}/?new=1")
    steph.says("The door at number nine.")
    chooses_pictures(steph, "Add pictures", *album)
    expect(steph.page.locator("picture-tray [name=picture]:enabled")).to_have_count(2, timeout=20_000)
    steph.page.get_by_role("textbox", name="Describe this picture", exact=True).first.fill("A green door")
    steph.is_saved()
    looks_right(steph, f"{shape}-pictures")
    steph.taps("Switch identity")
    looks_right(steph, f"{shape}-crest-sheet")
    steph.page.keyboard.press("Escape")
    for screen in opened(steph, ("drafts", f"/as/{handle}/drafts"), ("identities", "/identities"), ("identity", f"/identities/{handle}")):
        looks_right(steph, f"{shape}-crest-{screen}")
    steph.opens(f"/as/{handle}/")
    if kind == "Personal":
        steph.taps("Post as Steph")
    else:
        steph.presses_bar(name)
    steph.is_going_out_as(name)
    steph.taps("Keep holding")
    steph.sees("Parked")
    looks_right(steph, f"{shape}-pictures-parked")
    steph.opens(f"/as/{handle}/outbox")
    looks_right(steph, f"{shape}-crest-outbox")


@pytest.mark.parametrize("voice", ["Personal", "Official"])
def test_the_screens_about_notifications(steph: Phone, voice: str) -> None:
    shape = voice.lower()
    if voice == "Official":
        steph.switches_to("WV11")
        steph.speaks_as("WV11", "Official")
    with push_service() as service:
        steph.page.context.grant_permissions(["notifications"], origin=steph.url)
        steph.opens("/as/wv11/outbox" if voice == "Official" else "/sessions")
        expect(steph.page.get_by_role("button", name="Get notifications", exact=True)).to_be_visible()
        looks_right(steph, f"{shape}-notifications-offer")
        asks_to_be_told(steph, service)
        looks_right(steph, f"{shape}-notifications-told")
        steph.page.add_init_script("PushManager.prototype.getSubscription = async () => ({})")
        steph.opens("/sessions")
        steph.sees("gets notifications")
        looks_right(steph, f"{shape}-notifications-on")
    steph.page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    steph.taps("Turn notifications off")
    steph.sees("This browser does not let Only Human show notifications.")
    looks_right(steph, f"{shape}-notifications-refused")
