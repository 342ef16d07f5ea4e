"""A Channel after it was connected: the same account again, another one, posts that go there, disconnected."""

from pathlib import Path

import pytest

from pwa.actions.begin_connection import begin_reconnection
from pwa.actions.disconnect_channel import disconnect_channel
from pwa.actions.finish_connection import finish_connection
from pwa.actions.place_of import place_of
from pwa.courier import Courier
from pwa.rules.delivery import DeliveryState
from pwa.rules.post import ParkingReason, PostState
from pwa.rules.refusals import NotAllowed, NotFound, StepUpRefused
from pwa.rules.step_up import Purpose
from pwa.store import channels, deliveries
from pwa.store.tables import Channel, Post
from pwa.store.transaction import reading, transaction
from tests.actions.conftest import BACK, Journeys
from tests.actions.test_connecting import channels_of, record
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import StandIn


def again(channel: Channel) -> Channel:
    with reading() as session:
        return session.get_one(Channel, channel.id)


def reconnects(steph: Member, channel: Channel, journeys: Journeys) -> str:
    begun = begin_reconnection(steph.caller, channel.public_id, back=BACK, **journeys.how)
    return finish_connection(steph.caller, *journeys.says_yes(begun.step), **journeys.how)


def disconnects(member: Member, channel: Channel, journeys: Journeys) -> tuple[int, str]:
    proof = member.proves(Purpose.DISCONNECT_CHANNEL, channel.public_id)
    return disconnect_channel(member.caller, channel.public_id, proof=proof, **journeys.how)[1:]


def verbs(steph: Member) -> list[str]:
    return [line["verb"] for line in record(steph)]


def held(steph: Member) -> Post:
    steph.speaks_as("wv11")
    return steph.holds("The bridge is closed.", handle="wv11")


def states(post: Post) -> dict[str, DeliveryState]:
    with reading() as session:
        return {channel.network: DeliveryState(one.state) for one, channel, *_ in deliveries.of_posts(session, [post])[post.id]}


def reread(post: Post) -> Post:
    with reading() as session:
        return session.get_one(Post, post.id)


# Again ----------------------------------------------------------------------------------------------------------------


def test_the_same_account_again_mends_it(steph: Member, channel: Channel, journeys: Journeys, data: Path) -> None:
    journeys.instance.shuts_out()
    with transaction() as session:
        channels.in_trouble(session, again(channel), channel.connected_at)
    journeys.says_it_is(steph, reconnects(steph, channel, journeys))
    mended = again(channel)
    assert mended.trouble_since is None
    assert place_of(mended, data).access["token"] in journeys.instance.tokens
    assert verbs(steph)[-1] == "channel_reconnected"


def test_another_account_is_refused_and_named(steph: Member, channel: Channel, journeys: Journeys, data: Path) -> None:
    journeys.instance.signed_in = "2"
    journey = reconnects(steph, channel, journeys)
    with pytest.raises(NotAllowed, match=r"This is @steph.*and the channel is @clerk"):
        journeys.says_it_is(steph, journey, "2")
    assert [one.handle for one in channels_of(steph)] == [channel.handle]
    assert again(channel).credentials == channel.credentials


def test_a_speaker_reconnects_and_disconnects_nothing(
    steph: Member, anna: Member, jo: Member, channel: Channel, journeys: Journeys
) -> None:
    for member in (anna, jo):
        with pytest.raises(NotFound):
            reconnects(member, channel, journeys)
        with pytest.raises(NotFound):
            disconnects(member, channel, journeys)


# Disconnected ---------------------------------------------------------------------------------------------------------


def test_disconnected_it_opens_nothing_here_or_there(steph: Member, channel: Channel, journeys: Journeys) -> None:
    parked, left = disconnects(steph, channel, journeys)
    assert (parked, left) == (0, "")
    assert channels_of(steph) == []
    assert again(channel).credentials is None
    assert journeys.instance.tokens == {}
    assert verbs(steph)[-1] == "channel_disconnected"


def test_what_is_held_for_it_is_parked_and_what_is_due_does_not_leave(
    steph: Member, channel: Channel, journeys: Journeys, clock: Clock, data: Path
) -> None:
    gone = held(steph)
    clock.forward(33)
    Courier({"noticeboard": StandIn()}, data).run_once()
    waiting = held(steph)
    assert disconnects(steph, channel, journeys)[0] == 1
    assert (reread(waiting).state, reread(waiting).parking_reason) == (PostState.PARKED, ParkingReason.CHANNEL_GONE)
    assert states(gone) == {"noticeboard": DeliveryState.SENT, "mastodon": DeliveryState.PARKED}


def test_what_its_server_does_not_take_back_is_said(steph: Member, channel: Channel, journeys: Journeys) -> None:
    journeys.instance.revokes = False
    assert "authorised apps" in disconnects(steph, channel, journeys)[1]


def test_a_server_that_is_away_does_not_keep_it_connected(steph: Member, channel: Channel, journeys: Journeys) -> None:
    journeys.instance.silent = True
    assert "could not be told" in disconnects(steph, channel, journeys)[1]
    assert channels_of(steph) == []


def test_it_takes_a_finger_for_just_this(steph: Member, channel: Channel, journeys: Journeys) -> None:
    for proof in (0, steph.proves(Purpose.CONNECT_CHANNEL, channel.public_id), steph.proves(Purpose.DISCONNECT_CHANNEL, "another")):
        with pytest.raises(StepUpRefused):
            disconnect_channel(steph.caller, channel.public_id, proof=proof, **journeys.how)
    assert len(channels_of(steph)) == 1


def test_the_noticeboard_stays(steph: Member, journeys: Journeys) -> None:
    with reading() as session:
        board = session.get_one(Channel, 1)
    with pytest.raises(NotAllowed):
        disconnects(steph, board, journeys)


def test_connected_again_to_the_same_identity_it_is_the_same_channel(steph: Member, channel: Channel, journeys: Journeys) -> None:
    disconnects(steph, channel, journeys)
    assert journeys.connects(steph).public_id == channel.public_id


def test_connected_to_another_identity_afterwards_it_is_another_channel(
    steph: Member, jo: Member, channel: Channel, journeys: Journeys
) -> None:
    disconnects(steph, channel, journeys)
    assert journeys.connects(jo, "walsall").public_id != channel.public_id
    with pytest.raises(NotAllowed):
        journeys.connects(steph)


def test_a_post_to_a_connected_channel_goes_there(steph: Member, channel: Channel, clock: Clock, data: Path) -> None:
    far = StandIn()
    post = held(steph)
    clock.forward(33)
    Courier({"mastodon": far, "noticeboard": StandIn()}, data).run_once()
    assert states(post) == {"noticeboard": DeliveryState.SENT, "mastodon": DeliveryState.SENT}
    assert [part.text for part in far.published] == ["The bridge is closed."]
