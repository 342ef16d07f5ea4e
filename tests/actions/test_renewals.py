"""What lets us into a Channel is renewed in time and never while something is sent there; a no is known before anybody needs it."""

from pathlib import Path

from sqlalchemy import text

from pwa.actions.place_of import place_of
from pwa.actions.release_due import release_due
from pwa.actions.renew_access import renew_access
from pwa.actions.watch_channel import watch_channel
from pwa.courier import Courier
from pwa.networks.contract import Disconnected
from pwa.networks.mastodon import Mastodon
from pwa.outbound import ANY_NAME, Way
from pwa.rules.channel import needs_reconnecting
from pwa.rules.delivery import DeliveryState
from pwa.store import channels, engine
from pwa.store.tables import Channel
from pwa.store.transaction import transaction
from tests.actions.conftest import Journeys
from tests.actions.test_channels import again, held, states, verbs
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import StandIn


def test_tokens_are_renewed_with_a_quarter_of_their_time_left(channel: Channel, journeys: Journeys, clock: Clock, data: Path) -> None:
    clock.forward(5300)
    assert renew_access(**journeys.how) == 0
    clock.forward(200)
    assert renew_access(**journeys.how) == 1
    fresh = again(channel)
    assert place_of(fresh, data).access["token"] != place_of(channel, data).access["token"]
    assert fresh.access_ends_at is not None
    assert channel.access_ends_at is not None
    assert fresh.access_ends_at > channel.access_ends_at
    assert renew_access(**journeys.how) == 0


def test_a_no_marks_the_channel_before_anybody_needs_it(steph: Member, channel: Channel, journeys: Journeys, clock: Clock) -> None:
    journeys.instance.shuts_out()
    clock.forward(5500)
    renew_access(**journeys.how)
    assert needs_reconnecting(again(channel).trouble_since, None, channel.connected_at)
    assert verbs(steph)[-1] == "access_lost"
    clock.forward(86400)
    assert renew_access(**journeys.how) == 0  # it is for a person now


def test_what_never_ends_is_looked_at_once_a_day(steph: Member, journeys: Journeys, clock: Clock) -> None:
    channel = journeys.connects(steph)
    before = len(verbs(steph))
    clock.forward(86401)
    assert renew_access(**journeys.how) == 1
    assert len(verbs(steph)) == before  # nothing changed, so nothing is written
    journeys.instance.shuts_out()
    clock.forward(86401)
    renew_access(**journeys.how)
    assert again(channel).trouble_since is not None


def test_a_network_that_is_away_is_asked_again_in_five_minutes(channel: Channel, journeys: Journeys, clock: Clock) -> None:
    journeys.instance.silent = True
    clock.forward(5500)
    assert renew_access(**journeys.how) == 1
    assert renew_access(**journeys.how) == 0
    assert again(channel).trouble_since is None
    journeys.instance.silent = False
    clock.forward(301)
    assert renew_access(**journeys.how) == 1
    assert again(channel).access_ends_at != channel.access_ends_at


def test_nobody_renews_while_something_is_sent_there_and_nothing_is_sent_meanwhile(
    steph: Member, channel: Channel, journeys: Journeys, clock: Clock, data: Path, store: str
) -> None:
    post = held(steph)
    clock.forward(5500)
    with engine.engine().execution_options(writes=True).begin() as connection:  # it is due in time, although we jump
        connection.execute(text(f"UPDATE posts SET due_at = due_at + {5460 * 1_000_000}"))
    renewals: list[int] = []
    far = StandIn()
    far.meanwhile = lambda: renewals.append(renew_access(**journeys.how))
    with transaction() as session:
        taken = channels.to_renew(session, ["mastodon"])
    assert taken is not None
    courier = Courier({"mastodon": far, "noticeboard": StandIn()}, data)
    courier.run_once()
    assert states(post)["mastodon"] is DeliveryState.DUE  # its tokens are just being renewed
    clock.forward(61)  # whoever was at it died
    courier.run_once()
    assert (states(post)["mastodon"], renewals) == (DeliveryState.SENT, [0])
    assert renew_access(**journeys.how) == 1


def test_a_post_that_is_not_let_in_marks_the_channel(steph: Member, channel: Channel, clock: Clock, data: Path) -> None:
    far = StandIn()
    far.answers["The bridge is closed."] = [Disconnected()]
    post = held(steph)
    clock.forward(33)
    Courier({"mastodon": far, "noticeboard": StandIn()}, data).run_once()
    assert states(post)["mastodon"] is DeliveryState.REFUSED
    assert again(channel).trouble_since is not None
    assert "access_lost" in verbs(steph)


def test_a_channel_that_is_busy_keeps_nobody_behind_it_waiting(steph: Member, channel: Channel, journeys: Journeys, clock: Clock) -> None:
    journeys.connects(steph, steph.handle, account="2")
    post = held(steph)
    clock.forward(33)
    release_due()
    with engine.engine().execution_options(writes=True).begin() as connection:
        sending = "UPDATE deliveries SET state = 'sending', lease_owner = 'x', lease_until = 9000000000000000 WHERE channel_id = :it"
        connection.execute(text(sending), {"it": channel.id})
    clock.forward(5500)
    assert states(post)["mastodon"] is DeliveryState.SENDING
    assert renew_access(**journeys.how) == 1
    assert again(channel).access_ends_at == channel.access_ends_at


def test_a_look_that_is_not_let_in_has_it_asked_at_once(steph: Member, journeys: Journeys, clock: Clock, data: Path) -> None:
    channel = journeys.connects(steph)  # its tokens do not end, so it would be asked once a day
    journeys.instance.shuts_out()
    anywhere = Way(ANY_NAME, loopback=True, reuse=False)
    assert watch_channel({"mastodon": Mastodon(anywhere)}, folder=data) == 1
    renew_access(**journeys.how)
    assert again(channel).trouble_since is not None
