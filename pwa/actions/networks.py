"""Every network that a courier can reach: the noticeboard here, and the others through one way out."""

from functools import cache

from pwa.actions.noticeboard_store import built_in_networks
from pwa.networks.asking import READ_SECONDS
from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import Network, Target
from pwa.networks.facebook_page import VERSION, FacebookPage
from pwa.networks.mastodon import Mastodon, Pace
from pwa.networks.noticeboard import Noticeboard
from pwa.networks.x import X
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, META_HOSTS, X_HOSTS, Way
from pwa.settings import Settings

FAR = (Bluesky, X, FacebookPage, Mastodon)
LABELS: dict[str, str] = {one.name: one.label for one in (Noticeboard, *FAR)}
LOOK_SECONDS = 8.0  # somebody waits in front of the screen


def far_post(address: str) -> Target | None:
    """The post on a far network that an address names. It asks nobody."""
    return next((target for network in FAR if (target := network.reshares(address))), None)


def every_network(
    site: str, *, loopback: bool = False, x_replies: bool = False, facebook_version: str = VERSION, read: float = READ_SECONDS
) -> dict[str, Network]:
    """By its name. `site` is our public address; `loopback`: servers on this machine may be asked, for tests only.

    `x_replies`: the operator's keys for X may reply. `facebook_version`: of the Graph API. `read`: seconds that an answer may take.
    """
    anywhere = Way(ANY_NAME, loopback=loopback, largest=LARGEST_NETWORK_ANSWER, reuse=False)
    far = (
        Bluesky(anywhere, read=read),
        Mastodon(anywhere, Pace(read=read)),
        X(_only(X_HOSTS), replies=x_replies, read=read),
        FacebookPage(_only(META_HOSTS), version=facebook_version, read=read),
    )
    return built_in_networks(site) | {network.name: network for network in far}


def every_network_of(chosen: Settings, *, read: float = READ_SECONDS) -> dict[str, Network]:
    """As whoever runs this server has chosen."""
    version, loopback = chosen.facebook_version, chosen.outbound_loopback
    return every_network(chosen.url, loopback=loopback, x_replies=chosen.x_replies, facebook_version=version, read=read)


@cache
def for_looking(chosen: Settings) -> dict[str, Network]:
    """The same, for a person who waits."""
    return every_network_of(chosen, read=LOOK_SECONDS)


def _only(hosts: tuple[str, ...]) -> Way:
    """What has one home is asked there, also in a test: whoever pretends to be it is given to its adapter."""
    return Way(hosts, largest=LARGEST_NETWORK_ANSWER, reuse=False)
