"""An invitation is for one named person and one role; whoever opens it waits, and a keeper who compared the words lets them in."""

import pytest

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.begin_visit import begin_visit
from pwa.actions.end_grant import end_grant
from pwa.actions.invite import invite
from pwa.actions.join import join
from pwa.actions.let_in import let_in
from pwa.actions.make_challenge import make_challenge
from pwa.actions.raise_alarm import raise_alarm
from pwa.actions.tidy_up import tidy_up
from pwa.actions.withdraw_invitation import withdraw_invitation
from pwa.rules.identity import Role
from pwa.rules.refusals import LinkDead, NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.store import identities, invitations, people, sessions
from pwa.store.tables import Arrival
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, every_line, lines
from tests.cast import PHONE, RP, Cast, Member, invitation_of, lets_in, row_of, signed_in_with, waits_at
from tests.conftest import Clock
from tests.software_passkey import SoftwarePasskey


def link_from(member: Member, name: str = "Max", role: str = "speaker", handle: str = "wv11") -> str:
    return invite(member.caller, handle, name=name, role=role, proof=member.proves(Purpose.INVITE, handle))[0]


def arrival_of(token: str) -> Arrival:
    with reading() as session:
        invited = invitations.of_link_ever(session, token)
        assert invited
        waits = invitations.arrival(session, invited)
    assert waits
    return waits


def people_called(name: str) -> int:
    with reading() as session:
        return sum(one == name for one in people.names(session, range(100)).values())


def told(member: Member) -> list[str]:
    with reading() as session:
        return [notice.text for notice in sessions.notices(session, member.caller.session.id)]


def test_whoever_opens_it_is_nobody_until_a_keeper_says_yes(cast: Cast) -> None:
    token = link_from(cast.steph)
    phone = waits_at(token, "Max")
    assert people_called("Max") == 0
    with pytest.raises(StepUpRefused):
        signed_in_with(phone, PHONE)
    assert [text for text in told(cast.steph) if "waits for a keeper" in text]
    assert lets_in(cast.steph, token) == "wv11"
    max_ = Member("Max", phone, signed_in_with(phone, PHONE))
    max_.speaks_as("wv11")
    assert arrival_of(token).enrolment is None


def test_the_words_to_compare_are_drawn_for_whoever_opens_it(cast: Cast) -> None:
    first, second = link_from(cast.steph), link_from(cast.steph)
    said = accept_invitation(cast.jo.caller, first)
    waits_at(second, "Max")
    assert arrival_of(first).phrase == said
    assert len({said, arrival_of(second).phrase}) == 2
    assert all(said not in line.body for line in every_line())


def test_an_invitation_is_opened_once_and_used_once(cast: Cast) -> None:
    token = link_from(cast.steph)
    waits_at(token, "Max")
    with pytest.raises(LinkDead):
        waits_at(token, "Max")
    with pytest.raises(LinkDead):
        accept_invitation(cast.jo.caller, token)
    lets_in(cast.steph, token)
    with pytest.raises(NotFound):
        lets_in(cast.steph, token)
    for wrong in (token, "", "nonsense", token[:-1], token + "x"):
        with pytest.raises(LinkDead):
            accept_invitation(cast.jo.caller, wrong)
    assert people_called("Max") == 1


def test_neither_name_nor_role_is_the_guest_s_to_choose(cast: Cast) -> None:
    token = link_from(cast.steph, "Max")
    phone = waits_at(token, "Mayor of Walsall")
    lets_in(cast.steph, token)
    max_ = Member("Max", phone, signed_in_with(phone, PHONE))
    assert (max_.handle, people_called("Mayor of Walsall")) == ("max", 0)
    with reading() as session:
        grant = identities.grant_of(session, max_.caller.person, identities.usable(session, max_.caller.person, "wv11"))
    assert grant.role == Role.SPEAKER
    with pytest.raises(NotFound):
        link_from(max_)


@pytest.mark.parametrize(("hours", "works"), [(23.9, True), (24.1, False)])
def test_an_invitation_lives_24_hours_whether_it_was_opened_or_not(cast: Cast, clock: Clock, hours: float, works: bool) -> None:
    unopened, opened = link_from(cast.steph), link_from(cast.steph)
    waits_at(opened, "Max")
    clock.forward(hours * 3600)
    if works:
        accept_invitation(cast.jo.caller, unopened)
        lets_in(cast.steph, opened)
        return
    with pytest.raises(LinkDead):
        accept_invitation(cast.jo.caller, unopened)
    with pytest.raises(NotFound):
        lets_in(cast.steph, opened)
    tidy_up()
    assert arrival_of(opened).enrolment is None


def test_only_a_keeper_of_this_identity_lets_in_or_withdraws(cast: Cast) -> None:
    token = link_from(cast.steph)
    waits_at(token, "Max")
    for member in (cast.anna, cast.jo):
        with pytest.raises(NotFound):
            lets_in(member, token)
        with pytest.raises(NotFound):
            withdraw_invitation(invitation_of(token), by=member.caller.person)
    with pytest.raises(StepUpRefused):
        let_in(cast.steph.caller, invitation_of(token), proof=cast.steph.proves(Purpose.LET_IN, "another"))
    lets_in(cast.newcomer("Kim", "wv11", "keeper"), token)  # any keeper, not only the one who made it


def test_nobody_is_let_in_before_somebody_opened_it(cast: Cast) -> None:
    token = link_from(cast.steph)
    with pytest.raises(NotFound):
        lets_in(cast.steph, token)


def test_who_was_refused_leaves_nothing_behind(cast: Cast) -> None:
    token, kim = link_from(cast.steph), cast.newcomer("Kim", "wv11", "keeper")
    phone = waits_at(token, "Max")
    assert withdraw_invitation(invitation_of(token), by=kim.caller.person) == "wv11"
    with pytest.raises(NotFound):
        lets_in(cast.steph, token)
    with pytest.raises(NotFound):
        withdraw_invitation(invitation_of(token), by=kim.caller.person)
    with pytest.raises(StepUpRefused):
        signed_in_with(phone, PHONE)
    assert (arrival_of(token).enrolment, people_called("Max")) == (None, 0)
    assert [text for text in told(cast.steph) if "refused" in text]
    assert lines(chain_of("wv11"))[-1]["verb"] == "arrival_refused"


def test_a_withdrawn_link_is_dead(cast: Cast) -> None:
    token = link_from(cast.steph)
    withdraw_invitation(invitation_of(token), by=cast.steph.caller.person)
    with pytest.raises(LinkDead):
        waits_at(token, "Max")
    assert lines(chain_of("wv11"))[-1]["verb"] == "invitation_withdrawn"


def test_whoever_holds_the_link_too_stops_who_opened_it(cast: Cast) -> None:
    token = link_from(cast.steph)
    with pytest.raises(LinkDead):
        raise_alarm(token)  # nobody has opened it
    waits_at(token, "Max")
    raise_alarm(token)
    with pytest.raises(NotFound):
        lets_in(cast.steph, token)
    assert [text for text in told(cast.steph) if "opened by somebody else" in text]


def test_links_of_a_keeper_who_leaves_die_with_the_grant(cast: Cast) -> None:
    second = cast.newcomer("Kim", "wv11", "keeper")
    link, opened, others = link_from(second), link_from(second), link_from(cast.steph)
    waits_at(opened, "Max")
    with reading() as session:
        grant = identities.grant_of(session, second.caller.person, identities.usable(session, second.caller.person, "wv11")).public_id
    end_grant(cast.steph.caller, grant, proof=cast.steph.proves(Purpose.END_GRANT, grant))
    with pytest.raises(LinkDead):
        waits_at(link, "Max")
    with pytest.raises(NotFound):
        lets_in(cast.steph, opened)
    waits_at(others, "Max")
    lets_in(cast.steph, others)


def test_somebody_who_is_here_comes_in_as_themself(cast: Cast) -> None:
    token, jo = link_from(cast.steph, "Joanna"), cast.jo
    accept_invitation(jo.caller, token)
    lets_in(cast.steph, token)
    jo.speaks_as("wv11")
    assert (people_called("Joanna"), people_called("Jo")) == (0, 1)
    assert [text for text in told(jo) if "let you in" in text]


def test_who_may_already_speak_does_not_use_a_link_up(cast: Cast) -> None:
    token = link_from(cast.steph)
    with pytest.raises(NotAllowed, match="already speak"):
        accept_invitation(cast.anna.caller, token)
    accept_invitation(cast.jo.caller, token)


def test_nobody_is_invited_under_the_name_of_the_voice(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="own name"):
        link_from(cast.steph, "wv11")


def test_two_people_of_one_name_have_two_handles(cast: Cast) -> None:
    assert [cast.newcomer_by(link_from(cast.steph, "Anna"), "Anna").handle for _ in range(2)] == ["anna", "anna-2"]


def test_a_copy_of_a_known_passkey_neither_waits_nor_comes_in(cast: Cast) -> None:
    [held] = cast.anna.passkey.held["localhost"]
    token, visit = link_from(cast.steph), row_of(begin_visit(device=PHONE))
    options = make_challenge(visit, Purpose.JOIN, token, name="Max", rp=RP)
    with pytest.raises(NotAllowed, match="already registered"):
        join(visit, token, SoftwarePasskey().create(options, credential_id=held.id), listing="open", rp=RP)
    assert people_called("Max") == 0
