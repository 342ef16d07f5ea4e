"""Connecting a Channel: who may, what a return is worth and when, and that nothing is connected before a finger says yes."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from pwa.actions.begin_connection import begin_connection
from pwa.actions.connect_channel import connect_channel, refuse_account
from pwa.actions.finish_connection import finish_connection
from pwa.actions.give_back import give_back
from pwa.actions.place_of import place_of
from pwa.rules.refusals import JourneyOver, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.store import engine, identities, ledger
from pwa.store.tables import Channel
from pwa.store.transaction import reading, snapshot
from tests.actions.conftest import BACK, Journeys
from tests.cast import Member, founds
from tests.conftest import Clock


def channels_of(member: Member, handle: str = "wv11") -> list[Channel]:
    """Beside the noticeboard."""
    with reading() as session:
        return identities.channels(session, identities.usable(session, member.caller.person, handle))[1:]


def record(member: Member, handle: str = "wv11") -> list[dict[str, Any]]:
    """The lines of the identity's chain."""
    with snapshot() as session:
        chain = ledger.chain_of(session, identities.usable(session, member.caller.person, handle))
        return [json.loads(line.body) for line in ledger.lines(session, chain)]


def test_a_keeper_connects_the_account_that_came_back(steph: Member, journeys: Journeys, data: Any) -> None:
    channel = journeys.connects(steph)
    assert [one.handle for one in channels_of(steph)] == [channel.handle]
    place = place_of(channel, data)
    assert (place.remote_id, place.home) == ("1", journeys.instance.url)
    assert journeys.instance.tokens[place.access["token"]] == "1"
    assert channel.followers == 3120  # the half of a split send control says how many read it


def test_nothing_is_connected_before_the_yes(steph: Member, journeys: Journeys) -> None:
    journeys.comes_back(steph)
    assert channels_of(steph) == []


def test_each_step_has_its_line_and_none_holds_a_token(steph: Member, journeys: Journeys) -> None:
    journeys.connects(steph)
    verbs = [line["verb"] for line in record(steph)][-3:]
    assert verbs == ["connecting_begun", "account_shown", "channel_connected"]
    known = {*journeys.instance.tokens, *(app.secret for app in journeys.instance.apps.values()), *journeys.instance.apps}
    assert len(known) == 3
    assert not [one for one in known if one in json.dumps(record(steph))]


def test_no_table_holds_a_token_that_can_be_read(steph: Member, journeys: Journeys) -> None:
    journeys.comes_back(steph)
    journeys.connects(steph, account="2")
    secrets = [*journeys.instance.tokens, *(app.secret for app in journeys.instance.apps.values())]
    with engine.engine().connect() as connection:
        for table in ("journeys", "channels", "app_registrations", "ledger_lines"):
            cells = [cell for row in connection.execute(text(f"SELECT * FROM {table}")) for cell in row]
            kept = b"".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells)
            assert [one for one in secrets if one.encode() in kept] == [], table


def test_whoever_speaks_may_not_connect(steph: Member, anna: Member, jo: Member, journeys: Journeys) -> None:
    for member in (anna, jo):
        with pytest.raises(NotFound):
            journeys.sets_out(member)


def test_a_person_connects_their_own_voice(anna: Member, journeys: Journeys) -> None:
    journeys.connects(anna, anna.handle)
    assert len(channels_of(anna, anna.handle)) == 1


def test_a_keeper_who_is_one_no_longer_connects_nothing(steph: Member, anna: Member, journeys: Journeys) -> None:
    journey = journeys.comes_back(steph)
    with engine.engine().execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE grants SET role = 'speaker'"))
    with pytest.raises(NotFound):
        journeys.says_it_is(steph, journey)
    assert channels_of(steph) == []


def test_a_return_counts_once(steph: Member, journeys: Journeys) -> None:
    state, answer = journeys.sets_out(steph)
    finish_connection(steph.caller, state, answer, **journeys.how)
    with pytest.raises(JourneyOver):
        finish_connection(steph.caller, state, answer, **journeys.how)


def test_a_return_that_never_began_is_none(steph: Member, journeys: Journeys) -> None:
    for state in ("", "made-up"):
        with pytest.raises(JourneyOver):
            finish_connection(steph.caller, state, {"code": "x"}, **journeys.how)


def test_a_stranger_who_guesses_writes_nothing(journeys: Journeys, monkeypatch: Any) -> None:
    monkeypatch.setattr("pwa.actions.finish_connection.transaction", None)  # whoever would write keeps others from writing
    with pytest.raises(JourneyOver):
        finish_connection(None, "made-up", {"code": "x"}, **journeys.how)


def test_a_return_after_ten_minutes_is_too_late(steph: Member, journeys: Journeys, clock: Clock) -> None:
    state, answer = journeys.sets_out(steph)
    clock.forward(601)
    with pytest.raises(JourneyOver):
        finish_connection(steph.caller, state, answer, **journeys.how)


def test_a_return_swapped_between_two_people_is_refused_and_used_up(steph: Member, jo: Member, journeys: Journeys) -> None:
    """Jo sends Steph the address that came back for Jo's account, so that WV11 would post there."""
    state, answer = journeys.sets_out(jo, "walsall")
    asked = len(journeys.instance.asked)
    with pytest.raises(JourneyOver, match="another browser"):
        finish_connection(steph.caller, state, answer, **journeys.how)
    with pytest.raises(JourneyOver):
        finish_connection(jo.caller, state, answer, **journeys.how)
    assert len(journeys.instance.asked) == asked  # nobody cashed the code
    with snapshot() as session:
        last = list(ledger.lines(session, ledger.chain_of_person(steph.caller.person)))[-1]
    assert json.loads(last.body)["verb"] == "return_refused"


def test_a_return_in_another_browser_of_the_same_person_is_refused(steph: Member, journeys: Journeys) -> None:
    state, answer = journeys.sets_out(steph)
    with pytest.raises(JourneyOver, match="another browser"):
        finish_connection(steph.another_browser().caller, state, answer, **journeys.how)


def test_a_return_to_nobody_is_refused(steph: Member, journeys: Journeys) -> None:
    state, answer = journeys.sets_out(steph)
    with pytest.raises(JourneyOver, match="another browser"):
        finish_connection(None, state, answer, **journeys.how)


def test_a_no_over_there_connects_nothing(steph: Member, journeys: Journeys) -> None:
    state, _ = journeys.sets_out(steph)
    with pytest.raises(NotAllowed, match="told no"):
        finish_connection(steph.caller, state, {"error": "access_denied"}, **journeys.how)


def test_a_code_that_is_not_good_connects_nothing(steph: Member, journeys: Journeys) -> None:
    state, _ = journeys.sets_out(steph)
    with pytest.raises(NotAllowed):
        finish_connection(steph.caller, state, {"code": "guessed"}, **journeys.how)


def test_the_answer_comes_from_the_same_browser_within_ten_minutes_once(steph: Member, journeys: Journeys, clock: Clock) -> None:
    journey = journeys.comes_back(steph)
    with pytest.raises(NotFound):
        journeys.says_it_is(steph.another_browser(), journey)
    journeys.says_it_is(steph, journey)
    with pytest.raises(JourneyOver):
        journeys.says_it_is(steph, journey)
    late = journeys.comes_back(steph)
    clock.forward(601)
    with pytest.raises(JourneyOver):
        journeys.says_it_is(steph, late)


def test_the_yes_takes_a_finger_for_just_this(steph: Member, journeys: Journeys) -> None:
    journey = journeys.comes_back(steph)
    other = journeys.comes_back(steph)
    for proof in (0, steph.proves(Purpose.CONNECT_CHANNEL, other), steph.proves(Purpose.DISCONNECT_CHANNEL, journey)):
        with pytest.raises(StepUpRefused):
            connect_channel(steph.caller, journey, "1", proof=proof, **journeys.how)
    assert channels_of(steph) == []


def test_only_what_was_shown_can_be_connected(steph: Member, journeys: Journeys) -> None:
    with pytest.raises(NotFound):
        journeys.says_it_is(steph, journeys.comes_back(steph), "2")


def test_a_no_here_gives_back_what_let_us_in(steph: Member, journeys: Journeys) -> None:
    refuse_account(steph.caller, journeys.comes_back(steph), folder=journeys.how["folder"])
    give_back(**journeys.how)
    assert journeys.instance.tokens == {}
    assert channels_of(steph) == []


def test_an_account_belongs_to_one_identity_only(steph: Member, jo: Member, journeys: Journeys) -> None:
    journeys.connects(steph)
    with pytest.raises(NotAllowed) as told:
        journeys.connects(jo, "walsall")
    assert "WV11" not in str(told.value)  # whose it is is not Jo's to know
    founds(steph, "parish", "Parish", "The Parish")
    with pytest.raises(NotAllowed, match="WV11"):
        journeys.connects(steph, "parish")
    assert len(channels_of(steph)) == 1


def test_connected_twice_to_its_own_identity_it_is_one_channel_with_the_new_tokens(steph: Member, journeys: Journeys, data: Any) -> None:
    first, second = journeys.connects(steph), journeys.connects(steph)
    assert first.public_id == second.public_id
    assert [place_of(one, data).access["token"] for one in channels_of(steph)] == [list(journeys.instance.tokens)[-1]]
    assert record(steph)[-1]["verb"] == "channel_reconnected"


def test_a_network_that_is_not_set_up_says_so(steph: Member, journeys: Journeys) -> None:
    with pytest.raises(NotAllowed, match="not set it up"):
        begin_connection(steph.caller, "wv11", "x", "", back=BACK, **journeys.how)


def test_a_server_that_does_not_answer_is_said_to_be_away(steph: Member, journeys: Journeys) -> None:
    with pytest.raises(NotAllowed, match="could not be reached"):
        journeys.sets_out(steph, home="http://127.0.0.1:9")
    journeys.instance.silent = True
    with pytest.raises(NotAllowed, match="could not be reached"):
        journeys.sets_out(steph)
