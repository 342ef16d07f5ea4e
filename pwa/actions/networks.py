"""Every network that a courier can reach: the noticeboard here, and the others through one way out."""

from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import Network
from pwa.networks.facebook_page import VERSION, FacebookPage
from pwa.networks.mastodon import Mastodon
from pwa.networks.x import X
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, META_HOSTS, X_HOSTS, Way
from pwa.settings import Settings


def every_network(site: str, *, loopback: bool = False, x_replies: bool = False, facebook_version: str = VERSION) -> dict[str, Network]:
    """By its name. `site` is our public address; `loopback`: servers on this machine may be asked, for tests only.

    `x_replies`: the operator's keys for X may reply. `facebook_version`: of the Graph API.
    """
    anywhere = Way(ANY_NAME, loopback=loopback, largest=LARGEST_NETWORK_ANSWER, reuse=False)
    far = (
        Bluesky(anywhere),
        Mastodon(anywhere),
        X(_only(X_HOSTS), replies=x_replies),
        FacebookPage(_only(META_HOSTS), version=facebook_version),
    )
    return built_in_networks(site) | {network.name: network for network in far}


def every_network_of(chosen: Settings) -> dict[str, Network]:
    """As whoever runs this server has chosen."""
    return every_network(
        chosen.url, loopback=chosen.outbound_loopback, x_replies=chosen.x_replies, facebook_version=chosen.facebook_version
    )


def _only(hosts: tuple[str, ...]) -> Way:
    """What has one home is asked there, also in a test: whoever pretends to be it is given to its adapter."""
    return Way(hosts, largest=LARGEST_NETWORK_ANSWER, reuse=False)
