"""Edits, removals and reading back on a network that answers as it is told to: in order, once, and never believed unasked."""

from pathlib import Path

import pytest

from pwa.actions.decide_fates import Fates, decide_fates
from pwa.actions.hold_post import hold_post
from pwa.actions.own_up import own_up, read_back_again
from pwa.courier import Courier
from pwa.networks.contract import Disconnected, TryLater
from pwa.rules.own_up import Fate
from pwa.rules.room import Limits, Unit, stored
from pwa.store import identities, own_ups, posts
from pwa.store.tables import Channel, Edit, Post, ReadBack
from pwa.store.transaction import reading, transaction
from tests.actions.looks import rest
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


def test_a_removal_that_a_network_took_and_did_not_make_can_be_asked_for_once_more(
    out: Post, steph: Member, far: Changing, courier: Courier, clock: Clock
) -> None:
    far.standing_orders = ["truth", "there", "there", "there"]
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    decides(steph, out, Fate.REMOVED)  # while it is asked whether it is gone, asking twice asks once
    for _ in range(2):
        clock.forward(21)
        courier.run_once()
    assert (len(far.withdrawn), read_backs_of(out)["removed"].answer) == (1, "stands")
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert (len(far.withdrawn), read_backs_of(out)["removed"].answer) == (2, "gone")
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert len(far.withdrawn) == 2


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
