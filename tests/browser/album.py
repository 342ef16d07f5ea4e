"""Pictures in a composer: adding them, and the link over which they come."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, Request, Route, expect

from tests import picture_files as files
from tests.browser.screens import Phone

DESCRIBE = "Describe this picture"


def two_photos(folder: Path) -> list[Path]:
    """As a phone takes them: large, sideways, and saying where they were taken."""
    door, street = folder / "IMG_1.jpg", folder / "IMG_2.jpg"
    door.write_bytes(files.telltale())
    street.write_bytes(files.noise(2600, 1900, quality=92))
    return [door, street]


class Link:
    """The way to the server, for pictures: it can be cut at a piece, and mended."""

    def __init__(self, page: Page, *, only_pictures: bool = False) -> None:
        self.page, self.pieces, self.cut_at, self.only_pictures = page, 0, 0, only_pictures
        self.sizes: list[int] = []  # in bytes, of what was begun
        page.route(re.compile(r"/uploads/\w+\?offset="), self._piece)
        page.on("request", self._begun)

    def _begun(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/uploads"):
            self.sizes.append(int((request.post_data or "").removeprefix("size=")))

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


def adds(phone: Phone, *paths: Path, by: str = "Add pictures") -> None:
    """Take or choose."""
    with phone.page.expect_file_chooser() as opening:
        phone.page.get_by_label(by, exact=True).click()
    opening.value.set_files(list(paths))


def item(phone: Phone, number: int) -> Locator:
    return phone.page.get_by_role("listitem", name=f"Picture {number}", exact=True)


def have_arrived(phone: Phone, many: int) -> None:
    expect(phone.page.locator("picture-tray [name=picture]:enabled")).to_have_count(many, timeout=20_000)
