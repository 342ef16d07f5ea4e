"""The time that a part carries is chosen once, as its key is: a network may compare it byte by byte."""

from datetime import timedelta
from pathlib import Path

from pwa.courier import Courier
from pwa.networks.contract import Found
from tests.actions.looks import reread
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.stand_in import LATER, UNSURE, StandIn


def test_each_part_carries_one_time_however_often_it_is_tried(steph: Member, clock: Clock, data: Path) -> None:
    network = StandIn()
    courier = Courier({"noticeboard": network}, data)
    network.answers["Two"] = [LATER, UNSURE]
    network.arrives_anyway.add("Two")
    network.looks = [Found.ABSENT]
    post = steph.holds("One", "Two", "Three")
    for seconds in (12.5, 60, 10):
        clock.forward(seconds)
        courier.run_once()
    left = reread(post).released_at
    assert left is not None
    expected = [("One", 1), ("Two", 2), ("Two", 2), ("Two", 2), ("Three", 3)]
    assert [(part.text, (part.dated - left) // timedelta(milliseconds=1)) for part in network.published] == expected
    assert len({part.attempt_key for part in network.published}) == 3
