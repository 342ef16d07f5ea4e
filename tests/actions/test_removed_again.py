"""A removal that a network refused is asked for once more by whoever wants it, and by nobody else."""

from pathlib import Path

from pwa.actions.own_up import own_up
from pwa.courier import Courier
from pwa.networks.contract import Disconnected
from pwa.rules.own_up import Fate
from tests.actions.test_owning_up import WINDOW, decides
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.changing import Changing


def test_a_removal_that_a_network_refused_can_be_asked_for_again(steph: Member, clock: Clock, data: Path) -> None:
    far = Changing()
    courier = Courier({"noticeboard": far}, data)
    out = steph.holds("The bus leaves at nine.")
    clock.forward(WINDOW)
    courier.run_once()
    own_up(out.public_id, by=steph.caller.person)
    far.retractions = [Disconnected()]
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert far.withdrawn == []
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert len(far.withdrawn) == 1
    decides(steph, out, Fate.REMOVED)
    courier.run_once()
    assert len(far.withdrawn) == 1
