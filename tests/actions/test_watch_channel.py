"""A post on an official channel that never came from here is told to every keeper, once; what we sent ourselves never is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select, update

from pwa import clock as product_clock
from pwa.actions.know_outside_post import know_outside_post
from pwa.actions.watch_channel import EVERY
from pwa.courier import Courier
from pwa.herald import Herald
from pwa.networks.contract import Accepted, Found, Limits, Outgoing, Place, Refused, Seen, TryLater, Unit
from pwa.rules import room
from pwa.rules.refusals import NotFound
from pwa.store import sessions
from pwa.store.tables import Channel, Identity, OutsidePost
from pwa.store.transaction import reading, transaction
from tests.actions.conftest import hears
from tests.actions.looks import chain_of, lines
from tests.cast import Cast, Member
from tests.conftest import Clock
from tests.networks.roomy import Roomy
from tests.networks.stand_in import UNSURE, StandIn
from tests.push_service import PushService

LEFT = 33  # seconds after which an official post has left
HACKED = "Buy these coins."


class Public(StandIn):
    """A network whose accounts anybody can look at; `others` is what somebody else put there."""

    def __init__(self) -> None:
        super().__init__()
        self.others: list[Seen | Exception] = []
        self.looked_at: list[str] = []
        self.nameless = False
        self.usual: Limits | None = None  # what is said of its room while it is away

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        sent = super().publish(part, place)
        if self.nameless:
            self.published.clear()
        return Accepted(f"unnamed:{part.attempt_key}", "") if self.nameless else sent

    def limits(self, place: Place) -> Limits:
        return self.usual or super().limits(place)

    def knows_limits(self, _: Place) -> bool:
        return self.usual is None

    def recent(self, place: Place) -> Sequence[Seen]:
        self.looked_at.append(place.handle)
        for one in self.others:
            if isinstance(one, Exception):
                raise one
        ours = [seen(self._accepted(part, place).remote_id, part.text) for part in self.published]
        return [*ours, *(one for one in self.others if isinstance(one, Seen))]


def seen(remote_id: str, text: str, ago: timedelta = timedelta()) -> Seen:
    return Seen(remote_id, f"https://social.example/{remote_id}", text, product_clock.now() - ago)


@pytest.fixture
def network() -> Public:
    return Public()


@pytest.fixture
def courier(network: Public, steph: Member, data: Path) -> Courier:
    """It knows one network, on which WV11 has an account, and Steph one of her own."""
    with transaction() as session:
        for identity in session.exec(select(Identity).where(Identity.handle.in_(["wv11", "steph"]))):  # type: ignore[attr-defined]
            named, at = f"far-{identity.handle}", datetime.now(UTC)
            there = Channel(
                identity_id=identity.id, network="far", handle=identity.handle, remote_id=named, connected_at=at, connected_by=1
            )
            session.add(there)
    return Courier({"noticeboard": StandIn(), "far": network}, data)


def told(member: Member) -> list[str]:
    with reading() as session:
        return [notice.text for notice in sessions.notices(session, member.caller.session.id)]


def written(verb: str) -> list[dict[str, Any]]:
    """The lines of WV11's organisation with this verb."""
    return [line for line in lines(chain_of("wv11")) if line["verb"] == verb]


def strange() -> list[str]:
    with reading() as session:
        return list(session.exec(select(OutsidePost.text)))


def test_a_post_from_somewhere_else_is_told_to_every_keeper_once(courier: Courier, network: Public, cast: Cast, clock: Clock) -> None:
    network.others = [seen("9", HACKED)]
    courier.run_once()
    clock.forward(EVERY.total_seconds() + 1)
    courier.run_once()
    assert strange() == [HACKED]
    assert len(told(cast.steph)) == 1
    assert "from somewhere else" in told(cast.steph)[0]
    assert "WV11" in told(cast.steph)[0]
    assert told(cast.anna) == []  # she speaks for it, and keeps it not
    assert told(cast.jo) == []
    [line] = written("posted_from_elsewhere")
    assert line["address"] == "https://social.example/9"
    assert HACKED not in str(line)


def test_personal_channels_are_nobodys_business(courier: Courier, network: Public) -> None:
    courier.run_once()
    assert network.looked_at == ["wv11"]


def test_how_much_each_channel_takes_is_learnt_and_not_forgotten(courier: Courier, network: Public, clock: Clock) -> None:
    """Of personal ones too; a server that is away takes no less than before."""
    for usual in (None, Limits(500, Unit.GRAPHEMES, 4, 1, 1)):
        network.usual = usual
        courier.run_once()
        clock.forward(EVERY.total_seconds() + 1)
    with reading() as session:
        kept = session.exec(select(Channel).where(Channel.network == "far")).all()
    assert [room.read(channel.limits) for channel in kept] == [Roomy().limits(Place("", ""))] * 2


def test_it_is_looked_at_no_more_often_than_it_should(courier: Courier, network: Public, clock: Clock) -> None:
    for _ in range(3):
        courier.run_once()
    assert len(network.looked_at) == 1
    clock.forward(EVERY.total_seconds() + 1)
    courier.run_once()
    assert len(network.looked_at) == 2


def test_what_we_sent_is_ours(courier: Courier, network: Public, steph: Member, clock: Clock) -> None:
    steph.speaks_as("wv11")
    steph.holds("Bins a day late", handle="wv11")
    clock.forward(LEFT)
    courier.run_once()
    clock.forward(EVERY.total_seconds() + 1)
    courier.run_once()
    assert len(network.looked_at) == 2
    assert strange() == []


def test_while_something_of_ours_is_in_doubt_nobody_is_accused(courier: Courier, network: Public, steph: Member, clock: Clock) -> None:
    steph.speaks_as("wv11")
    network.answers["Bins a day late"], network.arrives_anyway = [UNSURE], {"Bins a day late"}
    network.looks = [Found.CANNOT_TELL] * 9
    steph.holds("Bins a day late", handle="wv11")
    clock.forward(LEFT)
    courier.run_once()
    assert network.looked_at
    assert strange() == []
    for seconds in (6, 21, 61, 301, EVERY.total_seconds() + 1):
        clock.forward(seconds)
        courier.run_once()
    assert strange() == []  # from here on it waits for a person, who may take days: that hides no stranger
    network.others = [seen("9", HACKED)]
    clock.forward(EVERY.total_seconds() + 1)
    courier.run_once()
    assert strange() == [HACKED]


def test_what_is_there_and_nobody_says_where_is_ours(courier: Courier, network: Public, steph: Member, clock: Clock) -> None:
    """X calls the same words again a duplicate, and names no post: our own key stands for its id."""
    network.nameless = True
    steph.speaks_as("wv11")
    steph.holds("Bins a day late", handle="wv11")
    clock.forward(LEFT)
    courier.run_once()
    network.others = [seen("1990", "Bins a day late")]
    clock.forward(EVERY.total_seconds() + 1)
    courier.run_once()
    assert strange() == []


def test_a_post_from_the_far_future_is_evidence_of_now(courier: Courier, network: Public) -> None:
    network.others = [Seen("9", "https://social.example/9", HACKED, datetime.fromisoformat("9999-12-31T23:59:59-14:00"))]
    courier.run_once()
    with reading() as session:
        assert session.exec(select(OutsidePost)).one().posted_at <= product_clock.now()


def test_what_was_there_before_it_was_connected_is_no_news(courier: Courier, network: Public) -> None:
    network.others = [seen("1", "Years ago", ago=timedelta(days=400))]
    courier.run_once()
    assert strange() == []


@pytest.mark.parametrize("trouble", [TryLater(), Refused("No.", "Connect it again."), KeyError("a bug")])
def test_a_look_that_fails_is_made_again_later(courier: Courier, network: Public, clock: Clock, trouble: Exception) -> None:
    network.others = [trouble]
    courier.run_once()
    assert strange() == []
    network.others = [seen("9", HACKED)]
    clock.forward(EVERY.total_seconds() + 1)
    courier.run_once()
    assert strange() == [HACKED]


def test_a_keeper_says_that_it_is_known_and_nobody_else_can(courier: Courier, network: Public, cast: Cast) -> None:
    network.others = [seen("9", HACKED)]
    courier.run_once()
    with reading() as session:
        public_id = session.exec(select(OutsidePost.public_id)).one()
    for stranger in (cast.anna, cast.jo):
        with pytest.raises(NotFound):
            know_outside_post(stranger.caller, public_id)
    assert know_outside_post(cast.steph.caller, public_id) == "wv11"
    assert know_outside_post(cast.steph.caller, public_id) == "wv11"
    with reading() as session:
        assert session.exec(select(OutsidePost)).one().known_by == cast.steph.caller.person.id
    assert len(written("outside_post_known")) == 1


def test_keepers_are_told_on_their_phones_until_one_knows_it(
    steph: Member, anna: Member, network: Public, courier: Courier, service: PushService, herald: Herald, data: Path
) -> None:
    stephs, annas = hears(steph, service, data), hears(anna, service, data)
    network.others = [seen("strange-1", HACKED)]
    courier.run_once()
    herald.run_once()
    assert (stephs.titles, annas.titles) == (["WV11: posted from somewhere else"], [])
    assert (stephs.got[0].says["url"], HACKED in str(stephs.got[0].says)) == ("/as/wv11/outbox", False)
    _look_again(network, courier)
    with reading() as session:
        found = list(session.exec(select(OutsidePost)))
    for post in found:
        know_outside_post(steph.caller, post.public_id)
    herald.run_once()
    assert (len(found), len(stephs.got)) == (2, 1)


def _look_again(network: Public, courier: Courier) -> None:
    network.others.append(seen("strange-2", "And these."))
    with transaction() as session:
        session.exec(update(Channel).values(watch_at=None))
    courier.run_once()
