"""Every network that a Channel can be connected to with these settings, and what its servers know us by."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pwa.networks.bluesky_client import KEY, Client
from pwa.networks.bluesky_sign_in import BlueskySignIn
from pwa.networks.facebook_page_sign_in import FacebookPageSignIn
from pwa.networks.mastodon_sign_in import MastodonSignIn
from pwa.networks.sign_in import SignIn
from pwa.networks.x_sign_in import XSignIn
from pwa.outbound import ANY_NAME, LARGEST_NETWORK_ANSWER, META_HOSTS, X_HOSTS, Way
from pwa.secrets import CannotOpen, curve_key, key_for, seal, unseal
from pwa.settings import Settings
from pwa.store import journeys
from pwa.store.moments import database_time
from pwa.store.transaction import once_more, reading, transaction

WaysIn = Mapping[str, SignIn]
PURPOSE = "app registrations"


@cache
def ways_in(settings: Settings) -> WaysIn:
    """By the network's name, in the order in which they are offered."""
    anywhere = Way(ANY_NAME, loopback=settings.outbound_loopback, largest=LARGEST_NETWORK_ANSWER, reuse=False)
    registrations = RegistrationStore("mastodon", settings.data)
    all_of_them: list[SignIn] = [
        MastodonSignIn(anywhere, registrations, site=settings.url),
        BlueskySignIn(anywhere, bluesky_client(settings)),
    ]
    if settings.x_client_id:
        all_of_them.append(XSignIn(_only(X_HOSTS), settings.x_client_id, settings.x_client_secret.get_secret_value()))
    if settings.facebook_app_id:
        secret, version = settings.facebook_app_secret.get_secret_value(), settings.facebook_version
        all_of_them.append(FacebookPageSignIn(_only(META_HOSTS), settings.facebook_app_id, secret, version=version))
    return {one.name: one for one in all_of_them}


def bluesky_client(settings: Settings) -> Client:
    """Who we are to Bluesky servers; whoever shares the key file is the same one."""
    return Client(settings.url, curve_key(KEY, settings.data))


def _only(hosts: tuple[str, ...]) -> Way:
    return Way(hosts, largest=LARGEST_NETWORK_ANSWER, reuse=False)


class RegistrationStore:
    """What `networks.mastodon_sign_in.Registrations` asks for."""

    def __init__(self, network: str, folder: Path) -> None:
        self._network, self._folder = network, folder

    def known(self, home: str) -> Mapping[str, str] | None:
        """What this server gave us, unless it cannot be opened any more."""
        with reading() as session:
            row = journeys.registration(session, self._network, home)
        try:
            return json.loads(unseal(row.sealed, key_for(PURPOSE, self._folder), self._about(home))) if row else None
        except CannotOpen:
            return None

    @once_more
    def keep(self, home: str, facts: Mapping[str, str]) -> None:
        """From now on."""
        sealed = seal(json.dumps(dict(facts)).encode(), key_for(PURPOSE, self._folder), self._about(home))
        with transaction() as session:
            journeys.register(session, self._network, home, sealed, database_time(session))

    def drop(self, home: str) -> None:
        """It does not know us any more."""
        with transaction() as session:
            journeys.drop_registration(session, self._network, home)

    def _about(self, home: str) -> str:
        return json.dumps([self._network, home])
