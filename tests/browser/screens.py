"""What a person does on each screen, in the words that stand on it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.chromium import VirtualAuthenticator

WINDOW = 60  # seconds: nothing leaves while a slow machine is still at it; a test that waits for it moves the clock
# The page's scripts have run, and each element that is there from the beginning is more than its tag.
AWAKE = """() => {
  const slow = document.querySelector("[data-wakes], script[type=module][src$='/js/app.js']")
  return (!slow || Boolean(customElements.get("lease-timer"))) && !document.querySelector(":not(:defined):not([later])")
}"""


@dataclass
class Phone:
    """A page, the finger on its sensor, where the app is, and whether scripts run."""

    page: Page
    finger: VirtualAuthenticator
    url: str
    scripts: bool = True

    def opens(self, path: str) -> None:
        """Type an address, and wait until the page's scripts are there: in a browser that is new they come behind its first paint."""
        self.page.goto(f"{self.url}{path}" if path.startswith("/") else path)
        self.is_awake()

    def is_awake(self) -> None:
        """The page's scripts are there, if it has any."""
        if self.scripts:
            self.page.wait_for_function(AWAKE)

    def taps(self, name: str) -> None:
        """Tap a button by its exact name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follows(self, name: str) -> None:
        """Tap a link by its exact name."""
        self.page.get_by_role("link", name=name, exact=True).click()

    def chooses(self, name: str) -> None:
        """Open the menu and tap one of its links."""
        self.taps("Menu")
        self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=name, exact=True).click()

    def box(self, name: str) -> Locator:
        """A text box by its exact name."""
        return self.page.get_by_role("textbox", name=name, exact=True)

    def says(self, words: str) -> None:
        """Write into the composer."""
        self.box("What do you want to say?").fill(words)

    def is_saved(self) -> None:
        """The composer says so, and not "not saved yet"."""
        expect(self.page.get_by_text("Saved", exact=True).first).to_be_visible()

    def begins_another(self) -> None:
        """The scrap in the box is put away; the box is empty once it is kept, and what is written before that belongs to the old one."""
        self.taps("Begin another")
        expect(self.box("Words to keep on this phone")).to_have_value("")

    def sees(self, words: str | re.Pattern[str]) -> None:
        """The words are on the screen."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def is_at(self, path: str) -> None:
        """The address bar says so; `path` is a regular expression behind the origin."""
        expect(self.page).to_have_url(re.compile(re.escape(self.url) + path + "$"))

    def speaks_as(self, name: str, kind: str) -> None:
        """The banner says who is speaking."""
        banner = self.page.get_by_role("banner")
        expect(banner).to_contain_text(f"Posting as {name}")
        expect(banner).to_contain_text(kind)

    def sets_up(self, link: str, name: str) -> None:
        """First run, to the composer."""
        self.opens(link)
        self.box("Your name").fill(name)
        self.taps("Set up with a passkey")
        self.saves_codes()
        self.speaks_as(name, "Personal")

    def saves_codes(self) -> None:
        """Say that the recovery codes are kept."""
        self.page.get_by_role("checkbox", name="I have saved these codes", exact=True).check()
        self.taps("Continue")

    def makes_identity(self, organisation: str, name: str, handle: str, *, window: int) -> None:
        """A new official identity."""
        self.chooses("Identities")
        self.follows("New official identity")
        self.box("Organisation").fill(organisation)
        self.box("Name").fill(name)
        self.box("Handle").fill(handle)
        self.page.get_by_role("spinbutton", name="Undo window in seconds", exact=True).fill(str(window))
        self.taps("Create identity")
        self.is_at(f"/identities/{handle}")

    def sets_window(self, handle: str, seconds: int) -> None:
        """How long whatever this voice holds from now on can be undone."""
        self.opens(f"/identities/{handle}")
        self.page.get_by_role("spinbutton", name="Undo window in seconds", exact=True).fill(str(seconds))
        self.taps("Save changes")
        self.sees("Saved.")

    def switches_to(self, name: str) -> None:
        """Through the sheet."""
        self.is_awake()
        self.taps("Switch identity")
        self.page.get_by_role("dialog", name="Switch identity").get_by_role("button", name=f"Switch to {name}", exact=True).click()

    def presses_bar(self, name: str) -> None:
        """Press and hold the official bar."""
        self._presses(f"Hold to post as {name}")

    def stops_everything(self) -> None:
        """Press and hold the bar that stops all of it."""
        self._presses("Hold to stop everything")

    def _presses(self, bar_named: str) -> None:
        self.is_awake()
        bar = self.page.get_by_role("button", name=bar_named, exact=True)
        bar.hover()  # waits until nothing lies over it: a page that is fading in takes no press
        with self.page.expect_event("framenavigated"):  # a thumb lifts when it sees the next screen
            self.page.mouse.down()
        self.page.mouse.up()

    def is_going_out_as(self, name: str) -> None:
        """The countdown fills the screen."""
        expect(self.page.get_by_role("heading", name=f"Going out as {name}", exact=True)).to_be_visible()
        expect(self.page.get_by_role("timer")).to_be_visible()


def beside(phone: Phone) -> Phone:
    """A second tab of the same session, with the same passkeys."""
    page = phone.page.context.new_page()
    there = Phone(page, VirtualAuthenticator(page), phone.url)
    phone.finger.carry_to(there.finger)
    there.opens("/")
    return there


def joins(keeper: Phone, newcomer: Phone, name: str) -> None:
    """An invitation made on one phone and opened on another; the words are compared, and the keeper lets them in."""
    keeper.opens("/identities/wv11/people")
    keeper.page.get_by_text("Invite somebody", exact=True).click()
    keeper.box("Their name").fill(name)
    keeper.taps("Make an invitation")
    newcomer.opens(keeper.box("Link").input_value())
    newcomer.taps("Join with a new passkey")
    phrase = newcomer.page.locator(".phrase").inner_text()
    keeper.follows("1 person waits for your yes")
    expect(keeper.page.locator(".phrase")).to_have_text(phrase)
    keeper.taps(f"Yes, let {name} in")
    keeper.sees("They are in.")
    newcomer.taps("Sign in with a passkey")
    newcomer.saves_codes()
