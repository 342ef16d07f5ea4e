"""The way into an account on a Bluesky server by its own page: OAuth as the network profiles it, with PAR, PKCE and DPoP."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from pwa import clock
from pwa.networks.bluesky_accounts import Accounts, Authority, NoOAuth
from pwa.networks.bluesky_client import SCOPES, WIDE, Client
from pwa.networks.bluesky_profile import WITHIN, as_shown, must_lead_to
from pwa.networks.bluesky_records import POSTS, Json
from pwa.networks.bluesky_server import Server
from pwa.networks.contract import Access, Disconnected, Place, Refused, TryLater
from pwa.networks.dpop import Proving, new_key
from pwa.networks.letting_in import ask, challenge, has
from pwa.networks.sign_in import Account, Away, Tokens
from pwa.outbound import Answer, Way
from pwa.rules.words import Sentence, n_
from pwa.secrets import new_token

UNKNOWN_LASTS = timedelta(minutes=15)
LONGEST_LASTS = 30 * 24 * 60 * 60  # seconds
ENOUGH = ("transition:generic", f"repo:{POSTS}", "repo:*")  # one of these lets us post

TURNED_AWAY = n_("Its server does not take this one: it must be able to read %(address)s.")
BY_PASSWORD = n_("Connect it with an app password instead.")
NOT_ACCEPTED, BEGIN_AGAIN = n_("Its server did not accept its own answer."), n_("Begin again.")
FROM_ELSEWHERE = n_("The answer did not come from the server that was asked.")
ANOTHER = n_("This is another account than the one that was named.")
SIGN_IN_AS = n_("Sign in over there as the one that is meant, and begin again.")
NOT_THEIRS = n_("That server does not speak for this account.")
TOO_LITTLE, SAY_YES = n_("It lets us in, and not post."), n_("Begin again, and say yes to all that is asked.")
STILL_THERE = n_("Its server did not take back what it gave us. Take Only Human out of the account’s connected apps over there.")
STILL_OPEN = n_("What it gave us may still open it for up to an hour.")


class BlueskyOAuth:
    """For any number of threads. `client`: who we are."""

    def __init__(self, way: Way, client: Client, accounts: Accounts) -> None:
        self._way, self._client, self._accounts = way, client, accounts

    def begin(self, typed: str, *, state: str) -> Away:
        """To the page of whoever lets people in there: everything is said in advance (PAR). Raises Refused, TryLater or NoOAuth."""
        home, whose = self._accounts.find(typed)
        try:
            authority = self._accounts.authority_for(home)
        except NoOAuth:
            raise NoOAuth(home) from None
        key, verifier = new_key(), new_token()
        asked = {"response_type": "code", "redirect_uri": self._client.back, "state": state}
        asked |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        asked |= {"login_hint": whose.handle} if whose else {}
        if authority.asks_always:  # who the browser is signed in as over there is often somebody else
            asked["prompt"] = "consent"
        for scope in (SCOPES, WIDE):
            answer, said = self._post(authority, authority.push, key, asked | {"scope": scope})
            if answer.status in (200, 201) and has(said, "request_uri"):
                there = urlencode({"client_id": self._client.id, "request_uri": said["request_uri"]})
                kept = {"issuer": authority.issuer, "key": key, "verifier": verifier, "did": whose.did if whose else ""}
                return Away(f"{authority.authorize}?{there}", kept)
            if _error(said) != "invalid_scope":
                break
        raise Refused(Sentence(TURNED_AWAY, address=self._client.id), BY_PASSWORD)

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """The account that said yes, once it is sure that this server may speak for it. Raises Refused or TryLater."""
        if answer.get("iss") != kept["issuer"]:
            raise Refused(FROM_ELSEWHERE, BEGIN_AGAIN)
        authority = self._authority(kept["issuer"])
        form = {"grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": self._client.back}
        said = self._tokens(authority, kept["key"], form | {"code_verifier": kept["verifier"]})
        if said is None:
            raise Refused(NOT_ACCEPTED, BEGIN_AGAIN)
        tokens = _tokens(said, authority, kept["key"])
        try:
            return [self._account(said, tokens, authority, expected=kept["did"])]
        except (Refused, TryLater):
            with suppress(Refused, TryLater):  # nobody will use what it gave us: the code that it came for is used up
                self._give_back(authority, tokens.by_name)
            raise

    def refresh(self, place: Place) -> Tokens:
        """New ones for the old, which are used up by it. Raises Disconnected, Refused or TryLater."""
        authority, key = self._authority(place.access["issuer"]), place.access["key"]
        said = self._tokens(authority, key, {"grant_type": "refresh_token", "refresh_token": place.access["refresh"]})
        if said is None or said["sub"] != place.remote_id:
            raise Disconnected
        return _tokens(said, authority, key)

    def revoke(self, place: Place) -> str:
        """What was given ends, at once where its own server lets people in. Raises TryLater."""
        authority, access = self._authority(place.access["issuer"]), {name: place.access[name] for name in ("refresh", "key")}
        if not self._give_back(authority, access):
            return STILL_THERE
        return "" if authority.issuer == place.home else STILL_OPEN

    def _authority(self, issuer: str) -> Authority:
        try:
            return self._accounts.authority(issuer)
        except NoOAuth:
            raise TryLater from None

    def _account(self, said: Json, tokens: Tokens, authority: Authority, *, expected: str) -> Account:
        """Whose these tokens are is what the account itself says: any server can name any account."""
        if expected and said["sub"] != expected:
            raise Refused(ANOTHER, SIGN_IN_AS)
        whose = self._accounts.whose(said["sub"])
        try:
            theirs = self._accounts.authority_for(whose.home).issuer
        except NoOAuth:
            theirs = ""
        if theirs != authority.issuer:
            raise Refused(NOT_THEIRS, BEGIN_AGAIN)
        if not set(str(said.get("scope", "")).split()) & set(ENOUGH):
            raise Refused(TOO_LITTLE, SAY_YES)
        place = Place(whose.handle, whose.did, whose.home, Access(tokens.by_name))
        server = Server(self._way, place, WITHIN)
        must_lead_to(place, server)
        return as_shown(self._way, place, server, tokens)

    def _tokens(self, authority: Authority, key: str, form: Mapping[str, str]) -> Json | None:
        """For a code or for tokens; None when it takes what we have no more. Raises Refused when it does not take us, and TryLater."""
        answer, said = self._post(authority, authority.token, key, form)
        if answer.status == 200 and has(said, "access_token", "refresh_token", "sub") and str(said.get("token_type")).lower() == "dpop":
            return dict(said)
        if _error(said) in ("invalid_client", "invalid_client_metadata", "unauthorized_client"):
            raise Refused(Sentence(TURNED_AWAY, address=self._client.id), BY_PASSWORD)
        if _error(said) != "invalid_grant":  # it did not look at it, or was not the one who answered
            raise TryLater
        return None

    def _give_back(self, authority: Authority, tokens: Mapping[str, str]) -> bool:
        if authority.revoke is None:
            return False
        answer, _ = self._post(authority, authority.revoke, tokens["key"], {"token": tokens["refresh"]})
        return answer.status == 200

    def _post(self, authority: Authority, address: str, key: str, form: Mapping[str, str]) -> tuple[Answer, Any]:
        return ask(Proving(self._way, key), "POST", address, data={**self._client.credentials(authority.issuer), **form})


def _error(said: Any) -> str | None:
    return said.get("error") if isinstance(said, dict) else None


def _tokens(said: Json, authority: Authority, key: str) -> Tokens:
    """With the key that they are bound to, and when they end, so that they are not used after that."""
    seconds = said.get("expires_in")
    lasts = timedelta(seconds=seconds) if type(seconds) is int and 0 < seconds < LONGEST_LASTS else UNKNOWN_LASTS
    ends = str((clock.now() + lasts).timestamp())
    by_name = {"access": said["access_token"], "refresh": said["refresh_token"], "key": key, "issuer": authority.issuer, "ends": ends}
    return Tokens(by_name, lasts)
