"""Every network that a courier can reach: the noticeboard here, and the others through one way out."""

from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import Network
from pwa.networks.mastodon import Mastodon
from pwa.networks.x import X
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, X_HOSTS, Way


def every_network(site: str, *, loopback: bool = False, x_replies: bool = False) -> dict[str, Network]:
    """By its name. `site` is our public address; `loopback`: servers on this machine may be asked, for tests only.

    `x_replies`: the operator's keys for X may reply.
    """
    anywhere = Way(ANY_NAME, loopback=loopback, largest=LARGEST_NETWORK_ANSWER, reuse=False)
    far = (Bluesky(anywhere), Mastodon(anywhere), X(_only(X_HOSTS), replies=x_replies))
    return built_in_networks(site) | {network.name: network for network in far}


def _only(hosts: tuple[str, ...]) -> Way:
    """What has one home is asked there, also in a test: whoever pretends to be it is given to its adapter."""
    return Way(hosts, largest=LARGEST_NETWORK_ANSWER, reuse=False)
