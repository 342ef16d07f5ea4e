"""Asks a Bluesky server whom handles lead to, for a person who wants to see it before anything is sent."""

from collections.abc import Collection, Mapping
from functools import cache

from pwa.networks.bluesky import Bluesky
from pwa.networks.contract import Place
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, Way
from pwa.settings import Settings
from pwa.store.tables import Channel

AT_MOST = 10  # handles for one page
WITHIN_SECONDS = 4.0  # for all of them: somebody is waiting


def look_up_handles(handles: Collection[str], channel: Channel, settings: Settings) -> Mapping[str, bool]:
    """Whether each is somebody's. What its server did not say in time is missing. Only the channel's own server is asked."""
    place = Place(channel.handle, channel.remote_id, channel.home)
    return _bluesky(settings).known(list(handles)[:AT_MOST], place, within=WITHIN_SECONDS)


@cache
def _bluesky(settings: Settings) -> Bluesky:
    return Bluesky(Way(ANY_NAME, loopback=settings.outbound_loopback, largest=LARGEST_NETWORK_ANSWER))
