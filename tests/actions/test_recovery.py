"""Getting back in: codes shown until confirmed, each used once, and the official voice shut for a day or until a keeper's yes."""

from pathlib import Path

import pytest
from sqlmodel import select

from pwa.actions.add_passkey import add_passkey
from pwa.actions.begin_visit import begin_visit
from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.confirm_passkey import confirm_passkey
from pwa.actions.edit_identity import edit_identity
from pwa.actions.lock_phone import lock_phone
from pwa.actions.make_challenge import make_challenge
from pwa.actions.recover import recover
from pwa.actions.redeem_code import redeem_code
from pwa.actions.remove_passkey import remove_passkey
from pwa.actions.renew_codes import renew_codes
from pwa.actions.show_codes import show_codes
from pwa.rules.refusals import LinkDead, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import STEP_UPS, Purpose
from pwa.store import people, sessions
from pwa.store.tables import RecoveryCode, RecoverySet
from pwa.store.transaction import reading
from tests.actions.looks import active_of, every_line
from tests.actions.test_sessions import adds_a_passkey
from tests.cast import RP, Cast, Member, row_of, shape
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey


def new_codes(member: Member, data: Path) -> list[str]:
    renew_codes(member.caller, proof=member.proves(Purpose.NEW_CODES))
    codes = show_codes(member.caller.person, folder=data)
    assert codes is not None
    return codes


def redeemed(code: str) -> str:
    return redeem_code(row_of(begin_visit(device="New phone")), code)


def recovered(member: Member, code: str) -> Member:
    """The same Person with a new phone and nothing of the old one."""
    phone, in_recovery = SoftwarePasskey(), Member(member.name, member.passkey, redeemed(code))
    options = make_challenge(in_recovery.caller.session, Purpose.RECOVER, "", name="", rp=RP)
    return Member(member.name, phone, recover(in_recovery.caller, phone.create(options), name="New phone", rp=RP))


def newest_passkey(member: Member) -> str:
    with reading() as session:
        return people.passkeys(session, member.caller.person)[-1].public_id


def test_ten_codes_are_shown_again_until_saving_is_confirmed(steph: Member, data: Path) -> None:
    codes = new_codes(steph, data)
    assert len(set(codes)) == 10
    assert show_codes(steph.caller.person, folder=data) == codes
    confirm_codes(steph.caller.person)
    confirm_codes(steph.caller.person)
    assert show_codes(steph.caller.person, folder=data) is None


def test_codes_are_kept_as_hashes_only(steph: Member, data: Path) -> None:
    codes = new_codes(steph, data)
    confirm_codes(steph.caller.person)
    with reading() as session:
        kept = session.exec(select(RecoveryCode)).all()
        assert {row.code_hash for row in kept}.isdisjoint(codes)
        assert all(row.salt is None for row in session.exec(select(RecoverySet)))
    said = " ".join(line.body for line in every_line())
    assert not [code for code in codes if code in said or code.replace("-", "") in said]


def test_each_sign_in_makes_new_codes_until_they_are_confirmed(cast: Cast, data: Path) -> None:
    steph = cast.steph
    first = new_codes(steph, data)
    steph.another_browser()
    second = show_codes(steph.caller.person, folder=data)
    assert second is not None
    assert not set(first) & set(second)
    with pytest.raises(LinkDead):
        redeemed(first[0])
    confirm_codes(steph.caller.person)
    steph.another_browser()
    assert show_codes(steph.caller.person, folder=data) is None


def test_each_code_works_once_however_it_is_typed(steph: Member, data: Path) -> None:
    codes = new_codes(steph, data)
    redeemed(f" {codes[0].upper().replace('-', ' ')} ")
    for dead in (codes[0], "", "no-such-code", codes[1][:-1]):
        with pytest.raises(LinkDead):
            redeemed(dead)
    redeemed(codes[1])
    assert [line for line in every_line() if line.chain == "server" and "recovery_code_refused" in line.body]


def test_a_recovery_session_can_enrol_a_passkey_and_nothing_else(steph: Member, data: Path, clock: Clock) -> None:
    opened = Member("Steph", steph.passkey, redeemed(new_codes(steph, data)[0]))
    for purpose in STEP_UPS | {Purpose.NEW_PASSKEY, Purpose.SIGN_IN, Purpose.JOIN}:
        with pytest.raises(NotFound):
            make_challenge(opened.caller.session, purpose, "", name="", rp=RP)
    options = make_challenge(opened.caller.session, Purpose.RECOVER, "", name="", rp=RP)
    caller, phone = opened.caller, SoftwarePasskey()
    clock.forward(15 * 60 + 1)
    with pytest.raises((NotFound, StepUpRefused)):
        recover(caller, phone.create(options), name="Late", rp=RP)


def test_recovering_is_told_to_all_of_the_persons_sessions(steph: Member, data: Path) -> None:
    recovered(steph, new_codes(steph, data)[0])
    with reading() as session:
        told = [notice.text for notice in sessions.notices(session, steph.caller.session.id)]
    assert [text for text in told if "recovery code was used" in text]
    assert [text for text in told if "made in a recovery" in text]


def test_a_recovered_passkey_opens_no_lease_for_a_day(steph: Member, data: Path, clock: Clock) -> None:
    again = recovered(steph, new_codes(steph, data)[0])
    with pytest.raises(StepUpRefused) as refused:
        again.speaks_as("wv11")
    assert refused.value.reason == "recovered_passkey"
    assert "Nothing was sent" in refused.value.sentence
    clock.forward(24 * 3600 - 60)
    with pytest.raises(StepUpRefused):
        again.speaks_as("wv11")
    clock.forward(61)
    again.speaks_as("wv11")
    assert active_of(again) == "wv11"


def test_a_recovered_passkey_changes_nobodys_rights_before_its_time(steph: Member, anna: Member, data: Path) -> None:
    again = recovered(steph, new_codes(steph, data)[0])
    for purpose in (Purpose.INVITE, Purpose.EDIT_IDENTITY, Purpose.END_GRANT, Purpose.CONFIRM_PASSKEY, Purpose.CREATE_IDENTITY):
        with pytest.raises(StepUpRefused) as refused:
            again.proves(purpose, "wv11")
        assert refused.value.reason == "recovered_passkey"
    edit_identity(again.caller, "steph", shape=shape("Stephanie"), proof=again.proves(Purpose.EDIT_IDENTITY, "steph"))
    again.holds("I am back.", handle="steph")


def test_what_a_recovered_passkey_vouches_for_waits_as_long(steph: Member, data: Path) -> None:
    again, second = recovered(steph, new_codes(steph, data)[0]), SoftwarePasskey()
    proof = again.proves(Purpose.ADD_PASSKEY)
    options = make_challenge(again.caller.session, Purpose.NEW_PASSKEY, "", name="", rp=RP)
    add_passkey(again.caller, second.create(options), name="Second", proof=proof, rp=RP)
    with pytest.raises(StepUpRefused):
        Member("Steph", second, again.token).speaks_as("wv11")
    steph.speaks_as("wv11")  # the old phone never was in doubt


def test_a_recovered_passkey_removes_none_of_before_its_day(steph: Member, data: Path, clock: Clock) -> None:
    """Whoever found a code must not shut out whose it is."""
    old, codes = newest_passkey(steph), new_codes(steph, data)
    found, second = recovered(steph, codes[0]), recovered(steph, codes[1])
    with pytest.raises(NotAllowed, match="made in a recovery"):
        remove_passkey(found.caller, old, proof=found.proves(Purpose.REMOVE_PASSKEY, old))
    newest = newest_passkey(second)
    remove_passkey(found.caller, newest, proof=found.proves(Purpose.REMOVE_PASSKEY, newest))
    clock.forward(24 * 3600 + 1)
    remove_passkey(found.caller, old, proof=found.proves(Purpose.REMOVE_PASSKEY, old))


def test_nor_one_of_before_whose_phone_was_locked_and_found_again(cast: Cast, data: Path, clock: Clock) -> None:
    steph, phone, kim = cast.steph, adds_a_passkey(cast.steph), cast.newcomer("Kim", "wv11", "keeper")
    old = newest_passkey(phone)
    clock.forward(24 * 3600 + 1)
    lock_phone(steph.caller, phone.caller.session.public_id)
    confirm_passkey(kim.caller, old, proof=kim.proves(Purpose.CONFIRM_PASSKEY, old))
    found = recovered(steph, new_codes(steph, data)[0])
    with pytest.raises(NotAllowed, match="made in a recovery"):
        remove_passkey(found.caller, old, proof=found.proves(Purpose.REMOVE_PASSKEY, old))


def test_a_keepers_yes_opens_it_and_nobody_says_yes_to_themself(cast: Cast, data: Path) -> None:
    steph, anna = cast.steph, cast.anna
    again = recovered(anna, new_codes(anna, data)[0])
    key = newest_passkey(again)
    with pytest.raises(NotFound):  # a speaker, with her old and undoubted passkey
        confirm_passkey(anna.caller, key, proof=anna.proves(Purpose.CONFIRM_PASSKEY, key))
    jo = cast.jo
    with pytest.raises(NotFound):
        confirm_passkey(jo.caller, key, proof=jo.proves(Purpose.CONFIRM_PASSKEY, key))
    confirm_passkey(steph.caller, key, proof=steph.proves(Purpose.CONFIRM_PASSKEY, key))
    again.speaks_as("wv11")
    keeper = recovered(steph, new_codes(steph, data)[0])
    own = newest_passkey(keeper)
    with pytest.raises(NotFound):
        confirm_passkey(steph.caller, own, proof=steph.proves(Purpose.CONFIRM_PASSKEY, own))


def test_a_keepers_yes_opens_nothing_of_another_organisation(cast: Cast, data: Path, clock: Clock) -> None:
    assert cast.jo.handle  # who keeps it
    cast.grants(cast.anna, "walsall", "speaker")
    again = recovered(cast.anna, new_codes(cast.anna, data)[0])
    key = newest_passkey(again)
    confirm_passkey(cast.jo.caller, key, proof=cast.jo.proves(Purpose.CONFIRM_PASSKEY, key))
    again.speaks_as("walsall")
    for handle, purpose in (("wv11", Purpose.SPEAK_AS), ("", Purpose.CREATE_IDENTITY)):
        with pytest.raises(StepUpRefused):
            again.proves(purpose, handle)
    clock.forward(24 * 3600 + 1)
    again.speaks_as("wv11")


def test_an_enrolled_passkey_is_enrolled_once(steph: Member, anna: Member) -> None:
    proof = steph.proves(Purpose.ADD_PASSKEY)
    options = make_challenge(steph.caller.session, Purpose.NEW_PASSKEY, "", name="", rp=RP)
    [held] = anna.passkey.held["localhost"]
    copied = SoftwarePasskey().create(options, credential_id=held.id)
    with pytest.raises(NotAllowed, match="already registered"):
        add_passkey(steph.caller, copied, name="Copy", proof=proof, rp=RP)
    with pytest.raises(StepUpRefused):
        add_passkey(steph.caller, SoftwarePasskey().create(options), name="Again", proof=proof, rp=RP)
