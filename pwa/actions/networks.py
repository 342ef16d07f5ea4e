"""Every network that a courier can reach: the noticeboard here, and the others through one way out."""

from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.contract import Network
from pwa.networks.mastodon import Mastodon
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, Way


def every_network(site: str, *, loopback: bool = False) -> dict[str, Network]:
    """By its name. `site` is our public address; `loopback`: servers on this machine may be asked, for tests only."""
    anywhere = Way(ANY_NAME, loopback=loopback, largest=LARGEST_NETWORK_ANSWER, reuse=False)
    return built_in_networks(site) | {network.name: network for network in (Mastodon(anywhere),)}
