"""The ways into an account on any Bluesky server: its own page where it has one, and an app password everywhere."""

from collections.abc import Mapping, Sequence

from pwa.networks.bluesky_access import by_oauth
from pwa.networks.bluesky_accounts import DIRECTORY, HOME, Accounts, NoOAuth
from pwa.networks.bluesky_client import Client
from pwa.networks.bluesky_oauth import BlueskyOAuth
from pwa.networks.bluesky_password import BlueskyPassword
from pwa.networks.contract import Disconnected, Place
from pwa.networks.sign_in import Account, Away, Form, Tokens
from pwa.outbound import Way
from pwa.rules.words import n_


class BlueskySignIn:
    """For any number of threads. `client`: who we are to a server's own page; without one it is the app password always."""

    name = "bluesky"
    label = n_("Bluesky")
    many_homes = False  # nearly all accounts are on one; those who have another say so
    official_only = False

    def __init__(self, way: Way, client: Client | None = None, *, directory: str = DIRECTORY, resolver: str = HOME) -> None:
        self._by_password = BlueskyPassword(way)
        accounts = Accounts(way, directory=directory, resolver=resolver)
        self._by_oauth = BlueskyOAuth(way, client, accounts) if client and client.known else None

    def begin(self, home: str, *, back: str, state: str) -> Away | Form:
        """To the server's page, or, where it has none, what to ask for here. Raises Refused or TryLater."""
        if self._by_oauth is None:
            return self.ask_here(home)
        try:
            return self._by_oauth.begin(home, state=state)
        except NoOAuth as none:
            return self.ask_here(none.home)

    def ask_here(self, home: str) -> Form:
        """For an app password."""
        return self._by_password.begin(home)

    def asked_here(self, place: Place) -> bool:
        """Whether an app password opened it."""
        return not by_oauth(place)

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """The one account that it opened. Raises Refused or TryLater."""
        if "issuer" in kept and self._by_oauth:
            return self._by_oauth.finish(answer, kept)
        return self._by_password.finish(answer, kept)

    def refresh(self, place: Place) -> Tokens:
        """New ones for the old. Raises Disconnected, Refused or TryLater."""
        return self._way_of(place).refresh(place)

    def revoke(self, place: Place) -> str:
        """What was given ends, as far as its server ends it. Raises TryLater."""
        return self._way_of(place).revoke(place)

    def _way_of(self, place: Place) -> BlueskyOAuth | BlueskyPassword:
        if not by_oauth(place):
            return self._by_password
        if self._by_oauth is None:  # our own address has changed to one that nobody knows
            raise Disconnected
        return self._by_oauth
