"""What phones are told of channels: shut out, or opened for an emergency; on both databases."""

from pathlib import Path

import pytest

from pwa.actions.close_channel import close_channel
from pwa.actions.renew_access import renew_access
from pwa.herald import Herald
from pwa.store.tables import Alert, Channel, Push
from tests.actions.conftest import Journeys, hears
from tests.actions.looks import count
from tests.actions.test_emergencies import board, marks, opens
from tests.cast import Member
from tests.conftest import Clock
from tests.push_service import Browser, PushService


@pytest.fixture
def stephs(steph: Member, service: PushService, data: Path) -> Browser:
    """What the keeper's phone is told."""
    return hears(steph, service, data)


def test_a_channel_that_shuts_us_out_is_told_to_its_keepers_once(
    steph: Member, stephs: Browser, annas: Browser, channel: Channel, journeys: Journeys, herald: Herald, clock: Clock
) -> None:
    journeys.instance.shuts_out()
    for _ in range(3):
        clock.forward(5500)
        renew_access(**journeys.how)
        herald.run_once()
    assert stephs.titles == ["WV11: reconnect a channel"]
    told = stephs.got[0].says
    assert told["body"] == f"{channel.handle} does not let us in any more. Nothing can go there until it is connected again."
    assert (told["url"], told["tag"], told["badge"]) == ("/identities/wv11/channels", f"{channel.public_id}-shut_out", 0)
    assert (annas.got, count(Push)) == ([], 0)
    journeys.connects(steph)
    journeys.instance.shuts_out()
    clock.forward(86_401)
    renew_access(**journeys.how)
    herald.run_once()
    assert len(stephs.got) == 2  # another trouble


def test_what_was_mended_before_it_was_told_is_not_told(
    steph: Member, stephs: Browser, channel: Channel, journeys: Journeys, herald: Herald, clock: Clock
) -> None:
    journeys.instance.shuts_out()
    clock.forward(5500)
    renew_access(**journeys.how)
    assert count(Alert) == 1
    journeys.connects(steph)
    herald.run_once()
    assert (stephs.got, count(Push)) == ([], 0)


def test_a_persons_own_channel_is_told_to_that_person(
    steph: Member, anna: Member, annas: Browser, stephs: Browser, journeys: Journeys, herald: Herald, clock: Clock
) -> None:
    journeys.instance.lasts = 7200
    journeys.connects(anna, anna.handle)
    journeys.instance.shuts_out()
    clock.forward(5500)
    renew_access(**journeys.how)
    herald.run_once()
    assert (annas.titles, stephs.titles) == (["Anna: reconnect a channel"], [])


def test_an_opening_is_told_to_every_other_browser_of_its_speakers(
    steph: Member, stephs: Browser, annas: Browser, jo: Member, service: PushService, data: Path, herald: Herald
) -> None:
    elsewhere, strangers = hears(steph.another_browser(), service, data), hears(jo, service, data)
    marks(steph)
    opens(steph, "Somebody drowned.")
    herald.run_once()
    assert [len(one.got) for one in (stephs, annas, elsewhere, strangers)] == [0, 1, 1, 0]
    assert annas.titles == ["WV11: open for an emergency"]
    assert "drowned" not in str(annas.got[0].says)
    opens(steph)
    close_channel(steph.caller, board(steph).public_id)
    herald.run_once()
    assert len(annas.got) == 1
