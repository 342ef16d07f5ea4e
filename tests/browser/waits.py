"""What a test waits for: that something comes to be so, on the phone, in the store or by the clock."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Error, Page, Route
from sqlmodel import col, select

from pwa.store import wake
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.browser.screens import Phone
from tests.conftest import Clock

PATIENCE = 30  # seconds


@contextmanager
def answers_are_lost(page: Page, path: str) -> Iterator[None]:
    """What is sent there arrives, and nobody hears what became of it."""

    def lost(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        route.fetch()
        route.abort()

    page.route(path, lost)
    try:
        yield
    finally:
        page.unroute(path, lost)


GONE = "Execution context was destroyed"
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


def has_its_worker(page: Page) -> None:
    """The service worker answers for the page. One whose install was cut short is asked for again by the next page, as in life."""
    for _ in range(3):
        with suppress(AssertionError):
            comes_true(page, CONTROLLED, within=25_000)  # a busy machine installs it late
            return
        page.reload()
    comes_true(page, CONTROLLED)


def comes_true(page: Page, asked: str, *given: object, within: int = 20_000) -> None:
    """Ask the page again until what it promises is true; `wait_for_function` takes the promise itself for a yes. `within`: milliseconds."""
    limit = time.monotonic() + within / 1000
    while not _says_yes(page, asked, given):
        assert time.monotonic() < limit, asked
        page.wait_for_timeout(25)


def _says_yes(page: Page, asked: str, given: tuple[object, ...]) -> bool:
    try:
        return bool(page.evaluate(asked, *given))
    except Error as gone:
        if GONE in gone.message:  # the page was just loading itself anew: the next one is asked
            return False
        raise


def its_window_is_over(phone: Phone, clock: Clock, seconds: float) -> None:
    """The countdown is put away; it is so much later, the courier of this process looks at the clock, and the person looks again."""
    here = phone.page.url
    if phone.page.locator("undo-ring").count():
        until(heard)  # or it would be while the page is put away
    phone.page.goto("about:blank")  # it says good-bye: who sleeps through a minute with the countdown open has lost the signal
    until(lambda: not heard())
    clock.forward(seconds)
    wake.HOLDS.ring()
    phone.opens(here)


def heard() -> list[Post]:
    """The posts whose phone has said that it is there."""
    with reading() as session:
        return list(session.exec(select(Post).where(col(Post.state) == "held", col(Post.heard_at).is_not(None))))


def until(so: Callable[[], Any]) -> Any:
    """What it says once it says something."""
    limit = time.monotonic() + PATIENCE
    while not (found := so()):
        assert time.monotonic() < limit, "it never came to that"
        time.sleep(0.05)
    return found


FORGOTTEN = """async () => {
  const { lookAll } = await import(document.querySelector("[rel=apple-touch-icon]").href.replace(/icons.*/, "js/lib/kept.js"))
  return !(await lookAll("drafts")).length && !Object.keys(localStorage).some((key) => key.startsWith("pictures:"))
}"""


def has_forgotten(page: Page) -> None:
    """This phone keeps nothing of any draft. A picture's own copy goes a moment after "Saved", unless the page is left by then."""
    comes_true(page, FORGOTTEN)
