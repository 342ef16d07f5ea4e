"""Lock this phone: everything stops in one transaction, nobody locks what is not theirs, and somebody who knows opens it again."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from pwa import passkeys
from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.begin_visit import begin_visit
from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.confirm_passkey import confirm_passkey
from pwa.actions.hold_post import hold_again
from pwa.actions.invite import invite
from pwa.actions.lock_member import lock_member, open_member
from pwa.actions.lock_phone import lock_every_phone, lock_phone
from pwa.actions.make_challenge import make_challenge
from pwa.actions.redeem_code import redeem_code
from pwa.actions.renew_codes import renew_codes
from pwa.actions.show_codes import show_codes
from pwa.actions.verify_step_up import verify_step_up
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import LeaseOver, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import identities, people, sessions
from pwa.store.moments import database_time
from pwa.store.sessions import Caller
from pwa.store.tables import Grant, Passkey
from pwa.store.transaction import reading, transaction
from tests.actions.conftest import hears
from tests.actions.looks import active_of, chain_of, lines, reread, state_of
from tests.actions.test_end_rights import all_or_nothing, pending
from tests.actions.test_sessions import adds_a_passkey, gone
from tests.actions.test_two_phones import one_after_the_other, two_writers
from tests.cast import RP, Cast, Member, row_of, signed_in_with
from tests.push_service import PushService

__all__ = ["two_writers"]


def id_of(member: Member) -> str:
    return member.caller.session.public_id


def grant_of(member: Member, handle: str = "wv11") -> str:
    with reading() as session:
        person = member.caller.person
        return identities.grant_of(session, person, identities.usable(session, person, handle)).public_id


def keys_of(member: Member) -> list[Passkey]:
    with reading() as session:
        return people.passkeys(session, member.caller.person)


def insists(at: Caller, phone: Member, purpose: Purpose, target: str) -> int:
    """Answers with this phone's passkey, though it was not asked for: as whoever has it, and a session besides, would."""
    options = make_challenge(at.session, purpose, target, name="", rp=RP)
    [[only]] = phone.passkey.held.values()
    return verify_step_up(at, purpose, target, phone.passkey.get(options, credential_id=only.id), rp=RP)


def test_a_stolen_phone_stops_in_every_voice_and_the_words_come_back(cast: Cast, service: PushService, data: Path) -> None:
    steph, phone = cast.steph, adds_a_passkey(cast.steph)
    cast.newcomer("Kim", "wv11", "keeper")
    phone.speaks_as("wv11")
    official = phone.holds("Not me!", handle="wv11")
    phone.speaks_as("steph")
    mine = phone.holds("Nor this.")
    phone.speaks_as("wv11")
    hears(phone, service, data)
    lock_phone(steph.caller, id_of(phone))
    assert gone(phone)
    assert not gone(steph)
    assert [(state_of(post), reread(post).parking_reason) for post in (official, mine)] == [
        (PostState.PARKED, ParkingReason.PHONE_LOCKED)
    ] * 2
    assert not pending(steph)
    assert hold_again(steph.caller, mine.public_id, hold_key=new_token()).state == PostState.HELD
    said = [(line["verb"], line.get("reason")) for line in lines(chain_of("steph"))]
    assert {("phone_locked", None), ("session_ended", None), ("parked", "phone_locked")} <= set(said)
    official_lines = lines(chain_of("wv11"))
    assert [line["verb"] for line in official_lines[-2:]] == ["parked", "lease_ended"]
    assert not [line for line in official_lines if "session" in line or "devices" in line]


def test_the_passkey_of_a_locked_phone_vouches_for_nothing_until_somebody_says_so(cast: Cast) -> None:
    steph, phone = cast.steph, adds_a_passkey(cast.steph)
    kim = cast.newcomer("Kim", "wv11", "keeper")
    locked = keys_of(steph)[1].public_id
    lock_phone(steph.caller, id_of(phone))
    with pytest.raises(StepUpRefused, match="locked"):
        phone.another_browser()  # she has another one: this one does not even let anybody in
    official = [(Purpose.SPEAK_AS, "wv11"), (Purpose.CONFIRM_PASSKEY, locked)]
    for purpose, target in (*official, (Purpose.ADD_PASSKEY, ""), (Purpose.NEW_CODES, "")):
        with pytest.raises(StepUpRefused, match="locked"):
            insists(steph.caller, phone, purpose, target)
    steph.speaks_as("wv11")
    confirm_passkey(steph.caller, locked, proof=steph.proves(Purpose.CONFIRM_PASSKEY, locked))
    tablet = phone.another_browser()
    tablet.speaks_as("wv11")
    lock_phone(steph.caller, id_of(tablet))
    confirm_passkey(kim.caller, locked, proof=kim.proves(Purpose.CONFIRM_PASSKEY, locked))
    phone.another_browser().speaks_as("wv11")


def test_a_proof_that_was_given_before_the_lock_opens_nothing_after_it(steph: Member) -> None:
    tablet = steph.another_browser()
    proof = steph.proves(Purpose.INVITE, "wv11")
    lock_phone(steph.caller, id_of(tablet))  # the same synced passkey
    with pytest.raises(StepUpRefused):
        invite(steph.caller, "wv11", name="Somebody", role="speaker", proof=proof)
    assert steph.another_browser()  # her only one still lets her in, as herself


def test_a_recovery_code_locks_every_phone_and_the_hand_that_types_it_goes_on(steph: Member, data: Path) -> None:
    renew_codes(steph.caller, proof=steph.proves(Purpose.NEW_CODES))
    codes = show_codes(steph.caller.person, folder=data) or []
    confirm_codes(steph.caller.person)
    steph.speaks_as("wv11")
    post = steph.holds("Not me!", handle="wv11")
    row = row_of(redeem_code(row_of(begin_visit(device="A friend's phone")), codes[0]))
    with reading() as session:
        by = Caller(row, people.person(session, row.person_id or 0))
    lock_every_phone(by)
    assert gone(steph)
    assert state_of(post) == PostState.PARKED
    with reading() as session:
        assert [row.id for row in sessions.of_person(session, by.person)] == [by.session.id]
        assert all(key.locked_at for key in people.passkeys(session, by.person))


def test_nobody_locks_a_phone_that_is_not_theirs_nor_the_one_in_their_hand(cast: Cast) -> None:
    for by, whose in ((cast.anna, cast.steph), (cast.jo, cast.anna), (cast.steph, cast.steph)):
        with pytest.raises(NotFound):
            lock_phone(by.caller, id_of(whose))
    for by, grant in ((cast.anna, grant_of(cast.steph)), (cast.jo, grant_of(cast.anna)), (cast.steph, grant_of(cast.steph))):
        with pytest.raises(NotFound):
            lock_member(by.caller, grant)


def test_a_keeper_reaches_no_further_than_what_they_keep(cast: Cast) -> None:
    """Jo is keeper of the council and speaks for WV11 too; Steph, who keeps WV11, is afraid that Jo's phone is stolen."""
    steph, jo = cast.steph, cast.jo
    council = grant_of(steph, "walsall")
    with transaction() as session:  # Steph founded the council; here she has no business with it
        session.exec(update(Grant).where(col(Grant.public_id) == council).values(ended_at=database_time(session)))
    cast.grants(jo, "wv11", "speaker")
    tablet = jo.another_browser()
    own = jo.holds("Just me.")
    jo.speaks_as("walsall")
    theirs = jo.holds("Flood warning.", handle="walsall")
    tablet.speaks_as("wv11")
    ours = tablet.holds("Road closed.", handle="wv11")
    lock_member(steph.caller, grant_of(jo))
    assert [state_of(post) for post in (own, theirs, ours)] == [PostState.HELD, PostState.HELD, PostState.PARKED]
    assert gone(jo)
    assert gone(tablet)
    jo = jo.another_browser()
    jo.speaks_as("walsall")
    jo.undoes(theirs)
    with pytest.raises(NotFound):
        jo.speaks_as("wv11")
    from_outside = [line for line in lines(chain_of("walsall")) if line.get("by") == steph.caller.person.public_id]
    assert [line for line in from_outside if line["verb"] == "lease_ended"] == []
    ours_said = [
        line for line in lines(chain_of("wv11")) if line["verb"] in ("session_ended", "phone_locked") or "device" in str(line.get("why"))
    ]
    assert ours_said == []


def test_a_keeper_s_yes_lets_them_speak_again(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    grant = grant_of(anna)
    lock_member(steph.caller, grant)
    anna = anna.another_browser()
    link, _ = invite(steph.caller, "wv11", name="Somebody", role="speaker", proof=steph.proves(Purpose.INVITE, "wv11"))
    with pytest.raises(NotAllowed, match="locked for you"):
        accept_invitation(anna.caller, link)
    with pytest.raises(NotFound):
        open_member(anna.caller, grant, proof=anna.proves(Purpose.CONFIRM_PASSKEY, grant))
    open_member(steph.caller, grant, proof=steph.proves(Purpose.CONFIRM_PASSKEY, grant))
    assert active_of(anna) == "anna"
    with pytest.raises(LeaseOver):
        anna.holds("Me again.", handle="wv11")
    anna.speaks_as("wv11")
    assert anna.holds("Me again.", handle="wv11").state == PostState.HELD


def test_a_lock_is_one_transaction_wherever_it_breaks(cast: Cast) -> None:
    steph, phone = cast.steph, adds_a_passkey(cast.steph)
    phone.speaks_as("wv11")
    phone.holds("Not me!", handle="wv11")
    steph.holds("Nor me!")
    caller, stolen = steph.caller, id_of(phone)
    points = all_or_nothing(lambda: lock_phone(caller, stolen))
    assert {"UPDATE sessions", "UPDATE passkeys", "UPDATE leases", "UPDATE posts", "DELETE push_subscriptions"} <= set(points)
    anna = cast.anna
    anna.speaks_as("wv11")
    anna.holds("Road closed.", handle="wv11")
    caller, grant = steph.caller, grant_of(anna)
    assert "UPDATE grants" in all_or_nothing(lambda: lock_member(caller, grant))


def test_who_signs_in_at_the_moment_of_the_lock_is_not_let_in(steph: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finger was on the stolen phone's sensor already."""
    stolen = steph.another_browser("Stolen phone")
    safe = adds_a_passkey(steph)
    with reading() as session:
        [first, _] = people.passkeys(session, steph.caller.person)
    verify = passkeys.verify_assertion

    def meanwhile(*asked: Any, **more: Any) -> passkeys.Assertion:
        lock_phone(safe.caller, id_of(stolen))
        return verify(*asked, **more)

    monkeypatch.setattr(passkeys, "verify_assertion", meanwhile)
    with pytest.raises(StepUpRefused) as refused:
        signed_in_with(stolen.passkey, "Stolen phone")
    assert refused.value.reason == "locked_passkey"
    with reading() as session:
        assert [row.device for row in sessions.of_person(session, safe.caller.person) if row.passkey_id == first.id] == []


@pytest.mark.usefixtures("two_writers")
def test_who_has_just_been_let_in_is_out_again_with_the_lock(steph: Member) -> None:
    """The lock was pressed when the sign-in had all but written its line."""
    stolen = steph.another_browser("Stolen phone")
    safe = adds_a_passkey(steph)
    let_in: list[str] = []
    one_after_the_other(
        lambda: let_in.append(signed_in_with(stolen.passkey, "Stolen phone")), lambda: lock_phone(safe.caller, id_of(stolen))
    )
    with reading() as session:
        assert sessions.by_token(session, let_in[0]) is None
