"""The second telling of 2012: the reshare slipped out, and the first statement is a true one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pwa.actions.decide_fates import Fates, decide_fates
from pwa.actions.delete_words import delete_words
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.own_up import own_up
from pwa.actions.repost_words import repost_words
from pwa.actions.sign_ledger import verify_ledger
from pwa.courier import Courier
from pwa.rules.own_up import Fate
from pwa.rules.pictures import Placed
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import AlreadyDone, LeaseOver, NotFound
from pwa.rules.step_up import Purpose
from pwa.rules.truth import RecordSays
from pwa.rules.variant import Variant
from pwa.secrets import new_public_id, new_token
from pwa.store import drafts, identities, own_ups
from pwa.store.tables import Draft, Post
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines, on_the_board, reread, state_of
from tests.actions.test_uploads import brings
from tests.cast import Cast, Member
from tests.conftest import Clock

SLIP = "Look at this! [a political picture]"
TRUE = "That last post was mine, not Walsall Council's. It went out from the wrong account. Sorry. Jo"
LEFT = 33


@pytest.fixture
def slip(cast: Cast, clock: Clock, courier: Courier) -> Post:
    """It is out, and Jo sees it."""
    cast.jo.speaks_as("walsall")
    post = cast.jo.holds(SLIP, handle="walsall")
    clock.forward(LEFT)
    courier.run_once()
    assert on_the_board("walsall") == [SLIP]
    return post


def fates(post: Post, member: Member, fate: Fate, **more: Any) -> Fates:
    with reading() as session:
        identity = identities.usable(session, member.caller.person, "walsall")
        return Fates({channel.public_id: fate for channel in identities.channels(session, identity)}, **more)


def holds_the_draft(member: Member, draft: str, *parts: str, knows: bool = False) -> Post:
    with reading() as session:
        identity = identities.usable(session, member.caller.person, "walsall")
        row = drafts.mine(session, member.caller.person, identity, draft)
        said = parts or drafts.parts_of(session, [row])[row.id]
        words = member.words(*said, handle="walsall", draft=draft, version=row.version)
    return hold_post(member.caller, "walsall", replace(words, knows=knows))


def verbs() -> list[str]:
    return [line["verb"] for line in lines(chain_of("walsall"))]


def test_the_slip_is_owned_up_to_with_a_correction_that_is_held_like_any_post(
    cast: Cast, slip: Post, clock: Clock, courier: Courier
) -> None:
    jo = cast.jo
    another = jo.holds("And another thing.", handle="walsall")
    own_up(slip.public_id, by=jo.caller.person)
    assert (state_of(another), reread(another).parking_reason) == (PostState.PARKED, ParkingReason.OWNED_UP)
    draft = decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.LEFT), say=TRUE)
    assert draft
    correction = holds_the_draft(jo, draft)
    assert state_of(correction) == PostState.HELD
    assert on_the_board("walsall") == [SLIP]
    again = jo.undoes(correction)  # it has its window, and stays a correction through an undo
    correction = holds_the_draft(jo, again.public_id)
    clock.forward(LEFT)
    courier.run_once()
    assert on_the_board("walsall") == [SLIP, TRUE]
    assert reread(correction).corrects == slip.id
    held = [line for line in lines(chain_of("walsall")) if line["verb"] == "held"][-1]
    assert held["corrects"] == slip.public_id


def test_the_record_is_kept_before_anything_is_changed_and_the_network_is_asked_afterwards(
    cast: Cast, slip: Post, courier: Courier
) -> None:
    jo = cast.jo
    own_up(slip.public_id, by=jo.caller.person)
    decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.REMOVED), say=None)
    courier.run_once()
    assert on_the_board("walsall") == [None]
    told = [line for line in lines(chain_of("walsall")) if line["verb"] in ("owned_up", "read_back", "retraction_sent")]
    assert [(line["verb"], line.get("answer")) for line in told] == [
        ("owned_up", None),
        ("read_back", "stands"),
        ("retraction_sent", None),
        ("read_back", "gone"),
    ]
    [copy] = told[0]["copies"]
    with reading() as session:
        kept = dict(_texts(session))
    assert SLIP in kept[copy["words"]]
    assert SLIP in kept[told[1]["shown"]]


def _texts(session: Any) -> list[tuple[str, str]]:
    from sqlmodel import select

    from pwa.store.tables import LedgerText

    return [(row.digest, row.text) for row in session.exec(select(LedgerText))]


def test_saying_that_it_was_hacked_is_answered_with_what_the_record_says(cast: Cast, slip: Post) -> None:
    jo = cast.jo
    own_up(slip.public_id, by=jo.caller.person)
    draft = decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.LEFT), say=TRUE)
    assert draft
    with pytest.raises(RecordSays) as said:
        holds_the_draft(jo, draft, "Our account was hacked. We are sorry.")
    assert (said.value.post, said.value.claims) == (slip.public_id, ("hacked",))
    with pytest.raises(RecordSays):  # nor under the cover of an ordinary post
        jo.holds("We were hacked.", handle="walsall")
    holds_the_draft(jo, draft, "We were not hacked: it was one of us.")
    post = hold_post(jo.caller, "walsall", replace(jo.words("We were hacked!", handle="walsall"), knows=True))  # the person decides
    assert state_of(post) == PostState.HELD
    held = [line for line in lines(chain_of("walsall")) if line["verb"] == "held"][-1]
    assert held["held_against_the_record"]["about"] == slip.public_id


def test_what_was_held_before_is_asked_the_same_when_it_is_held_again(cast: Cast, slip: Post) -> None:
    jo = cast.jo
    early = jo.holds("Our account has been compromised.", handle="walsall")  # nobody has owned up to anything yet
    own_up(slip.public_id, by=jo.caller.person)
    assert state_of(early) == PostState.PARKED
    with pytest.raises(RecordSays):
        hold_again(jo.caller, early.public_id, hold_key=new_token())
    hold_again(jo.caller, early.public_id, hold_key=new_token(), knows=True)
    assert state_of(early) == PostState.HELD


@pytest.mark.parametrize("where", ["on one channel", "beside a picture"])
def test_so_is_what_one_channel_says_of_its_own_and_what_is_read_out_instead_of_a_picture(cast: Cast, slip: Post, where: str) -> None:
    jo, hacked = cast.jo, "We have been hacked."
    words = jo.words("The library is open.", handle="walsall")
    own: dict[str, Any] = {"variants": [Variant(words.channels[0], 1, hacked)]} if where == "on one channel" else {}
    seen: dict[str, Any] = {"pictures": [Placed(brings(jo).public_id, 1, hacked)]} if not own else {}
    early = hold_post(jo.caller, "walsall", replace(words, **own, **seen))
    own_up(slip.public_id, by=jo.caller.person)
    with pytest.raises(RecordSays):
        hold_again(jo.caller, early.public_id, hold_key=new_token())
    late = replace(words, draft=new_public_id(), page_key=new_token(), **own)
    with pytest.raises(RecordSays):
        hold_post(jo.caller, "walsall", late if own else replace(late, pictures=[Placed(brings(jo).public_id, 1, hacked)]))


def test_where_nothing_was_owned_up_to_nobody_is_asked(cast: Cast, slip: Post) -> None:
    assert state_of(cast.jo.holds("We were hacked.", handle="walsall")) == PostState.HELD


def test_correcting_takes_the_voice_and_removing_does_not(cast: Cast, slip: Post, clock: Clock, courier: Courier) -> None:
    jo = cast.jo
    clock.forward(16 * 60)
    own_up(slip.public_id, by=jo.caller.person)
    with pytest.raises(LeaseOver):
        decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.REMOVED), say=TRUE)
    courier.run_once()
    assert on_the_board("walsall") == [SLIP]  # all of it or nothing
    proof = jo.proves(Purpose.SPEAK_AS, "walsall")
    assert decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.LEFT), say=TRUE, to="walsall", proof=proof)
    jo.speaks_as("jo")
    assert decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.REMOVED), say=None) is None
    courier.run_once()
    assert on_the_board("walsall") == [None]


def test_the_words_go_home_as_a_draft_and_nothing_is_sent(cast: Cast, slip: Post, clock: Clock, courier: Courier) -> None:
    jo = cast.jo
    with pytest.raises(AlreadyDone):
        repost_words(jo.caller, slip.public_id)
    own_up(slip.public_id, by=jo.caller.person)
    draft = repost_words(jo.caller, slip.public_id)
    assert repost_words(jo.caller, slip.public_id) == draft
    with reading() as session:
        row = drafts.find(session, jo.caller.person, identities.personal(session, jo.caller.person), draft)
        assert isinstance(row, Draft)
        assert (row.origin, drafts.parts_of(session, [row])[row.id]) == ("moved", [SLIP])
    clock.forward(60)
    courier.run_once()
    assert on_the_board("jo") == []


def test_nobody_else_and_nothing_that_has_not_left(cast: Cast, slip: Post) -> None:
    with pytest.raises(NotFound):
        own_up(slip.public_id, by=cast.anna.caller.person)
    held = cast.jo.holds("Not yet.", handle="walsall")
    with pytest.raises(AlreadyDone):
        own_up(held.public_id, by=cast.jo.caller.person)
    own_up(slip.public_id, by=cast.jo.caller.person)
    own_up(slip.public_id, by=cast.jo.caller.person)
    assert verbs().count("owned_up") == 1
    with pytest.raises(NotFound):
        decide_fates(cast.anna.caller, slip.public_id, Fates({}), say=None)
    with reading() as session:
        assert own_ups.of(session, slip) is not None


def test_a_personal_slip_is_owned_up_to_in_the_persons_own_chain(cast: Cast, clock: Clock, courier: Courier) -> None:
    anna = cast.anna
    post = anna.holds("There is a man on this bus.")
    clock.forward(13)
    courier.run_once()
    own_up(post.public_id, by=anna.caller.person)
    courier.run_once()
    assert {"owned_up", "read_back"} <= {line["verb"] for line in lines(chain_of("anna"))}
    assert not {"owned_up", "read_back"} & {line["verb"] for line in lines(chain_of("wv11"))}


def test_the_words_of_a_correction_are_deleted_beside_what_it_corrects_too(
    cast: Cast, slip: Post, clock: Clock, courier: Courier, data: Path
) -> None:
    jo = cast.jo
    own_up(slip.public_id, by=jo.caller.person)
    draft = decide_fates(jo.caller, slip.public_id, fates(slip, jo, Fate.LEFT), say=TRUE)
    assert draft
    correction = holds_the_draft(jo, draft)
    clock.forward(LEFT)
    courier.run_once()
    delete_words(jo.caller, correction.public_id, proof=jo.proves(Purpose.DELETE_WORDS, correction.public_id))
    with reading() as session:
        kept = [text for _, text in _texts(session)]
    assert TRUE not in kept
    assert any(SLIP in text for text in kept)
    courier.run_once()
    assert verify_ledger(data).faults == []
