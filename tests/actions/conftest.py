"""Phones that are told things, by a push service on this machine and a herald that works when it is told to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pwa import settings
from pwa.actions.subscribe import subscribe
from pwa.herald import Herald
from tests.cast import Member
from tests.push_service import Browser, PushService, push_service

LEAVES = 33  # seconds after which an official post has left
WORDS = "That man on the bus again!"


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
