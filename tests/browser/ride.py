"""Somebody on a train: a phone, a link that can be cut, and the server at the other end."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlmodel import col, select
from werkzeug.serving import make_server

from pwa import create_app, settings
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier
from pwa.store.tables import Delivery, Draft, DraftPart, Identity, Post
from pwa.store.transaction import reading, transaction
from tests import fault_table
from tests.browser.link import Cut, Link, Quiet, Silence
from tests.browser.screens import WINDOW, Phone
from tests.browser.waits import has_its_worker
from tests.chromium import VirtualAuthenticator, phone
from tests.compiled import compiled

BOX = "What do you want to say?"


@dataclass
class Ride:
    """A phone, the link it has, and the server at the other end."""

    phone: Phone
    link: Link
    app: Flask | None = None

    @property
    def page(self) -> Page:
        """What the person looks at."""
        return self.phone.page

    def writes(self, words: str, handle: str = "steph") -> None:
        """Into a fresh composer, saved."""
        self.phone.opens(f"/as/{handle}/?new=1")
        self.phone.says(words)
        self.phone.is_saved()

    def holds(self, words: str) -> None:
        """To the countdown."""
        self.writes(words)
        self.phone.taps("Post as Steph")
        self.phone.is_going_out_as("Steph")

    def speaks_as_wv11(self) -> None:
        """With a finger, unless she does."""
        self.phone.opens("/")
        if self.page.locator("html").get_attribute("data-voice") == "personal":
            self.phone.switches_to("WV11")
        self.phone.speaks_as("WV11", "Official")

    def presses_bar(self, words: str, cut: Cut | Silence) -> str:
        """Press and hold until the signal is gone; what the person sees then."""
        self.writes(words, "wv11")
        self.link.cut("POST", "/as/wv11/posts", cut)
        self.page.get_by_role("button", name="Hold to post as WV11", exact=True).hover()
        self.page.mouse.down()
        self.link.was_cut()
        self.page.mouse.up()
        return self.sees(unconfirmed(cut))

    def dies(self) -> None:
        """The phone kills the page, without a good-bye; once there is a signal the person opens the app again."""
        passkeys, killed = self.phone.finger.credentials(), self.page
        with killed.expect_event("crash"):
            crash(killed)
        self.phone.page = killed.context.new_page()
        self.phone.finger = VirtualAuthenticator(self.page)
        for passkey in passkeys:
            self.phone.finger.add(passkey)
        killed.close()
        self.link.mend()
        self.phone.opens("/start")

    def sees(self, words: str) -> str:
        """The words are on the screen; the whole sentence, for the table."""
        found = self.page.get_by_text(re.compile(re.escape(words))).first
        expect(found).to_be_visible()
        return found.inner_text().split("\n")[0]

    def never_said(self, *words: str) -> None:
        """No part of it is on the screen now."""
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one, use_inner_text=True)

    def notes(self, step: str, cut: str, saw: str, did: str) -> None:
        """One row of the table is so."""
        fault_table.agrees((step, cut, saw, did))


def unconfirmed(cut: Cut | Silence | None = None) -> str:
    """What is said to somebody who has posted: that nobody has answered yet, or that the answer was lost."""
    return "Not confirmed yet: no answer" if isinstance(cut, Silence) else "Not confirmed yet. The answer was lost"


def crash(page: Page) -> None:
    """Its process is gone; from outside, for a page that has crashed answers nothing."""
    assert page.context.browser
    target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]["targetId"]
    cdp = page.context.browser.new_browser_cdp_session()
    session = cdp.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]
    cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": '{"id": 1, "method": "Page.crash"}'})


@contextmanager
def serving(link: Link, store: str, folder: Path) -> Iterator[Flask]:
    """The app and its courier, in this process, behind the link."""
    url = f"http://localhost:{link.port}"
    app = compiled(create_app(settings.read({"ONLYHUMAN_DATA": str(folder), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_URL": url})))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    link.server_port = server.server_port
    courier = Courier(built_in_networks(url), folder)
    threads = [threading.Thread(target=server.serve_forever, args=(0.02,)), threading.Thread(target=courier.run)]
    for thread in threads:
        thread.start()
    yield app
    courier.stop()
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()


@contextmanager
def aboard(playwright: Playwright, chromium: Browser, link: Link, app: Flask | None = None) -> Iterator[Ride]:
    """Steph has set the server up, her window is long, and the worker is at home on her phone. Its pages may not stumble."""
    context = chromium.new_context(**phone(playwright))
    page = context.new_page()
    stumbled: list[str] = []
    page.on("pageerror", lambda error: stumbled.append(str(error)))
    held = Phone(page, VirtualAuthenticator(page), f"http://localhost:{link.port}")
    held.sets_up(f"{held.url}/setup/{make_setup_link()}", "Steph")
    stephs_window(WINDOW)
    has_its_worker(page)
    ride = Ride(held, link, app)
    yield ride
    context.close()
    assert [error for error in stumbled if "Transition was" not in error] == []


@contextmanager
def boarded(playwright: Playwright, chromium: Browser, link: Link, store: str, folder: Path) -> Iterator[Ride]:
    """The server in this process, and an official identity whose window is as long."""
    with serving(link, store, folder) as app, aboard(playwright, chromium, link, app) as ride:
        ride.phone.makes_identity("WV11 Community News", "WV11", "wv11", window=WINDOW)
        yield ride


def settled(ride: Ride) -> None:
    """The signal is back, and whatever is held is undone; nothing may have gone out."""
    ride.link.mend()
    ride.link.hang_up()
    for post in posts("held"):
        ride.page.request.post(f"{ride.phone.url}/posts/{post}/cancellation", headers={"Sec-Fetch-Site": "same-origin"})
    assert left() == 0, "something was sent"


def stephs_window(seconds: int) -> None:
    """How long her next hold waits."""
    with transaction() as session:
        steph = session.exec(select(Identity).where(col(Identity.handle) == "steph")).one()
        steph.window_seconds = seconds
        session.add(steph)


def posts(state: str | None = None) -> list[str]:
    """The posts there are."""
    with reading() as session:
        return [post.public_id for post in session.exec(select(Post)) if state in (None, post.state)]


def drafts(words: str) -> int:
    """How many open drafts have just these words."""
    with reading() as session:
        open_ones = select(DraftPart).join(Draft, col(Draft.id) == col(DraftPart.draft_id)).where(col(Draft.ended_at).is_(None))
        return len(session.exec(open_ones.where(col(DraftPart.text) == words)).all())


def left() -> int:
    """What went to a network."""
    with reading() as session:
        return len(session.exec(select(Delivery)).all())
