"""Sessions are rows: ended from elsewhere they end at once, and with them whatever they might have said."""

import json
from datetime import timedelta

import pytest

from pwa.actions.add_passkey import add_passkey
from pwa.actions.begin_visit import begin_visit
from pwa.actions.count_try import count_try
from pwa.actions.dismiss_notice import dismiss_notice
from pwa.actions.end_lease import end_lease
from pwa.actions.end_session import end_other_sessions, end_session
from pwa.actions.hold_post import hold_post
from pwa.actions.make_challenge import make_challenge
from pwa.actions.name_passkey import name_passkey
from pwa.actions.remove_passkey import remove_passkey
from pwa.actions.save_draft import save_draft
from pwa.actions.sign_in import sign_in
from pwa.actions.switch_identity import switch_identity
from pwa.actions.touch_session import touch_session
from pwa.rules.identity import LeaseEnd
from pwa.rules.refusals import LeaseOver, NotAllowed, NotFound, StepUpRefused, TooManyTries
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import leases, people, sessions
from pwa.store.moments import database_time
from pwa.store.transaction import reading
from tests.actions.looks import active_of, chain_of, lines
from tests.cast import RP, Cast, Member, row_of
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey


def adds_a_passkey(member: Member) -> Member:
    """The same Person, with a second phone that signed in on its own."""
    phone, proof = SoftwarePasskey(), member.proves(Purpose.ADD_PASSKEY)
    options = make_challenge(member.caller.session, Purpose.NEW_PASSKEY, "", name="", rp=RP)
    add_passkey(member.caller, phone.create(options), name="Second", proof=proof, rp=RP)
    visit = row_of(begin_visit(device="Second phone"))
    return Member(member.name, phone, sign_in(visit, phone.get(make_challenge(visit, Purpose.SIGN_IN, "", name="", rp=RP)), rp=RP))


def passkeys_of(member: Member) -> list[str]:
    with reading() as session:
        return [key.public_id for key in people.passkeys(session, member.caller.person)]


def removes(member: Member, public_id: str) -> None:
    remove_passkey(member.caller, public_id, proof=member.proves(Purpose.REMOVE_PASSKEY, public_id))


def gone(member: Member) -> bool:
    with reading() as session:
        return sessions.by_token(session, member.token) is None


def test_an_ended_session_holds_saves_and_switches_nothing(steph: Member) -> None:
    tablet = steph.another_browser()
    tablet.speaks_as("wv11")
    caller, proof = tablet.caller, tablet.proves(Purpose.SPEAK_AS, "wv11")
    words = tablet.words("Road closed.", handle="wv11")
    end_session(steph.caller, caller.session.public_id)
    assert gone(tablet)
    with pytest.raises(NotFound):
        hold_post(caller, "wv11", words)
    with pytest.raises(NotFound):
        save_draft(caller, "wv11", words)
    with pytest.raises(NotFound):
        switch_identity(caller, "wv11", proof=proof)
    ended = [line for line in lines(chain_of("wv11")) if line["verb"] == "lease_ended"]
    assert [line["why"] for line in ended] == ["session_ended"]


def test_all_the_others_end_and_this_one_stays(steph: Member) -> None:
    others = [steph.another_browser(), steph.another_browser()]
    assert end_other_sessions(steph.caller) == 2
    assert [gone(one) for one in (*others, steph)] == [True, True, False]


def test_nobody_ends_another_persons_session(steph: Member, anna: Member) -> None:
    with pytest.raises(NotFound):
        end_session(anna.caller, steph.caller.session.public_id)
    assert not gone(steph)


@pytest.mark.parametrize(("days", "used", "lives"), [(29, False, True), (31, False, False), (181, True, False)])
def test_a_session_ends_after_30_idle_days_and_180_in_all(steph: Member, clock: Clock, days: int, used: bool, lives: bool) -> None:
    row = steph.caller.session
    for _ in range(days):
        clock.forward(86_400)
        if used:
            touch_session(row, tapped=True)
    assert gone(steph) is not lives


def test_a_lease_never_slides_and_a_tap_only_keeps_it_from_idling(steph: Member, clock: Clock) -> None:
    steph.speaks_as("wv11")
    row = steph.caller.session
    for _ in range(3):
        clock.forward(290)
        touch_session(row, tapped=True)
        assert active_of(steph) == "wv11"
    clock.forward(15 * 60 - 3 * 290 + 1)
    assert active_of(steph) == "steph"
    with pytest.raises(LeaseOver):
        steph.holds("Too long.", handle="wv11")


def test_a_poll_is_no_tap(steph: Member, clock: Clock) -> None:
    steph.speaks_as("wv11")
    row = steph.caller.session
    clock.forward(290)
    touch_session(row, tapped=False)
    clock.forward(11)
    assert active_of(steph) == "steph"


def test_a_lease_is_this_sessions_alone_and_one_at_a_time(cast: Cast) -> None:
    steph, _ = cast.steph, cast.jo
    tablet = steph.another_browser()
    steph.speaks_as("wv11")
    assert active_of(tablet) == "steph"
    with pytest.raises(LeaseOver):
        tablet.holds("Me too?", handle="wv11")
    steph.speaks_as("walsall")
    assert active_of(steph) == "walsall"
    assert [line["why"] for line in lines(chain_of("wv11")) if line["verb"] == "lease_ended"] == ["switched"]


def test_back_to_oneself_is_one_tap_and_noted_once(steph: Member) -> None:
    steph.speaks_as("wv11")
    for _ in range(2):
        end_lease(steph.caller.session, steph.caller.person, LeaseEnd.COLD_START)
    assert active_of(steph) == "steph"
    assert [line["why"] for line in lines(chain_of("wv11")) if line["verb"] == "lease_ended"] == ["cold_start"]
    with reading() as session:
        assert leases.active(session, steph.caller.session.id) is None


def test_the_last_passkey_stays(steph: Member) -> None:
    [only] = passkeys_of(steph)
    with pytest.raises(NotAllowed, match="last passkey"):
        removes(steph, only)
    assert passkeys_of(steph) == [only]


def test_a_removed_passkey_opens_nothing_and_its_sessions_end(steph: Member) -> None:
    second = adds_a_passkey(steph)
    first = passkeys_of(steph)[0]
    with reading() as session:
        told = [notice.text for notice in sessions.notices(session, steph.caller.session.id)]
    assert told == []
    removes(second, first)
    assert gone(steph)
    with pytest.raises(StepUpRefused):
        Member("Steph", steph.passkey, second.token).another_browser()
    with pytest.raises(NotFound):
        removes(second, first)
    with pytest.raises(NotAllowed):
        removes(second, passkeys_of(second)[0])


def test_every_change_of_passkeys_is_told_to_the_other_sessions(steph: Member) -> None:
    tablet = steph.another_browser()
    adds_a_passkey(steph)
    with reading() as session:
        [notice] = sessions.notices(session, tablet.caller.session.id)
    said, facts = json.loads(notice.text)
    assert (said, facts["name"]) == ("A passkey was added: %(name)s, on %(device)s.", "Second")
    with pytest.raises(NotFound):
        dismiss_notice(steph.caller, notice.public_id)
    dismiss_notice(tablet.caller, notice.public_id)
    with reading() as session:
        assert sessions.notices(session, tablet.caller.session.id) == []


def test_a_passkeys_name_is_its_owners_to_choose(steph: Member, anna: Member) -> None:
    [key] = passkeys_of(steph)
    name_passkey(steph.caller, key, name=" Blue  phone ")
    with reading() as session:
        assert people.passkey(session, steph.caller.person, key).name == "Blue phone"
    with pytest.raises(NotFound):
        name_passkey(anna.caller, key, name="Mine")
    with pytest.raises(Unfit):
        name_passkey(steph.caller, key, name="\u202ephone")


def test_tries_are_counted_over_everything_and_forgotten_in_time(steph: Member, clock: Clock) -> None:
    minute = timedelta(minutes=1)
    with reading() as session:
        clock.forward(60 - database_time(session).timestamp() % 60)
    for _ in range(3):
        count_try("codes:me", at_most=3, window=minute)
    with pytest.raises(TooManyTries, match="Try again in 1 min"):
        count_try("codes:me", at_most=3, window=minute)
    count_try("codes:you", at_most=3, window=minute)
    clock.forward(61)
    count_try("codes:me", at_most=3, window=minute)
