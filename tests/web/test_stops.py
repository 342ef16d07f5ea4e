"""The page that stops everything: no finger, whatever voice is active, and it says plainly what had left already."""

import pytest

from pwa.courier import Courier
from pwa.store.engine import StoreUnavailable
from pwa.web import stops
from tests.conftest import Clock
from tests.web.phone import Phone, words
from tests.web.writer import Writer, read, value_of


def test_it_lists_every_voice_and_stops_all_with_one_press(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    steph_phone.holds("steph", "My own day.")
    jo_phone.holds("jo", "Nobody else's.")
    anna_phone.becomes("wv11").holds("wv11", "Road closed.")
    page = steph_phone.opens("/stop")
    assert page.status_code == 200
    assert {"My own day.", "Road closed."} == set(words(page, r'<p class="words"[^>]*>(.*?)</p>'))
    stopped = steph_phone.sends("/stop")
    assert "Stopped: 2" in read(stopped)
    assert "Nothing is held" in read(steph_phone.opens("/stop"))
    assert "Steph kept it from going out." in read(anna_phone.opens("/as/wv11/outbox"))
    assert "held" in read(jo_phone.opens("/stop"))


def test_what_had_left_is_said_with_its_time(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    steph_phone.holds("steph", "Gone with the wind.")
    seen = value_of(steph_phone.opens("/stop").text, "post")
    clock.forward(13)
    courier.run_once()
    told = read(steph_phone.sends("/stop", post=[seen, "nonsense", "a" * 16]))
    assert "Too late: 1" in told
    assert "left at" in told
    assert "Gone with the wind." in told
    assert "Stopped" not in told


def test_a_stop_that_the_store_could_not_answer_never_says_that_nothing_was_changed(
    steph_phone: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    steph_phone.holds("steph", "Held.")

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(stops, "_page", away)
    told = steph_phone.sends("/stop")
    assert told.status_code == 503
    assert "may have been stopped" in read(told)
    assert "Nothing was" not in read(told)


def test_with_nothing_held_it_says_so(steph_phone: Writer) -> None:
    assert "nothing to stop" in read(steph_phone.sends("/stop"))


def test_a_series_shows_its_first_words_and_how_many_more(steph_phone: Writer) -> None:
    steph_phone.holds("steph", "One.", "Two.", "Three.")
    assert "One. and 2 more parts" in read(steph_phone.opens("/stop"))


def test_the_outbox_without_a_name_is_the_active_voices(steph_phone: Writer, stranger: Phone) -> None:
    assert steph_phone.opens("/outbox").location == "/as/steph/outbox"
    assert steph_phone.becomes("wv11").opens("/outbox").location == "/as/wv11/outbox"
    assert stranger.opens("/outbox").location == "/welcome"
