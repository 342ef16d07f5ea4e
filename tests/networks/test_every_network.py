"""What a courier is given: each network once, and none of them may come to this machine unless a test says so."""

import pytest

from pwa.actions.networks import every_network
from pwa.networks.contract import Access, Outgoing, Place, Refused, TryLater
from tests.cast import SITE


def test_each_goes_by_its_own_name() -> None:
    networks = every_network(SITE)
    assert [network.name for network in networks.values()] == list(networks) == ["noticeboard", "bluesky", "mastodon", "x", "facebook_page"]


@pytest.mark.parametrize("home", ["http://127.0.0.1:9", "https://localhost", "https://10.0.0.1", "http://social.example", ""])
def test_a_home_in_here_is_never_asked(home: str) -> None:
    place = Place("clerk", "1", home, Access({"token": "secret"}))
    with pytest.raises(Refused, match="never ask"):
        every_network(SITE)["mastodon"].publish(Outgoing("key", "Hello.", None), place)


def test_but_for_tests() -> None:
    place = Place("clerk", "1", "http://127.0.0.1:9", Access({"token": "secret"}))
    with pytest.raises(TryLater):  # nobody is there
        every_network(SITE, loopback=True)["mastodon"].publish(Outgoing("key", "Hello.", None), place)
