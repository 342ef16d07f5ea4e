"""Edits, removals and reading back on a network that answers as it is told to: in order, once, and never believed unasked."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pwa.actions.decide_fates import Fates, decide_fates
from pwa.actions.edit_due import take_edit_back
from pwa.actions.hold_post import hold_post
from pwa.actions.own_up import own_up, read_back_again
from pwa.courier import Courier
from pwa.networks.contract import Disconnected, Edited, TryLater, Unsure
from pwa.rules.delivery import SENDING_LEASE
from pwa.rules.own_up import Fate
from pwa.rules.refusals import AlreadyDone, NotFound, Stopped
from pwa.rules.room import Limits, Unit, stored
from pwa.rules.text import Unfit
from pwa.store import errands, identities, own_ups, posts
from pwa.store.rights import pending
from pwa.store.tables import Channel, Edit, Post, ReadBack
from pwa.store.transaction import reading, transaction
from tests.actions.looks import chain_of, lines, rest
from tests.actions.test_grants import ends, grant_of
from tests.actions.test_stop_everything import stops_all
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.changing import Changing

WINDOW = 13  # seconds, a personal one and its grace


@pytest.fixture
def far() -> Changing:
    return Changing()


@pytest.fixture
def courier(store: str, far: Changing, data: Path) -> Courier:
    return Courier({"noticeboard": far}, data)


@pytest.fixture
def out(steph: Member, clock: Clock, courier: Courier) -> Post:
    """A post that is out and owned up to, and not read back yet."""
    post = steph.holds("The bus leaves at nine.")
    clock.forward(WINDOW)
    courier.run_once()
    own_up(post.public_id, by=steph.caller.person)
    return post


def decides(member: Member, post: Post, fate: Fate, *words: str) -> None:
    with reading() as session:
        channels = identities.channels(session, identities.personal(session, member.caller.person))
    decide_fates(member.caller, post.public_id, Fates({one.public_id: fate for one in channels}, words), say=None)


def anna_is_out(anna: Member, courier: Courier, clock: Clock) -> Post:
    """Anna's, as WV11, and she has owned up to it."""
    anna.speaks_as("wv11")
    post = anna.holds("The bus leaves at nine.", handle="wv11")
    clock.forward(33)
    courier.run_once()
    own_up(post.public_id, by=anna.caller.person)
    return post


def official(member: Member, fate: Fate) -> Fates:
    """What somebody chooses for all that WV11 has."""
    with reading() as session:
        channels = identities.channels(session, identities.usable(session, member.caller.person, "wv11"))
    return Fates({channel.public_id: fate for channel in channels}, ["The bus leaves at ten."])


def edits_of(post: Post) -> list[Edit]:
    with reading() as session:
        return list(own_ups.edits_of(session, [one.receipt.id for one in own_ups.stood(session, post)]).values())


def read_backs_of(post: Post) -> dict[str, ReadBack]:
    with reading() as session:
        found = own_ups.read_backs_of(session, [one.receipt.id for one in own_ups.stood(session, post)])
    return {occasion: row for (_, occasion), row in found.items()}


def test_nothing_is_removed_before_its_copy_is_kept(out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock) -> None:
    far.standing_orders = [TryLater()]
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert far.order == ["look"]
    assert 0 < rest() < 30  # a courier wakes for it
    clock.forward(5)
    courier.run_once()
    assert far.order == ["look", "look", "retract", "look"]
    assert {occasion: row.answer for occasion, row in read_backs_of(out).items()} == {"before": "stands", "removed": "gone"}


def test_a_network_that_never_says_holds_a_removal_up_for_half_a_minute_at_most(
    out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    far.standing_orders = [TryLater()] * 9
    decides(steph, out, Fate.REMOVED)
    for _ in range(3):
        courier.run_once()
        clock.forward(21)
    assert "retract" in far.order
    assert read_backs_of(out)["before"].answer == "unknown"


def test_one_that_does_not_let_us_in_holds_it_up_no_longer_than_that(out: Post, steph: Member, far: Changing, courier: Courier) -> None:
    far.standing_orders = [Disconnected()]
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert far.order[:2] == ["look", "retract"]


def test_what_is_still_there_after_a_removal_is_said_and_asked_again(
    out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    far.standing_orders = ["truth", "there", "there", "there"]
    decides(steph, out, Fate.REMOVED)
    for _ in range(3):
        courier.run_once()
        clock.forward(21)
    assert (read_backs_of(out)["removed"].state, read_backs_of(out)["removed"].answer) == ("sent", "stands")
    read_back_again(out.public_id, by=steph.caller.person)
    courier.run_once()
    assert read_backs_of(out)["removed"].answer == "gone"


def test_an_edit_waits_as_long_as_a_post_and_can_be_taken_back(
    out: Post, steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    courier.run_once()
    assert far.edits == []
    [edit] = edits_of(out)
    with pytest.raises(NotFound):
        take_edit_back(edit.public_id, by=anna.caller.person)
    take_edit_back(edit.public_id, by=steph.caller.person)
    clock.forward(WINDOW)
    courier.run_once()
    assert far.edits == []
    decides(steph, out, Fate.EDITED, "The bus leaves at eleven.")
    clock.forward(WINDOW)
    courier.run_once()
    assert far.edits == ["The bus leaves at eleven."]
    with pytest.raises(AlreadyDone):
        take_edit_back(edits_of(out)[0].public_id, by=steph.caller.person)
    verbs = [line["verb"] for line in lines(chain_of("steph")) if line["verb"].startswith("edit")]
    assert verbs == ["edit_asked", "edit_dropped", "edit_asked", "edit_sent"]


@pytest.mark.parametrize("lost", [Unsure("asked, no answer"), TryLater(timedelta(seconds=3)), RuntimeError("bug")])
def test_an_edit_whose_answer_was_lost_is_asked_again_and_only_one_is_open(
    out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock, lost: Exception
) -> None:
    far.edit_orders = [lost]
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    clock.forward(WINDOW)
    courier.run_once()
    assert edits_of(out)[0].state == "due"
    with pytest.raises(Unfit, match="under way"):  # or the first, tried again, would put its words over these
        decides(steph, out, Fate.EDITED, "The bus leaves at noon.")
    clock.forward(20)
    courier.run_once()
    assert far.edits == ["The bus leaves at ten."]


def test_an_edit_whose_courier_died_is_asked_again(out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock) -> None:
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    courier.run_once()
    clock.forward(WINDOW)
    with transaction() as session:
        assert errands.claim_edit(session, "killed", ["noticeboard"])
    courier.run_once()
    assert far.edits == []
    clock.forward(SENDING_LEASE.total_seconds() + 1)
    courier.run_once()
    assert far.edits == ["The bus leaves at ten."]


@pytest.mark.parametrize("said", [Edited.GONE, Edited.NOT_OFFERED, Disconnected()])
def test_a_no_is_final_and_says_why(out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock, said: Any) -> None:
    far.edit_orders = [said]
    decides(steph, out, Fate.EDITED, "The bus leaves at ten.")
    clock.forward(WINDOW)
    courier.run_once()
    [edit] = edits_of(out)
    assert (edit.state, bool(edit.reason)) == ("refused", True)
    clock.forward(600)
    courier.run_once()
    assert far.edits == []


def test_an_edit_is_not_made_for_somebody_whose_right_has_ended(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    with reading() as session:
        wv11 = identities.usable(session, anna.caller.person, "wv11")
    ends(steph, grant_of(anna))
    with reading() as session:
        assert not pending(session, anna.caller.person, wv11)
    clock.forward(33)
    courier.run_once()
    assert (edits_of(post)[0].state, far.edits) == ("dropped", [])


def test_a_stop_ends_what_waits_to_be_changed_and_nothing_is_changed_by_itself_afterwards(
    steph: Member, anna: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    post = anna_is_out(anna, courier, clock)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    stops_all(steph)
    clock.forward(33)
    courier.run_once()
    assert (edits_of(post)[0].state, far.edits) == ("dropped", [])
    with pytest.raises(Stopped):
        decide_fates(anna.caller, post.public_id, official(anna, Fate.EDITED), say=None)
    decide_fates(anna.caller, post.public_id, official(anna, Fate.REMOVED), say=None)
    courier.run_once()
    assert len(far.withdrawn) == 1  # less said is not speech


def test_the_same_words_are_no_edit(out: Post, steph: Member) -> None:
    with pytest.raises(Unfit, match="instead"):
        decides(steph, out, Fate.EDITED, "The bus leaves at nine.")


@pytest.mark.parametrize("fate", [Fate.LEFT, Fate.REMOVED])
def test_a_correction_answers_what_stands_and_nothing_that_is_removed(
    out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock, fate: Fate
) -> None:
    """What it says of that is frozen at the hold: every attempt says the same."""
    with transaction() as session:
        [channel] = posts.channels_of(session, [out])[out.id]
        session.get_one(Channel, channel.id).limits = stored(Limits(500, Unit.GRAPHEMES, 4, 1_000_000, 100))
    true = "That last post went out by mistake. Sorry. Steph"
    draft = decide_fates(steph.caller, out.public_id, Fates({channel.public_id: fate}), say=true)
    hold_post(steph.caller, "steph", steph.words(true, draft=draft, version=1))
    clock.forward(WINDOW)
    courier.run_once()
    first, correction = far.published
    named = f"remote-{first.attempt_key}"
    assert (correction.reply_to, correction.corrects) == (named if fate is Fate.LEFT else None, named)
