"""Phones that are told things, by a push service on this machine and a herald that works when it is told to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pwa import settings
from pwa.actions.begin_connection import begin_connection
from pwa.actions.connect_channel import connect_channel
from pwa.actions.finish_connection import finish_connection
from pwa.actions.subscribe import subscribe
from pwa.actions.ways_in import WaysIn, ways_in
from pwa.herald import Herald
from pwa.networks.sign_in import Away
from pwa.rules.step_up import Purpose
from pwa.store.tables import Channel
from tests.cast import SITE, Member
from tests.mastodon_instance import Instance, mastodon_instance
from tests.push_service import Browser, PushService, push_service

BACK = f"{SITE}/channels/return"
LEAVES = 33  # seconds after which an official post has left
WORDS = "That man on the bus again!"


@pytest.fixture
def instance() -> Iterator[Instance]:
    """A Mastodon on this machine."""
    with mastodon_instance() as running:
        yield running


@pytest.fixture
def ways(store: str, data: Path) -> WaysIn:
    """Every way in, with this machine allowed."""
    chosen = {"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}
    return ways_in(settings.read(chosen))


class Journeys:
    """What a keeper does, step by step; `folder`, `ways` and our address are always the same."""

    def __init__(self, instance: Instance, ways: WaysIn, folder: Path) -> None:
        self.instance = instance
        self.how: Any = {"ways": ways, "folder": folder}

    def sets_out(self, member: Member, handle: str = "wv11", home: str = "") -> tuple[str, dict[str, str]]:
        """To the instance and to the yes there: the state, and what else comes back."""
        begun = begin_connection(member.caller, handle, "mastodon", home or self.instance.url, back=BACK, **self.how)
        return self.says_yes(begun.step)

    def says_yes(self, step: object) -> tuple[str, dict[str, str]]:
        """Over there."""
        assert isinstance(step, Away)
        answer = self.instance.authorize(step.address)
        return answer.pop("state"), answer

    def comes_back(self, member: Member, handle: str = "wv11") -> str:
        """The journey whose account is shown."""
        return finish_connection(member.caller, *self.sets_out(member, handle), **self.how)

    def connects(self, member: Member, handle: str = "wv11", *, account: str = "1") -> Channel:
        """All of it, as whoever `account` is over there."""
        self.instance.signed_in = account
        return self.says_it_is(member, self.comes_back(member, handle), account)

    def says_it_is(self, member: Member, journey: str, account: str = "1") -> Channel:
        """The yes here, with a finger."""
        proof = member.proves(Purpose.CONNECT_CHANNEL, journey)
        return connect_channel(member.caller, journey, account, proof=proof, **self.how)[0]


@pytest.fixture
def journeys(instance: Instance, ways: WaysIn, data: Path) -> Journeys:
    return Journeys(instance, ways, data)


@pytest.fixture
def channel(steph: Member, journeys: Journeys) -> Channel:
    """WV11 on Mastodon, with tokens that end after two hours."""
    journeys.instance.lasts = 7200
    return journeys.connects(steph)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def herald(store: str, data: Path) -> Herald:
    """A herald that works when it is told to: `herald.run_once()`."""
    return Herald(settings.read({"ONLYHUMAN_DATA": str(data), "ONLYHUMAN_DATABASE_URL": store, "ONLYHUMAN_OUTBOUND_LOOPBACK": "1"}))


def hears(member: Member, service: PushService, data: Path, browser: Browser | None = None) -> Browser:
    """This member's browser is told things from now on."""
    told = browser or service.browser()
    subscribe(member.caller, **told.fields, language="en", folder=data, loopback=True)
    return told


@pytest.fixture
def annas(anna: Member, service: PushService, data: Path) -> Browser:
    """What Anna's phone is told."""
    return hears(anna, service, data)


@pytest.fixture
def speaking(steph: Member) -> Member:
    """Steph, as WV11."""
    steph.speaks_as("wv11")
    return steph
