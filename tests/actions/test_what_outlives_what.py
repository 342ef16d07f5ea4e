"""Nothing outlives what it rests on: a lease its passkey, an invitation its maker's grant, a part the series it belongs to."""

import pytest

from pwa.actions.add_passkey import add_passkey
from pwa.actions.deliver_due import deliver_due
from pwa.actions.end_grant import end_grant
from pwa.actions.invite import invite
from pwa.actions.make_challenge import make_challenge
from pwa.actions.release_due import release_due
from pwa.actions.remove_passkey import remove_passkey
from pwa.actions.retract_post import retract_post
from pwa.courier import Courier
from pwa.rules.chain import canonical, digest
from pwa.rules.refusals import LeaseOver, LinkDead
from pwa.rules.step_up import Purpose
from pwa.store import board, deliveries, identities, invitations, people, posts
from pwa.store.tables import LedgerLine
from pwa.store.transaction import reading
from tests.actions.looks import every_line
from tests.cast import RP, Cast, Member, waits_at
from tests.conftest import Clock


def test_taking_down_half_a_series_keeps_the_other_half_back(steph: Member, clock: Clock, courier: Courier) -> None:
    post = steph.holds("one", "two", "three")
    clock.forward(13)
    release_due()
    assert deliver_due(courier.networks, owner="first") == 1
    retract_post(post.public_id, by=steph.caller.person)
    courier.run_once()
    with reading() as session:
        _, channel = board.board(session, "steph")
        assert [entry.text for entry in board.latest(session, channel, 10)] == [None]
        assert [row[0].state for row in deliveries.of_posts(session, [post])[post.id]] == ["sent", "parked", "parked"]


def test_a_lease_ends_with_the_passkey_that_opened_it(steph: Member) -> None:
    first = steph.caller
    options = make_challenge(first.session, Purpose.NEW_PASSKEY, "", name="", rp=RP)
    spare = Member("Steph", type(steph.passkey)(), steph.token)
    proof = steph.proves(Purpose.ADD_PASSKEY)
    add_passkey(first, spare.passkey.create(options), name="Spare", proof=proof, rp=RP)
    spare.speaks_as("wv11")
    with reading() as session:
        second = people.passkeys(session, first.person)[1]
    remove_passkey(first, second.public_id, proof=steph.proves(Purpose.REMOVE_PASSKEY, second.public_id))
    with pytest.raises(LeaseOver):
        steph.holds("Road closed.", handle="wv11")


def test_words_of_somebody_who_lost_the_grant_go_to_whoever_undoes(cast: Cast, steph: Member, anna: Member) -> None:
    anna.speaks_as("wv11")
    post = anna.holds("Road closed.", handle="wv11")
    with reading() as session:
        grant = identities.grant_of(session, anna.caller.person, identities.usable(session, steph.caller.person, "wv11"))
    end_grant(steph.caller, grant.public_id, proof=steph.proves(Purpose.END_GRANT, grant.public_id))
    draft = steph.undoes(post)
    assert draft.person_id == steph.caller.person.id


def test_an_invitation_is_worth_no_more_than_its_maker_s_grant(cast: Cast, steph: Member, jo: Member) -> None:
    cast.grants(jo, "wv11", "keeper")
    token, _ = invite(jo.caller, "wv11", name="Kim", role="keeper", proof=jo.proves(Purpose.INVITE, "wv11"))
    with reading() as session:
        grant = identities.grant_of(session, jo.caller.person, identities.usable(session, steph.caller.person, "wv11"))
        made = invitations.of_link(session, token)
    assert made is not None
    end_grant(steph.caller, grant.public_id, proof=steph.proves(Purpose.END_GRANT, grant.public_id))
    with reading() as session:
        assert invitations.of_link(session, token) is None
    with pytest.raises(LinkDead):
        waits_at(token, "Nobody")


def test_no_line_holds_anything_by_which_words_could_be_guessed(steph: Member) -> None:
    steph.holds("I hate my boss")
    guess = digest(canonical({"text": "I hate my boss"}))
    lines: list[LedgerLine] = every_line()
    assert lines
    assert not [line for line in lines if guess in line.body or digest("I hate my boss") in line.body]
    with reading() as session:
        assert posts.next_due(session) is not None
