"""The page that stops everything: no finger, whatever voice is active; it says who did it, what was caught and what was faster."""

import pytest
from flask import Flask

from pwa import clock as product_clock
from pwa.actions.end_grant import end_grant
from pwa.courier import Courier
from pwa.rules.delivery import DeliveryState
from pwa.rules.step_up import Purpose
from pwa.store import identities
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Delivery, StopDelivery
from pwa.store.transaction import reading, transaction
from pwa.web import stops
from tests.cast import Cast
from tests.conftest import Clock
from tests.web.phone import Phone, said, words
from tests.web.writer import Writer, read, value_of

JSON = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}


def presses(phone: Writer, **more: object) -> str:
    """Hold the bar of their own page; what the page says that comes then."""
    chosen = {"organisation": value_of(phone.opens("/stop").text, "organisation"), "armed": "yes"} | more
    assert phone.sends("/stop", **chosen).location == "/stop"
    return read(phone.opens("/stop"))


def test_one_press_stops_the_organisation_and_says_so_to_everybody(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    steph_phone.holds("steph", "My own day.")
    jo_phone.holds("jo", "Nobody else's.")
    anna_phone.becomes("wv11").holds("wv11", "Road closed.")
    page = steph_phone.opens("/stop")
    assert {"My own day.", "Road closed."} == set(words(page, r'<p class="words"[^>]*>(.*?)</p>'))
    told = presses(steph_phone, words="Wrong account!")
    assert "WV11 Community News is stopped Steph stopped it at" in told
    assert "Wrong account!" in told
    assert "1 held post is parked. It has not gone out." in told
    assert "My own day." in told
    assert "This is held now" in told
    assert "Everything of the organisation was stopped." in read(anna_phone.opens("/as/wv11/outbox"))
    assert "stopped it" not in read(jo_phone.opens("/stop"))


def test_ones_own_posts_stop_along_only_if_that_is_ticked(steph_phone: Writer) -> None:
    steph_phone.holds("steph", "My own day.")
    assert "Your own post is stopped: it waits in your outbox." in presses(steph_phone, own="yes")
    assert "My own day." not in read(steph_phone.opens("/stop"))


def test_without_the_motion_a_second_page_asks_and_its_button_stops(steph_phone: Writer) -> None:
    steph_phone.becomes("wv11").holds("wv11", "Held.")
    asks = steph_phone.sends("/stop", organisation=value_of(steph_phone.opens("/stop").text, "organisation"), words="It is wrong.")
    assert "Nothing is stopped yet." in read(asks)
    assert "Held." in read(steph_phone.opens("/stop"))
    fields = {name: value_of(asks.text, name) for name in ("organisation", "words", "armed")}
    steph_phone.sends("/stop", **fields)
    assert "It is wrong." in read(steph_phone.opens("/stop"))


def test_of_very_many_the_next_to_leave_are_shown(steph_phone: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwa.web.stops.SEEN_AT_MOST", 2)
    for words_of_it in ("One.", "Two.", "Three."):
        steph_phone.holds("steph", words_of_it)
    told = read(steph_phone.opens("/stop"))
    assert "These 3 are held now" in told
    assert "The next 2 to leave are shown." in told
    assert ("One." in told, "Two." in told, "Three." in told) == (True, True, False)


def test_who_speaks_for_two_chooses_one_or_all(steph_phone: Writer, jo_phone: Writer) -> None:
    page = steph_phone.opens("/stop")
    assert words(page, r'name="organisation"[^>]*><span>(.*?)</span>') == [
        "WV11 Community News",
        "Walsall Metropolitan Borough Council",
        "All of them",
    ]
    steph_phone.sends("/stop", organisation="all", armed="yes")
    told = read(steph_phone.opens("/stop"))
    assert "WV11 Community News is stopped" in told
    assert "Walsall Metropolitan Borough Council is stopped" in told
    assert "Walsall Metropolitan Borough Council is stopped" in read(jo_phone.becomes("walsall").opens("/as/walsall/"))


def test_a_stranger_cannot_stop_it_nor_tell_that_it_is_there(steph_phone: Writer, jo_phone: Writer) -> None:
    other = value_of(steph_phone.opens("/stop").text, "organisation")
    wrong = [jo_phone.sends("/stop", organisation=one, armed="yes") for one in (other, "a" * 16)]
    assert {answer.status_code for answer in wrong} == {404}
    assert read(wrong[0]) == read(wrong[1])
    assert "stopped it" not in read(steph_phone.opens("/stop"))


def test_a_script_that_sees_it_through_is_told_where_to_go(steph_phone: Writer) -> None:
    chosen = {"organisation": value_of(steph_phone.opens("/stop").text, "organisation"), "armed": "yes"}
    for _ in range(2):
        assert steph_phone.client.post("/stop", data=chosen, headers=JSON).get_json() == {"page": "/stop", "said": ""}


def test_in_red_on_every_page_of_everybody_who_speaks_for_it(steph_phone: Writer, anna_phone: Writer, jo_phone: Writer) -> None:
    anna_phone.becomes("wv11")
    presses(steph_phone, words="Look first.")
    red = "WV11 Community News is stopped"
    for path in ("/as/wv11/", "/as/wv11/outbox", "/identities/wv11", "/identities/wv11/channels", "/passkeys"):
        assert red in read(anna_phone.opens(path)), path
    for path in ("/as/wv11/outbox", "/identities/wv11"):
        assert red in read(steph_phone.opens(path)), path
    assert red in read(steph_phone.opens("/as/steph/"))  # as themself too: they are about to answer for it
    assert red not in read(jo_phone.opens("/as/jo/"))
    assert "Stopped by Steph" in read(steph_phone.opens("/switch"))
    assert "Hold to post as WV11" not in anna_phone.opens("/as/wv11/").text


def test_what_is_written_meanwhile_is_kept_as_a_draft(steph_phone: Writer, anna_phone: Writer) -> None:
    written = anna_phone.becomes("wv11").writes("wv11", "Just in time?")
    presses(steph_phone)
    refused = anna_phone.sends("/as/wv11/posts", **written, armed="yes")
    assert refused.status_code == 409
    assert "Steph stopped everything of WV11 Community News. Nothing was sent, and no word is lost." in read(refused)
    assert "Just in time?" in read(anna_phone.opens("/as/wv11/drafts"))


def test_a_parked_post_cannot_be_held_again_meanwhile(steph_phone: Writer) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "Again?")
    presses(steph_phone)
    again = steph_phone.sends(f"{post}/holds", page_key=value_of(steph_phone.opens(post).text, "page_key"), armed="yes")
    assert again.status_code == 409
    assert "Steph stopped everything" in read(again)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (DeliveryState.SENDING, "nobody knows yet: it may arrive"),
        (DeliveryState.SENT, "it arrived. It can be taken down"),
        (DeliveryState.PARKED, "it is not there"),
    ],
)
def test_what_was_on_its_way_is_named(
    steph_phone: Writer, clock: Clock, courier: Courier, state: DeliveryState, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.actions.stop_everything.WAIT_FOR", 0.0)
    steph_phone.becomes("wv11").holds("wv11", "Faster.")
    clock.forward(33)
    courier.run_once()
    presses(steph_phone)
    with transaction() as session:
        session.add(StopDelivery(stop_id=1, delivery_id=1))
        delivery = session.get_one(Delivery, 1)
        delivery.state, delivery.lease_until = state, product_clock.now() if state is DeliveryState.SENDING else None
    assert told in read(steph_phone.opens("/stop"))


def test_what_had_left_of_ones_own_is_said_with_its_time(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    steph_phone.holds("steph", "Gone with the wind.")
    seen = value_of(steph_phone.opens("/stop").text, "post")
    clock.forward(13)
    courier.run_once()
    steph_phone.sends("/stop", post=[seen, "nonsense", "a" * 16], own="yes")
    [told] = said(steph_phone.opens("/stop"))
    assert told.startswith("Too late: “Gone with the wind.” left at")


def test_a_stop_that_the_store_could_not_answer_never_says_that_nothing_was_changed(
    steph_phone: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    steph_phone.holds("steph", "Held.")

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(stops, "stop_own", away)
    told = steph_phone.sends("/stop", own="yes")
    assert told.status_code == 503
    assert "may have been stopped" in read(told)
    assert "Nothing was" not in read(told)


def test_with_nothing_held_it_says_so(steph_phone: Writer) -> None:
    assert "Nothing is held" in read(steph_phone.opens("/stop"))
    assert "Nothing was held, and nothing was on its way." in presses(steph_phone)


def test_a_series_shows_its_first_words_and_how_many_more(steph_phone: Writer) -> None:
    steph_phone.holds("steph", "One.", "Two.", "Three.")
    assert "One. and 2 more parts" in read(steph_phone.opens("/stop"))


def test_whoever_speaks_for_nobody_else_stops_their_own_with_one_tap(app: Flask, cast: Cast) -> None:
    anna = Writer(app, cast.anna)
    with reading() as session:
        grant = identities.grant_of(session, cast.anna.caller.person, identities.usable(session, cast.anna.caller.person, "wv11")).public_id
    end_grant(cast.anna.caller, grant, proof=cast.anna.proves(Purpose.END_GRANT, grant))
    anna.holds("anna", "Only mine.")
    assert "Hold to stop everything" not in anna.opens("/stop").text
    anna.sends("/stop", own="yes")
    assert "Your own post is stopped" in read(anna.opens("/stop"))


def test_the_outbox_without_a_name_is_the_active_voices(steph_phone: Writer, stranger: Phone) -> None:
    assert steph_phone.opens("/outbox").location == "/as/steph/outbox"
    assert steph_phone.becomes("wv11").opens("/outbox").location == "/as/wv11/outbox"
    assert stranger.opens("/outbox").location == "/welcome"
