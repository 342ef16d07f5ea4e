"""Opened from the home screen or one of its shortcuts, the app starts as oneself, and a running countdown stays on the screen."""

import pytest

from pwa.courier import Courier
from tests.cast import Member
from tests.conftest import Clock
from tests.web.phone import Phone
from tests.web.writer import Writer


@pytest.mark.parametrize(
    ("opened", "leads_to"),
    [("/start", "/as/steph/"), ("/start/write", "/as/steph/?new=1"), ("/start/outbox", "/as/steph/outbox"), ("/start/stop", "/stop")],
)
def test_every_way_of_opening_it_starts_as_oneself(steph_phone: Writer, opened: str, leads_to: str) -> None:
    steph_phone.becomes("wv11")
    assert steph_phone.opens(opened).location == leads_to
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_a_switch_that_lay_on_the_line_opens_nothing_after_a_cold_start(steph_phone: Writer) -> None:
    answered = steph_phone.proves("speak_as", "wv11")
    steph_phone.opens("/start")
    assert steph_phone.sends("/switch/wv11", credential=answered).status_code == 400
    assert steph_phone.voice() == "Posting as Steph Personal"


def test_the_manifest_offers_no_other_way(steph_phone: Writer) -> None:
    manifest = steph_phone.opens("/manifest.webmanifest").get_json()
    for address in [manifest["start_url"], *(one["url"] for one in manifest["shortcuts"])]:
        steph_phone.becomes("wv11")
        assert steph_phone.opens(address).status_code == 303
        assert steph_phone.voice() == "Posting as Steph Personal", address


def test_a_countdown_of_this_session_stays_on_the_screen(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "Road closed.")
    assert steph_phone.opens("/start").location == post
    assert steph_phone.voice() == "Posting as Steph Personal"
    assert steph_phone.opens("/start/write").location == post
    assert steph_phone.opens("/start/stop").location == "/stop"
    clock.forward(40)
    assert steph_phone.opens("/start").location == "/as/steph/"
    courier.run_once()
    assert steph_phone.opens("/start").location == "/as/steph/"


def test_what_is_shared_in_meanwhile_takes_no_undo_away(steph_phone: Writer, clock: Clock) -> None:
    post = steph_phone.becomes("wv11").holds("wv11", "Road closed.")
    tray = steph_phone.becomes("steph").opens("/waiting").text
    assert f'<form method="post" action="{post}/cancellation">' in tray
    assert "Going out as WV11" in tray
    clock.forward(40)
    tray = steph_phone.opens("/waiting").text
    assert '<live-region id="counting" src="/waiting" refresh-at=""></live-region>' in tray
    assert "/cancellation" not in tray


def test_somebody_elses_countdown_and_another_phones_are_no_reason(steph_phone: Writer, anna_phone: Writer, steph: Member) -> None:
    anna_phone.becomes("wv11").holds("wv11", "Road closed.")
    assert steph_phone.opens("/start").location == "/as/steph/"
    steph_phone.holds("steph", "My own day.")
    elsewhere = Writer(steph_phone.app, steph.another_browser())
    assert elsewhere.opens("/start").location == "/as/steph/"


def test_whoever_is_not_signed_in_gets_to_the_door(stranger: Phone) -> None:
    for path in ("/start", "/start/write", "/start/outbox", "/start/stop"):
        assert stranger.opens(path).location == "/welcome"
    assert stranger.opens("/start/elsewhere").status_code == 404


def test_how_to_install_it_is_for_everybody(stranger: Phone, steph_phone: Writer) -> None:
    for phone in (stranger, steph_phone):
        page = phone.opens("/install")
        assert page.status_code == 200
        assert "Add to Home Screen" in page.text


def test_the_hint_stands_where_something_was_undone_or_sent_and_nowhere_else(steph_phone: Writer, clock: Clock, courier: Courier) -> None:
    def hinted(path: str) -> bool:
        return "<install-hint" in steph_phone.opens(path).text

    assert [path for path in ("/as/steph/", "/as/steph/drafts", "/as/steph/outbox", "/identities", "/install") if hinted(path)] == []
    undone = steph_phone.holds("steph", "Undone.")
    assert not hinted(undone)
    assert hinted(steph_phone.sends(f"{undone}/cancellation").location)
    assert hinted(undone)
    sent = steph_phone.holds("steph", "Sent.")
    clock.forward(13)
    courier.run_once()
    assert hinted(sent)
    assert not hinted("/as/steph/?new=1")
