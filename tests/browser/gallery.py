"""Pages brought up quickly for axe to look at: the cast's own store, a cookie in place of a thumb, one browser for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from pwa.actions.make_challenge import make_challenge
from pwa.passkeys import relying_party
from pwa.rules.step_up import Purpose
from tests.browser.axe import axe_says
from tests.browser.conftest import Site, in_hand, serving
from tests.browser.screens import AWAKE, Phone
from tests.cast import Cast, Member
from tests.databases import Stores
from tests.standing import WITH_OTHERS, cast_of

SENDS = """([path, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: path })
  for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
  document.body.append(form)
  HTMLFormElement.prototype.submit.call(form)
}"""


NO_WORKER = "delete Navigator.prototype.serviceWorker"  # it would be made anew for each of these browsers


class Gallery:
    """A browser in which whoever of the cast is wanted is signed in, and what axe had against each page."""

    def __init__(self, site: Site, cast: Cast, phone: Phone) -> None:
        self.site, self.cast, self.phone, self.page = site, cast, phone, phone.page
        self.context: BrowserContext = self.page.context
        self.wrong: list[str] = []

    def signs_in(self, member: Member) -> None:
        """The cookie that a finger would have brought."""
        self.signs_out()
        sealed = self.site.app.session_interface.get_signing_serializer(self.site.app)  # type: ignore[attr-defined]
        cookie = {"name": self.site.app.config["SESSION_COOKIE_NAME"], "value": sealed.dumps({"_user_id": member.token})}
        self.context.add_cookies([{**cookie, "url": self.site.url}])  # type: ignore[typeddict-item]

    def signs_out(self) -> None:
        """Nobody is signed in."""
        self.context.clear_cookies()

    def opens(self, path: str) -> None:
        """A page by its address, and axe looks at it."""
        self.phone.opens(path)
        self.looks()

    def sends(self, path: str, /, **fields: object) -> None:
        """The page that answers a form, and axe looks at it; a list is a field that is there several times."""
        flat = [(name, str(one)) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])]
        with self.page.expect_navigation():
            self.page.evaluate(SENDS, [path, flat])
        self.page.wait_for_function(AWAKE)
        self.looks()

    def is_refused(self, because: str, path: str, /, **fields: object) -> None:
        """The page that sent this form comes again, says why in these words among others, and axe looks at it."""
        self.sends(path, **fields)
        expect(self.page.get_by_role("main").get_by_role("alert")).to_contain_text(because)

    def leads_to(self, place: str) -> str:
        """The address of the first link of the page that leads there; a part of it is enough."""
        return self.page.locator(f'main a[href*="{place}"]').first.get_attribute("href") or ""

    def proves(self, member: Member, purpose: Purpose, target: str) -> str:
        """What a finger would put into a form."""
        options = make_challenge(member.caller.session, purpose, target, name="", rp=relying_party(self.site.url))
        return member.passkey.get(options, origin=self.site.url)

    def looks(self) -> None:
        """At the page that is open."""
        self.wrong += axe_says(self.page)


@contextmanager
def opened(playwright: Playwright, chromium: Browser, stores: Stores, folder: Path) -> Iterator[Gallery]:
    """Steph and Anna are at home; no worker keeps anything, and axe has nothing against any page."""
    template = WITH_OTHERS["anna",]
    store = stores.fresh_database(template)
    with serving(store, folder) as site, in_hand(playwright, chromium, site) as phone:
        phone.page.add_init_script(NO_WORKER)
        gallery = Gallery(site, cast_of(stores.name, template), phone)
        gallery.signs_in(gallery.cast.steph)
        yield gallery
        assert not gallery.wrong, "\n".join(gallery.wrong)
    stores.drop(store)
