"""A channel that is for emergencies only: who opens it, for how long, and that nothing goes past its end; on both databases."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pwa.actions.close_channel import close_channel
from pwa.actions.mark_channel import mark_channel
from pwa.actions.move_draft import move_draft
from pwa.actions.open_channel import open_channel
from pwa.courier import Courier
from pwa.rules.emergency import OpenFor
from pwa.rules.refusals import AlreadyDone, NotFound, StepUpRefused
from pwa.rules.settling import Answer
from pwa.rules.step_up import Purpose
from pwa.rules.text import Unfit
from pwa.store import drafts, identities, sessions
from pwa.store.tables import Channel, Post
from pwa.store.transaction import reading
from tests.actions.conftest import LEAVES, WORDS
from tests.actions.looks import chain_of, deliveries_of, lines, states_of
from tests.cast import Member
from tests.conftest import Clock
from tests.stuck import says

LONDON = ZoneInfo("Europe/London")
HOUR = 3600


def board(member: Member) -> Channel:
    """WV11's first channel."""
    with reading() as session:
        return identities.channels(session, identities.usable(session, member.caller.person, "wv11"))[0]


def marks(keeper: Member, *, emergency_only: bool = True) -> Channel:
    channel = board(keeper)
    proof = keeper.proves(Purpose.MARK_CHANNEL, channel.public_id)
    mark_channel(keeper.caller, channel.public_id, emergency_only=emergency_only, proof=proof)
    return board(keeper)


def opens(keeper: Member, why: str = "The canal is over its banks.", chosen: OpenFor = OpenFor.HOUR) -> None:
    channel = board(keeper)
    how: dict[str, Any] = {"why": why, "chosen": chosen, "zone": LONDON}
    open_channel(keeper.caller, channel.public_id, proof=keeper.proves(Purpose.OPEN_CHANNEL, channel.public_id), **how)


def record() -> list[str]:
    return [line["verb"] for line in lines(chain_of("wv11"))]


@pytest.fixture
def closed(speaking: Member) -> Channel:
    """Steph speaks as WV11, whose noticeboard is for emergencies only."""
    return marks(speaking)


def test_nobody_holds_anything_for_a_closed_channel(speaking: Member, anna: Member, closed: Channel) -> None:
    anna.speaks_as("wv11")
    for member in (speaking, anna):
        words = member.words(WORDS, handle="wv11")
        with pytest.raises(Unfit, match="wv11 is for emergencies only, and closed"):
            member.holds(WORDS, handle="wv11")
        assert words.channels == [closed.public_id]
    with reading() as session:
        assert drafts.open_of(session, anna.caller.person, identities.usable(session, anna.caller.person, "wv11")) == []


def test_opened_it_takes_posts_until_it_closes_by_itself(speaking: Member, closed: Channel, courier: Courier, clock: Clock) -> None:
    opens(speaking)
    post = speaking.holds(WORDS, handle="wv11")
    clock.forward(LEAVES)
    courier.run_once()
    assert states_of(post) == ["sent"]
    clock.forward(HOUR)
    speaking.speaks_as("wv11")
    with pytest.raises(Unfit):
        speaking.holds(WORDS, handle="wv11")


def test_words_that_move_to_its_identity_do_not_tick_it(speaking: Member, closed: Channel) -> None:
    opens(speaking)
    speaking.speaks_as(speaking.handle)
    moved = move_draft(speaking.caller, speaking.handle, speaking.words("Bins"), to="wv11", proof=speaking.proves(Purpose.SPEAK_AS, "wv11"))
    with reading() as session:
        draft = drafts.mine(session, speaking.caller.person, identities.usable(session, speaking.caller.person, "wv11"), moved)
        assert drafts.channels_of(session, draft) == set()


def test_only_a_keeper_opens_marks_or_closes_it(speaking: Member, anna: Member, jo: Member, closed: Channel) -> None:
    for member in (anna, jo):
        for act in (marks_as, opens_as, closes_as):
            with pytest.raises(NotFound):
                act(member, closed.public_id)
    assert board(speaking).open_until is None


def marks_as(member: Member, public_id: str) -> None:
    mark_channel(member.caller, public_id, emergency_only=False, proof=member.proves(Purpose.MARK_CHANNEL, public_id))


def opens_as(member: Member, public_id: str) -> None:
    how: dict[str, Any] = {"why": "Because.", "chosen": OpenFor.WEEK, "zone": LONDON}
    open_channel(member.caller, public_id, proof=member.proves(Purpose.OPEN_CHANNEL, public_id), **how)


def closes_as(member: Member, public_id: str) -> None:
    close_channel(member.caller, public_id)


def test_opening_and_marking_take_a_finger_each_for_just_that(speaking: Member, closed: Channel) -> None:
    how: dict[str, Any] = {"why": "Because.", "chosen": OpenFor.HOUR, "zone": LONDON}
    for proof in (0, speaking.proves(Purpose.MARK_CHANNEL, closed.public_id), speaking.proves(Purpose.OPEN_CHANNEL, "another")):
        with pytest.raises(StepUpRefused):
            open_channel(speaking.caller, closed.public_id, proof=proof, **how)
    proof = speaking.proves(Purpose.OPEN_CHANNEL, closed.public_id)
    with pytest.raises(StepUpRefused):
        mark_channel(speaking.caller, closed.public_id, emergency_only=False, proof=proof)


def test_what_is_not_marked_is_not_opened_and_a_personal_voice_knows_no_emergencies(speaking: Member) -> None:
    with pytest.raises(AlreadyDone):
        opens(speaking)
    with reading() as session:
        [own] = identities.channels(session, identities.personal(session, speaking.caller.person))
    with pytest.raises(NotFound):
        marks_as(speaking, own.public_id)


def test_each_step_has_its_line(speaking: Member, closed: Channel) -> None:
    opens(speaking)
    close_channel(speaking.caller, closed.public_id)
    close_channel(speaking.caller, closed.public_id)
    marks(speaking, emergency_only=False)
    assert record()[-4:] == ["emergency_only_set", "channel_opened", "channel_closed", "emergency_only_lifted"]
    line = lines(chain_of("wv11"))[-3]
    assert (line["account"], len(line["until"])) == ("wv11", len("2026-11-26T10:00:00.000000+00:00"))
    assert "canal" not in str(line)


def test_everybody_who_may_speak_is_told_but_the_one_who_did_it(speaking: Member, anna: Member, jo: Member, closed: Channel) -> None:
    elsewhere = speaking.another_browser()
    opens(speaking)
    with reading() as session:
        notices = [sessions.notices(session, member.caller.session.id) for member in (speaking, elsewhere, anna, jo)]
    told = [[one for one in some if "wv11" in one.text and "canal" in one.text] for some in notices]  # keepers hear of other things too
    assert [len(one) for one in told] == [0, 1, 1, 0]
    assert "The canal is over its banks" in told[2][0].text


def test_nothing_is_held_that_would_leave_after_the_end(speaking: Member, closed: Channel, clock: Clock) -> None:
    opens(speaking)
    clock.forward(HOUR - LEAVES + 2)
    speaking.speaks_as("wv11")
    with pytest.raises(Unfit, match="closes before this would leave"):
        speaking.holds(WORDS, handle="wv11")


def test_what_was_held_in_time_does_not_go_out_once_it_is_closed(speaking: Member, closed: Channel, courier: Courier, clock: Clock) -> None:
    post = stopped(speaking, closed, courier, clock)
    assert states_of(post) == ["parked", "parked"]
    assert deliveries_of(post)[0].reason == "This channel is for emergencies only, and it was closed before this left."
    assert record()[-2:] == ["delivery_parked", "delivery_parked"]


def stopped(keeper: Member, closed: Channel, courier: Courier, clock: Clock) -> Post:
    """A series of two, held while it was open, and closed on in its window."""
    opens(keeper)
    post = keeper.holds("One", "Two", handle="wv11")
    close_channel(keeper.caller, closed.public_id)
    clock.forward(LEAVES)
    courier.run_once()
    return post


def test_a_person_sends_what_was_stopped_once_it_is_open_again(speaking: Member, closed: Channel, courier: Courier, clock: Clock) -> None:
    post = stopped(speaking, closed, courier, clock)
    with pytest.raises(Unfit, match="emergencies only"):
        says(speaking, Answer.AGAIN, post)
    assert states_of(post) == ["parked", "parked"]
    opens(speaking)
    says(speaking, Answer.AGAIN, post)
    courier.run_once()
    assert states_of(post) == ["sent", "sent"]


def test_a_mark_that_is_set_in_the_window_stops_it_too(speaking: Member, courier: Courier, clock: Clock) -> None:
    post = speaking.holds(WORDS, handle="wv11")
    marks(speaking)
    clock.forward(LEAVES)
    courier.run_once()
    assert states_of(post) == ["parked"]
