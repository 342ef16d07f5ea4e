"""A member who lost their passkeys is let back in by keepers: loud, slow for one keeper alone, and worth nothing elsewhere."""

import pytest

from pwa.actions.begin_visit import begin_visit
from pwa.actions.call_back import call_back
from pwa.actions.come_back import come_back
from pwa.actions.end_grant import end_grant
from pwa.actions.lock_member import open_member
from pwa.actions.make_challenge import make_challenge
from pwa.actions.open_way_back import open_way_back
from pwa.actions.recover_keeper import recover_keeper
from pwa.actions.withdraw_invitation import withdraw_invitation
from pwa.rules.refusals import LinkDead, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.store import identities, locks, sessions
from pwa.store.tables import SessionRow
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines
from tests.cast import PHONE, RP, Cast, Member, invitation_of, lets_in, row_of, signed_in_with
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey

DAY = 24 * 3600


def grant_of(member: Member, handle: str = "wv11") -> str:
    with reading() as session:
        identity = identities.official(session, handle)
        assert identity
        return next(grant.public_id for grant, who in identities.members(session, identity, locked_too=True) if who.name == member.name)


def link_for(keeper: Member, member: Member, handle: str = "wv11") -> str:
    grant = grant_of(member, handle)
    return call_back(keeper.caller, grant, proof=keeper.proves(Purpose.CALL_BACK, grant))[0]


def opens(token: str) -> tuple[SessionRow, SoftwarePasskey]:
    """A new phone holds the link, makes a passkey and waits."""
    visit, phone = row_of(begin_visit(device=PHONE)), SoftwarePasskey()
    options = make_challenge(visit, Purpose.COME_BACK, token, name="", rp=RP)
    open_way_back(visit, token, phone.create(options), rp=RP, key_name="New phone")
    return visit, phone


def comes_back(member: Member, token: str, waits: tuple[SessionRow, SoftwarePasskey]) -> Member:
    return Member(member.name, waits[1], come_back(waits[0], token))


def told(member: Member) -> str:
    with reading() as session:
        return " ".join(notice.text for notice in sessions.notices(session, member.caller.session.id))


@pytest.fixture
def kim(cast: Cast, clock: Clock) -> Member:
    """A second keeper of WV11, for some days already."""
    kim = cast.newcomer("Kim", "wv11", "keeper")
    clock.forward(2 * DAY)
    return kim


def test_two_keepers_let_a_member_back_in_and_all_that_was_old_ends(cast: Cast, kim: Member) -> None:
    steph, anna, tablet = cast.steph, cast.anna, cast.anna.another_browser()
    draft = anna.undoes(anna.holds("Mine, and mine it stays."))
    anna.speaks_as("wv11")
    token = link_for(steph, anna)
    waits = opens(token)
    lets_in(steph, token)
    with pytest.raises(LinkDead):
        come_back(waits[0], token)
    lets_in(kim, token)
    again = comes_back(anna, token, waits)
    assert again.handle == "anna"
    for old in (anna, tablet):
        with reading() as session:
            assert sessions.by_token(session, old.token) is None
    with pytest.raises(StepUpRefused):
        signed_in_with(anna.passkey, PHONE)
    again.speaks_as("wv11")  # a keeper of this organisation has said that it is she
    assert draft.person_id == again.caller.person.id
    with pytest.raises(LinkDead):
        come_back(waits[0], token)


def test_one_keeper_alone_takes_a_day_in_which_any_session_stops_it(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    token = link_for(steph, anna)
    waits = opens(token)
    lets_in(steph, token)
    with pytest.raises(NotFound):
        lets_in(steph, token)  # nobody is two keepers
    assert "lets a new phone in as you" in told(anna)
    assert "waits to come in as you" in told(anna)
    clock.forward(DAY - 60)
    with pytest.raises(LinkDead):
        come_back(waits[0], token)
    other = link_for(steph, anna)
    clock.forward(61)
    with pytest.raises(LinkDead):
        come_back(waits[0], token)  # a newer link kills an older one
    waits = opens(other)
    lets_in(steph, other)
    withdraw_invitation(invitation_of(other), by=anna.caller.person)
    clock.forward(DAY + 1)
    with pytest.raises(LinkDead):
        come_back(waits[0], other)
    last = link_for(steph, anna)
    waits = opens(last)
    lets_in(steph, last)
    clock.forward(DAY + 1)
    assert comes_back(anna, last, waits).handle == "anna"


def test_a_hostile_keeper_gains_nothing_in_another_organisation(cast: Cast, kim: Member, clock: Clock) -> None:
    steph, jo, anna = cast.steph, cast.jo, cast.anna
    cast.grants(anna, "walsall", "speaker")
    token = link_for(kim, anna)
    waits = opens(token)
    lets_in(kim, token)
    lets_in(steph, token)
    again = comes_back(anna, token, waits)
    clock.forward(DAY * 2)
    with pytest.raises(NotFound):
        again.speaks_as("walsall")
    with reading() as session:
        assert [one.handle for one in identities.usable_by(session, again.caller.person)] == ["anna", "wv11"]
    assert "cannot speak as %(name)s until a keeper" in told(jo)
    assert lines(chain_of("walsall"))[-1]["verb"] == "grant_locked"
    with reading() as session:
        [(grant, _, _)] = locks.of_person(session, again.caller.person)
    open_member(jo.caller, grant.public_id, proof=jo.proves(Purpose.CONFIRM_PASSKEY, grant.public_id))
    again.speaks_as("walsall")


@pytest.mark.parametrize("whose", ["anna", "jo", "steph"])
def test_only_a_keeper_of_theirs_and_never_oneself(cast: Cast, whose: str) -> None:
    anna, grant = cast.anna, grant_of(cast.steph if whose == "steph" else cast.anna)
    by: Member = {"anna": anna, "jo": cast.jo, "steph": cast.steph}[whose]
    with pytest.raises(NotAllowed if whose == "steph" else NotFound):
        call_back(by.caller, grant, proof=by.proves(Purpose.CALL_BACK, grant))


def test_the_member_s_end_is_the_link_s_end_and_another_browser_gets_nothing(cast: Cast, kim: Member) -> None:
    anna = cast.anna
    token = link_for(kim, anna)
    waits = opens(token)
    for keeper in (kim, cast.steph):
        lets_in(keeper, token)
    with pytest.raises(LinkDead):
        come_back(row_of(begin_visit(device=PHONE)), token)
    with pytest.raises(LinkDead):
        opens(token)
    grant = grant_of(anna)
    end_grant(cast.steph.caller, grant, proof=cast.steph.proves(Purpose.END_GRANT, grant))
    with pytest.raises(LinkDead):
        come_back(waits[0], token)
    signed_in_with(anna.passkey, PHONE)  # her old one never stopped


def test_whoever_runs_the_server_lets_a_sole_keeper_back_in_and_everybody_hears(cast: Cast, clock: Clock) -> None:
    steph, anna = cast.steph, cast.anna
    token, name = recover_keeper("wv11")
    assert name == "Steph"
    assert "Whoever runs this server" in told(anna)
    assert "Whoever runs this server" in told(steph)
    verbs = [[line["verb"] for line in lines(chain)] for chain in ("server", chain_of("wv11"), chain_of("steph"))]
    assert [said[-1] for said in verbs] == ["keeper_recovery_made", "called_back", "called_back"]
    again = comes_back(steph, token, opens(token))
    with pytest.raises(StepUpRefused) as refused:  # the only keeper: nobody shortens the day
        again.speaks_as("wv11")
    assert refused.value.reason == "recovered_passkey"
    clock.forward(DAY + 1)
    again.speaks_as("wv11")
    for handle, person in (("steph", ""), ("nobody", ""), ("wv11", "anna")):
        with pytest.raises(NotAllowed):
            recover_keeper(handle, person)
