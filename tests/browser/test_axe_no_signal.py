"""What stands on the screen while the signal is away, by light and by dark: axe has nothing against any of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from pwa.actions.save_draft import Words, save_draft
from pwa.secrets import new_token
from tests.browser.gallery import Gallery, opened
from tests.browser.looked_at import axe_looks_at
from tests.databases import Stores

pytestmark = pytest.mark.browser

WORDS = "Road closed at the Crown junction until noon."
HOLDS = re.compile(r"/as/steph/(posts|holds/.+)$")
LOOKS = re.compile("/health$")


@pytest.fixture
def gallery(playwright: Playwright, chromium: Browser, databases: dict[str, Stores], tmp_path: Path) -> Iterator[Gallery]:
    with opened(playwright, chromium, databases["sqlite"], tmp_path) as ready:
        yield ready


@axe_looks_at("posts/hold.html", "drafts/composer.html")
def test_an_official_countdown_whose_signal_and_whose_undo_are_lost(gallery: Gallery) -> None:
    steph, phone = gallery.cast.steph, gallery.phone
    steph.speaks_as("wv11")
    post = steph.holds(WORDS, handle="wv11")
    gallery.opens(f"/posts/{post.public_id}")
    gallery.context.set_offline(True)
    phone.sees("No signal. It still goes out at")
    gallery.looks()
    phone.taps("Undo")
    phone.sees("Not undone yet. Nobody has answered; asking again.")
    gallery.looks()
    gallery.context.set_offline(False)
    phone.sees("Undone. It is back in your drafts.")
    gallery.looks()


@axe_looks_at("drafts/composer.html")
def test_words_that_may_not_have_arrived_and_words_of_two_pages(gallery: Gallery) -> None:
    steph, phone = gallery.cast.steph, gallery.phone
    phone.opens("/as/steph/?new=1")
    phone.says(WORDS)
    phone.is_saved()
    gallery.context.set_offline(True)
    phone.says(f"{WORDS} Buses go round.")
    phone.sees("Kept on this phone, not saved yet")
    gallery.looks()
    phone.taps("Post as Steph")
    phone.sees("No signal. This is kept on this phone. Nothing was sent.")
    gallery.looks()
    phone.taps("Good")
    gallery.context.set_offline(False)
    phone.is_saved()
    phone.page.route(HOLDS, lambda route: route.abort())
    phone.taps("Post as Steph")
    phone.sees("Not confirmed yet.")
    gallery.looks()
    phone.page.unroute(HOLDS)
    phone.sees("It did not arrive. Nothing was sent.")
    gallery.looks()
    phone.taps("Good")
    draft, version = (phone.page.locator(f'input[name="{name}"]').first.input_value() for name in ("draft", "version"))
    save_draft(steph.caller, "steph", Words(draft, int(version), new_token(), ["Written on the laptop."], []))
    phone.says("Written on the phone.")
    phone.sees("This draft was changed somewhere else. Nothing is lost.")
    gallery.looks()


@axe_looks_at("offline/show.html", "waiting/show.html")
def test_scraps_that_are_kept_while_there_is_no_signal(gallery: Gallery) -> None:
    phone = gallery.phone
    phone.page.route(LOOKS, lambda route: route.abort())
    phone.opens("/offline")
    for words in ("On the train.", "And in the tunnel."):
        phone.box("Words to keep on this phone").fill(words)
        phone.sees("No signal. This is kept here")
        phone.begins_another()
    phone.box("Words to keep on this phone").fill("Still in it.")
    phone.sees("No signal. This is kept here")
    expect(phone.page.get_by_role("article")).to_have_count(2)
    gallery.looks()
    phone.page.unroute(LOOKS)
    phone.sees("The signal is back")
    gallery.looks()
    phone.opens("/waiting")
    expect(phone.page.get_by_role("article")).to_have_count(3)
    gallery.looks()
