"""What ends a yes that was given: the right of whoever said it, the passkey that said it, another place to post to. On both databases."""

import pytest

from pwa.actions.approve_post import approve_post
from pwa.actions.end_grant import end_grant
from pwa.actions.remove_passkey import remove_passkey
from pwa.rules.payload import yes_to
from pwa.rules.post import ParkingReason
from pwa.rules.refusals import NotFound
from pwa.rules.step_up import Purpose
from pwa.store import identities, people
from pwa.store.tables import Channel, Post
from pwa.store.transaction import reading, transaction
from tests.actions.conftest import WORDS, Journeys
from tests.actions.second_person import MUST, approval_of, asks_for, now_of, says_yes
from tests.cast import Member


@pytest.fixture
def asked(speaking: Member, anna: Member) -> Post:
    """Steph has held it as WV11, and Anna is asked."""
    asks_for(speaking, MUST)
    return speaking.holds(WORDS, handle="wv11")


def test_a_yes_ends_with_the_grant_of_whoever_said_it(asked: Post, speaking: Member, anna: Member) -> None:
    says_yes(anna, asked)
    ends_grant(speaking, anna)
    assert (now_of(asked).state, now_of(asked).parking_reason) == ("parked", ParkingReason.APPROVAL_LOST)
    assert approval_of(asked).ended_why == "grant_ended"


def test_and_whoever_lost_theirs_says_none(asked: Post, speaking: Member, anna: Member) -> None:
    meant = yes_to(asked.public_id, approval_of(asked).payload_digest)
    proof = anna.proves(Purpose.APPROVE, meant)
    ends_grant(speaking, anna)
    with pytest.raises(NotFound):
        approve_post(anna.caller, asked.public_id, meant=meant, proof=proof)


def test_a_yes_ends_with_the_passkey_that_said_it(asked: Post, anna: Member) -> None:
    says_yes(anna, asked)
    with transaction() as session:  # a second one, so that the first can go
        [first] = people.passkeys(session, anna.caller.person)
        spare = first.model_copy(update={"id": None, "public_id": "b" * 16, "credential_id": b"spare"})
        session.add(type(first)(**spare.model_dump()))
    proof = anna.proves(Purpose.REMOVE_PASSKEY, first.public_id)
    remove_passkey(anna.caller, first.public_id, proof=proof)
    assert (now_of(asked).state, approval_of(asked).ended_why) == ("parked", "passkey_removed")


@pytest.mark.one_store
def test_a_yes_ends_when_a_place_is_added_and_not_when_one_lets_us_in_again(
    asked: Post, speaking: Member, anna: Member, channel: Channel, journeys: Journeys
) -> None:
    says_yes(anna, asked)
    journeys.connects(speaking)
    assert now_of(asked).state == "held"
    journeys.connects(speaking, account="2")
    assert (now_of(asked).state, approval_of(asked).ended_why) == ("parked", "channels_changed")


def ends_grant(keeper: Member, member: Member) -> None:
    with reading() as session:
        identity = identities.usable(session, keeper.caller.person, "wv11")
        [grant] = [one for one, who in identities.members(session, identity) if who.id == member.caller.person.id]
    end_grant(keeper.caller, grant.public_id, proof=keeper.proves(Purpose.END_GRANT, grant.public_id))
