"""What lets us in somewhere is opened for one Channel only, shown to nobody, and given to the network at each of its three errands."""

import logging
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from pwa.actions.place_of import place_of, sealed_access
from pwa.actions.retract_post import retract_post
from pwa.clock import now
from pwa.courier import Courier
from pwa.networks.contract import Accepted, Disconnected, Found, Outgoing, Place, Retracted
from pwa.rules.delivery import DeliveryState
from pwa.store.tables import Channel, Delivery
from pwa.store.transaction import reading, transaction
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import UNSURE, StandIn

HOME = "https://social.example"


class Keeping(StandIn):
    """Keeps who asked."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        self.places.append(place)
        return super().publish(part, place)

    def find(self, part: Outgoing, place: Place) -> Accepted | Found:
        self.places.append(place)
        return super().find(part, place)

    def retract(self, remote_id: str, place: Place) -> Retracted:
        self.places.append(place)
        return super().retract(remote_id, place)


def connect(handle: str, token: str, folder: Path) -> Channel:
    """As if a keeper had connected it."""
    with transaction() as session:
        channel = session.exec(select(Channel).where(col(Channel.handle) == handle)).one()
        channel.home = HOME
        channel.credentials = sealed_access(channel, {"token": token}, folder)
        session.add(channel)
    return channel


def test_a_network_is_given_the_access_of_the_channel_at_each_errand(steph: Member, clock: Clock, data: Path) -> None:
    connect("steph", "steph-secret", data)
    network = Keeping()
    network.answers["Hello."], network.arrives_anyway = [UNSURE], {"Hello."}
    courier, post = Courier({"noticeboard": network}, data), steph.holds("Hello.")
    clock.forward(13)
    courier.run_once()
    clock.forward(6)
    courier.run_once()
    retract_post(post.public_id, by=steph.caller.person)
    courier.run_once()
    assert [(place.home, place.access["token"]) for place in network.places] == [(HOME, "steph-secret")] * 3


def test_a_look_is_told_how_long_ago_the_attempt_began(steph: Member, clock: Clock, data: Path) -> None:
    network = StandIn()
    network.answers["Hello."] = [UNSURE]
    looks, given = [], []
    find = network.find
    network.meanwhile = lambda: given.append(now())

    def noting(part: Outgoing, place: Place) -> Accepted | Found:
        looks.append((part.age, now()))
        return find(part, place)

    network.find = noting  # type: ignore[method-assign]
    courier = Courier({"noticeboard": network}, data)
    steph.holds("Hello.")
    clock.forward(13)
    before = now()
    courier.run_once()
    clock.forward(6)
    again = now()
    courier.run_once()
    [(age, found)] = looks
    assert again - given[0] <= age <= found - before  # it began between `before` and when the network was given it


@pytest.mark.parametrize("moved", ["credentials", "home", "remote_id", "network"])
def test_what_was_sealed_for_another_channel_or_server_opens_nothing(
    steph: Member, anna: Member, clock: Clock, data: Path, moved: str
) -> None:
    connect("steph", "steph-secret", data)
    others = connect(anna.handle, "anna-secret", data)
    network = Keeping()
    courier = Courier({"noticeboard": network, "elsewhere": network}, data)
    steph.holds("Hello.")
    values = {"credentials": others.credentials, "home": "https://evil.example", "remote_id": "somebody", "network": "elsewhere"}
    with transaction() as session:
        session.exec(update(Channel).where(col(Channel.handle) == "steph").values({moved: values[moved]}))
    clock.forward(13)
    courier.run_once()
    with reading() as session:
        delivery = session.exec(select(Delivery)).one()
    assert (network.places, network.asked, delivery.state) == ([], [], DeliveryState.REFUSED)
    assert (delivery.reason or "").startswith("It does not let us in any more.")


def test_without_the_key_nothing_is_asked(steph: Member, data: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    channel = connect("steph", "steph-secret", data)
    assert place_of(channel, data).access["token"] == "steph-secret"
    for folder in (None, tmp_path_factory.mktemp("another")):
        with pytest.raises(Disconnected):
            place_of(channel, folder)


def test_it_is_shown_nowhere(steph: Member, data: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = place_of(connect("steph", "steph-secret", data), data)
    logging.getLogger("onlyhuman.test").error("%s %r %s", place, place.access, [place])
    assert "steph-secret" not in f"{place} {place!r} {place.access} {place.access!r} {caplog.text}"
    with pytest.raises(Disconnected):
        place.access["another"]
    assert place.access.get("another") is None
