"""Who may speak as an official identity: given by links that work once, ended with everything that hung on it."""

import pytest

from pwa.actions.begin_visit import begin_visit
from pwa.actions.end_grant import end_grant
from pwa.actions.hold_post import hold_again
from pwa.actions.keep_holding import keep_holding
from pwa.actions.make_challenge import make_challenge
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.save_draft import save_draft
from pwa.actions.set_up import set_up
from pwa.courier import Courier
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import LinkDead, NotAllowed, NotFound
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import identities, people
from pwa.store.transaction import reading
from tests.actions.looks import active_of, chain_of, lines, reread, state_of
from tests.cast import PHONE, RP, Cast, Member, row_of
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey


def grant_of(member: Member, handle: str = "wv11") -> str:
    with reading() as session:
        return identities.grant_of(session, member.caller.person, identities.usable(session, member.caller.person, handle)).public_id


def ends(keeper: Member, grant: str) -> None:
    end_grant(keeper.caller, grant, proof=keeper.proves(Purpose.END_GRANT, grant))


def test_the_end_of_a_grant_ends_leases_in_every_session_and_parks_what_is_held(cast: Cast, clock: Clock, courier: Courier) -> None:
    steph, anna = cast.steph, cast.anna
    tablet = anna.another_browser()
    anna.speaks_as("wv11")
    tablet.speaks_as("wv11")
    official = anna.holds("Road closed.", handle="wv11")
    ends(steph, grant_of(anna))
    assert (active_of(anna), active_of(tablet)) == ("anna", "anna")
    assert (state_of(official), reread(official).parking_reason) == (PostState.PARKED, ParkingReason.GRANT_ENDED)
    clock.forward(60)
    courier.run_once()
    assert state_of(official) == PostState.PARKED
    with pytest.raises(NotFound):
        anna.holds("Still me?", handle="wv11")
    with pytest.raises(NotFound):
        anna.undoes(official)
    with pytest.raises(NotFound):
        save_draft(anna.caller, "wv11", anna.words("x"))
    verbs = [line["verb"] for line in lines(chain_of("wv11"))]
    assert verbs[-4:] == ["lease_ended", "lease_ended", "parked", "grant_ended"]


def test_what_she_holds_as_herself_goes_its_way(cast: Cast, clock: Clock, courier: Courier) -> None:
    mine = cast.anna.holds("Just me.")
    ends(cast.steph, grant_of(cast.anna))
    clock.forward(13)
    courier.run_once()
    assert state_of(mine) == PostState.RELEASED


def test_whoever_held_it_last_is_whose_it_is(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    steph.speaks_as("wv11")
    post = steph.holds("Road closed.", handle="wv11")
    keep_holding(post.public_id, by=steph.caller.person)
    anna.speaks_as("wv11")
    hold_again(anna.caller, post.public_id, hold_key=new_token())
    ends(steph, grant_of(anna))
    assert state_of(post) == PostState.PARKED


def test_another_speaker_holds_again_what_a_leaver_left(cast: Cast) -> None:
    steph, anna = cast.steph, cast.anna
    anna.speaks_as("wv11")
    post = anna.holds("Road closed.", handle="wv11")
    ends(steph, grant_of(anna))
    steph.speaks_as("wv11")
    assert hold_again(steph.caller, post.public_id, hold_key=new_token()).state == PostState.HELD
    assert steph.undoes(post).person_id == steph.caller.person.id


def test_the_last_keeper_cannot_leave_and_a_second_one_can(cast: Cast) -> None:
    steph = cast.steph
    with pytest.raises(NotAllowed, match="last keeper"):
        ends(steph, grant_of(steph))
    kim = cast.newcomer("Kim", "wv11", "keeper")
    ends(steph, grant_of(steph))
    with pytest.raises(NotAllowed, match="last keeper"):
        ends(kim, grant_of(kim))


def test_only_a_keeper_ends_another_persons_grant_and_anybody_their_own(cast: Cast) -> None:
    anna, jo = cast.anna, cast.jo
    for member, theirs in ((anna, cast.steph), (jo, anna)):
        with pytest.raises(NotFound):
            ends(member, grant_of(theirs))
    mine = grant_of(anna)
    ends(anna, mine)
    with pytest.raises(NotFound):
        ends(cast.steph, mine)


def test_the_server_is_set_up_once_by_the_newest_link(store: str) -> None:
    older, newer = make_setup_link(), make_setup_link()
    assert older
    assert newer

    def sets_up(token: str) -> str:
        visit, phone = row_of(begin_visit(device=PHONE)), SoftwarePasskey()
        options = make_challenge(visit, Purpose.SET_UP, token, name="Steph", rp=RP)
        return set_up(visit, token, phone.create(options), name="Steph", listing="unlisted", rp=RP)

    for dead in (older, "", "nonsense"):
        with pytest.raises(LinkDead):
            sets_up(dead)
    assert sets_up(newer)
    with pytest.raises(LinkDead):
        sets_up(newer)
    assert make_setup_link() is None
    with reading() as session:
        assert people.anybody(session)
