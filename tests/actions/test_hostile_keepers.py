"""What a keeper, or whoever was one, tries in order to have a voice that is not theirs."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from pwa.actions.begin_visit import begin_visit
from pwa.actions.come_back import come_back
from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.confirm_passkey import confirm_passkey
from pwa.actions.create_identity import create_identity
from pwa.actions.end_grant import end_grant
from pwa.actions.lock_member import lock_member
from pwa.actions.lock_phone import lock_every_phone, lock_phone
from pwa.actions.make_challenge import make_challenge
from pwa.actions.recover import recover
from pwa.actions.redeem_code import redeem_code
from pwa.actions.renew_codes import renew_codes
from pwa.actions.show_codes import show_codes
from pwa.rules.grant_times import Span
from pwa.rules.refusals import LinkDead, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.store import identities, invitations, organisations, people, removals, rights
from pwa.store.sessions import Caller
from pwa.store.transaction import reading
from tests.actions.roster import HOUR, now, sets, until
from tests.actions.test_coming_back import DAY, comes_back, grant_of, link_for, opens, told
from tests.actions.test_invitations import link_from
from tests.actions.test_locks import id_of, keys_of
from tests.actions.test_sessions import adds_a_passkey, gone
from tests.cast import PHONE, RP, Cast, Member, lets_in, row_of, shape, waits_at
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey


def ends(keeper: Member, member: Member, handle: str = "wv11") -> str:
    grant = grant_of(member, handle)
    end_grant(keeper.caller, grant, proof=keeper.proves(Purpose.END_GRANT, grant))
    return grant


def test_a_member_whose_phones_were_locked_first_hears_of_the_way_in_as_soon_as_they_sign_in(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    token = link_for(steph, anna)
    lock_member(steph.caller, grant_of(anna))
    opens(token)
    lets_in(steph, token)
    again = anna.another_browser()
    assert "lets a new phone in as you" in told(again)
    assert "waits to come in as you" in told(again)
    assert told(steph.another_browser()) == ""


def test_a_keeper_who_was_made_one_today_is_no_second_keeper(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    clock.forward(2 * DAY)
    max_ = cast.newcomer("Max", "wv11", "keeper")  # Steph's own second phone
    for first, second in ((steph, max_), (max_, steph)):
        token = link_for(steph, anna)
        waits = opens(token)
        lets_in(first, token)
        with pytest.raises(NotAllowed, match="a day"):
            lets_in(second, token)
        with pytest.raises(LinkDead):
            come_back(waits[0], token)


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_yes_of_a_keeper_who_was_removed_lets_nobody_back_in(cast: Cast, clock: Clock, which: str) -> None:
    steph, anna, kim = cast.steph, cast.anna, cast.newcomer("Kim", "wv11", "keeper")
    clock.forward(2 * DAY)
    token = link_for(steph, anna)
    waits = opens(token)
    for keeper in (kim, steph) if which == "first" else (steph, kim):
        lets_in(keeper, token)
    ends(steph, kim)
    with pytest.raises(LinkDead):
        come_back(waits[0], token)  # Steph's yes alone takes a day
    clock.forward(DAY + 1)
    assert comes_back(anna, token, waits).handle == "anna"


def test_the_only_yes_goes_with_the_keeper_who_said_it(cast: Cast, clock: Clock) -> None:
    steph, anna, kim = cast.steph, cast.anna, cast.newcomer("Kim", "wv11", "keeper")
    token = link_for(steph, anna)
    waits = opens(token)
    lets_in(kim, token)
    ends(steph, kim)
    clock.forward(DAY + 1)
    with pytest.raises(LinkDead):
        come_back(waits[0], token)


def test_a_way_back_ends_with_the_grant_it_was_for_and_does_not_revive_with_the_next(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    token = link_for(steph, anna)
    waits = opens(token)
    lets_in(steph, token)
    grant = ends(steph, anna)
    with reading() as session:
        gone = removals.removal(session, steph.caller.person, grant)
        assert not rights.pending(session, gone.person, gone.identity)
        assert invitations.of_link(session, token) is None
    cast.grants(anna, "wv11", "speaker")
    clock.forward(DAY + 1)
    with pytest.raises(LinkDead):
        come_back(waits[0], token)


def test_a_stolen_phone_that_one_organisation_opens_again_stays_shut_for_another(cast: Cast, clock: Clock) -> None:
    assert cast.jo.handle
    cast.grants(cast.anna, "walsall", "speaker")
    anna, phone = cast.anna, adds_a_passkey(cast.anna)
    lock_phone(anna.caller, id_of(phone))
    locked = keys_of(anna)[1].public_id
    confirm_passkey(cast.jo.caller, locked, proof=cast.jo.proves(Purpose.CONFIRM_PASSKEY, locked))
    thief = phone.another_browser()
    thief.speaks_as("walsall")
    with pytest.raises(StepUpRefused):
        thief.speaks_as("wv11")
    anna.speaks_as("wv11")  # her other one never stopped
    confirm_passkey(cast.steph.caller, locked, proof=cast.steph.proves(Purpose.CONFIRM_PASSKEY, locked))
    thief.speaks_as("wv11")


def test_a_locked_phone_is_shown_no_codes_and_those_it_may_have_seen_are_void(steph: Member, cast: Cast, data: Path) -> None:
    tablet = steph.another_browser()
    renew_codes(tablet.caller, proof=tablet.proves(Purpose.NEW_CODES))
    seen = show_codes(tablet.caller.person, folder=data) or []
    lock_phone(steph.caller, id_of(tablet))
    with pytest.raises(LinkDead):
        redeem_code(row_of(begin_visit(device=PHONE)), seen[0])


def test_nobody_gives_themself_more_time(cast: Cast) -> None:
    steph, kim = cast.steph, cast.newcomer("Kim", "wv11", "keeper")
    sets(steph, kim, until(HOUR))
    for wanted in (None, Span(now(), now() + 9 * HOUR)):
        with pytest.raises(NotAllowed, match="themself more time"):
            sets(kim, kim, wanted)
    sets(steph, kim, None)
    sets(kim, kim, until(HOUR))  # less is theirs to say


def test_a_keeper_of_another_voice_of_the_organisation_opens_this_one_not(cast: Cast, clock: Clock) -> None:
    """Kim keeps WV11, makes another voice of the same organisation, and lets Anna back in by that."""
    steph, anna, kim = cast.steph, cast.anna, cast.newcomer("Kim", "wv11", "keeper")
    with reading() as session:
        [body] = organisations.kept(session, kim.caller.person)
    proof = steph.proves(Purpose.CREATE_IDENTITY)
    create_identity(steph.caller, of=body.public_id, handle="wv11-floods", shape=shape("Floods"), proof=proof)
    cast.grants(anna, "wv11-floods", "speaker")
    token = link_for(kim, anna)
    waits = opens(token)
    lets_in(kim, token)
    clock.forward(DAY + 1)
    again = comes_back(anna, token, waits)
    again.speaks_as("wv11")
    with pytest.raises(NotFound):
        again.speaks_as("wv11-floods")  # Kim has no say there


def test_what_still_stands_is_listed_however_many_came_later(cast: Cast) -> None:
    steph = cast.steph
    waits_at(link_from(steph, "Max"), "Max")
    with reading() as session:
        identity = identities.official(session, "wv11")
        assert identity
    for number in range(invitations.LISTED_AT_MOST + 1):
        link_from(steph, f"Guest {number}")
    with reading() as session:
        assert [invited.name for invited, waits in invitations.listed(session, identity) if waits] == ["Max"]


def test_whoever_came_in_with_a_locked_passkey_is_out_when_its_owner_is_back(steph: Member, data: Path) -> None:
    renew_codes(steph.caller, proof=steph.proves(Purpose.NEW_CODES))
    [code, *_] = show_codes(steph.caller.person, folder=data) or []
    confirm_codes(steph.caller.person)
    row = row_of(redeem_code(row_of(begin_visit(device=PHONE)), code))
    with reading() as session:
        by = Caller(row, people.person(session, row.person_id or 0))
    lock_every_phone(by)
    thief = steph.another_browser()  # it is the only passkey: it lets in, and into nothing official
    options = make_challenge(row, Purpose.RECOVER, "", name="", rp=RP)
    passkey = SoftwarePasskey()
    recover(by, passkey.create(options), name="New", rp=RP)
    assert gone(thief)


def test_two_keepers_who_remove_each_other_take_turns(cast: Cast) -> None:
    steph, kim, max_ = cast.steph, cast.newcomer("Kim", "wv11", "keeper"), cast.newcomer("Max", "wv11", "keeper")
    together = Barrier(2)
    theirs = {kim.name: (kim, grant_of(max_)), max_.name: (max_, grant_of(kim))}
    ready = [(by.caller, grant, by.proves(Purpose.END_GRANT, grant)) for by, grant in theirs.values()]

    def one(by: Caller, grant: str, proof: int) -> bool:
        together.wait()
        try:
            end_grant(by, grant, proof=proof)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        done = [each.result() for each in [both.submit(one, *each) for each in ready]]
    assert sorted(done) == [False, True]
    assert steph.caller
