"""The main path in Firefox, passkeys included, and in WebKitGTK, which has no passkeys: somebody's session is carried in."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench.servers import Running, only_human
from tests.bench.volunteer import Volunteer
from tests.browser import engines
from tests.browser.conftest import Site
from tests.browser.webdriver import Browser

pytestmark = pytest.mark.browser

needs_firefox = pytest.mark.skipif(engines.firefox_program() is None, reason="Firefox is not on this machine (firefox-esr on Debian).")
needs_webkit = pytest.mark.skipif(
    engines.webkit_programs() is None, reason="WebKitGTK is not on this machine (webkit2gtk-driver and xvfb on Debian)."
)
SENTENCE = "Road closed at the Crown junction until noon."
WORDS = "textarea[name=part]"
WORKER = "const kept = await navigator.serviceWorker.ready; return kept.active.scriptURL"
ANSWERS = "return navigator.serviceWorker.controller !== null"
KEPT = "return (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length)))[0]"
WRITTEN = "return document.querySelector('textarea[name=part]')?.value"
TOO_WIDE = "return document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@needs_firefox
def test_firefox_goes_from_nothing_to_an_undone_and_a_held_post(site: Site, tmp_path: Path) -> None:
    with engines.firefox(tmp_path) as phone:
        finger = phone.has_a_finger()
        phone.opens(site.setup_link())
        phone.writes("[name=name]", "Steph")
        phone.taps("Set up with a passkey")
        phone.sees("I have saved these codes")
        phone.runs("document.querySelector('input[type=checkbox]').click()")
        phone.taps("Continue")
        phone.sees("Posting as Steph")

        phone.opens(f"{site.url}/identities/new")
        for field, words in (("organisation", "WV11 Community News"), ("name", "WV11"), ("handle", "wv11")):
            phone.writes(f"[name={field}]", words)
        phone.taps("Create identity")
        phone.arrives("/identities/wv11")

        phone.verifies(finger, False)
        phone.taps("Switch identity")
        phone.taps("Switch to WV11")
        phone.sees("Nothing changed.")
        assert "Posting as Steph" in phone.text
        phone.verifies(finger, True)
        phone.taps("Try again")
        phone.arrives("/as/wv11/")
        phone.sees("Posting as WV11")
        holds_by_two_taps_and_undoes(phone)
        assert phone.runs(WORKER) == f"{site.url}/worker.js"
        assert phone.runs(KEPT) > 5


@needs_webkit
def test_webkit_holds_undoes_and_keeps_a_page_for_a_moment_without_signal(server: tuple[Running, ExitStack], tmp_path: Path) -> None:
    running, closing = server
    steph = Volunteer(running)
    steph.makes_wv11()
    steph.speaks_as_wv11()
    steph.hangs_up()
    with engines.webkit(tmp_path) as phone:
        phone.opens(f"{running.url}/welcome")
        phone.sees("Sign in with a passkey")
        phone.carries(steph.cookies)
        phone.opens(f"{running.url}/as/wv11/?new=1")
        phone.sees("Posting as WV11")
        assert phone.runs(WORKER) == f"{running.url}/worker.js"
        phone.waits(lambda: bool(phone.runs(ANSWERS)), "the worker to answer")  # a page it took over half-way may be asked for twice
        holds_by_two_taps_and_undoes(phone)
        assert phone.runs(KEPT) > 5
        closing.close()  # the server is gone, as on a train
        phone.opens(f"{running.url}/")
        phone.sees("No signal")
        assert "WV11" not in phone.text
        assert "Steph" not in phone.text


def holds_by_two_taps_and_undoes(phone: Browser) -> None:
    """The official post, on the screen that is open."""
    phone.writes(WORDS, SENTENCE)
    phone.sees("Saved")
    assert phone.runs(TOO_WIDE) == 0
    phone.taps("Hold to post as WV11")
    phone.taps("Yes, post as WV11")
    phone.sees("Going out as WV11")
    phone.sees("Nothing has gone out yet.")
    phone.taps("Undo")
    phone.sees("Undone. It is back in your drafts.")
    phone.waits(lambda: phone.runs(WRITTEN) == SENTENCE, "the words in the composer")


@pytest.fixture
def server() -> Iterator[tuple[Running, ExitStack]]:
    """The real command, which a test may end early."""
    with ExitStack() as closing:
        yield closing.enter_context(only_human("sqlite")), closing
