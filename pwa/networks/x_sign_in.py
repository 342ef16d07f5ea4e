"""The way into an account on X: OAuth 2 with PKCE, by an app of whoever runs this server. Its codes live 30 seconds."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from pwa.networks.asking import bearer
from pwa.networks.contract import Disconnected, Place, Refused, TryLater
from pwa.networks.letting_in import ask, challenge, has, lasting, number, words
from pwa.networks.sign_in import Account, Away, Tokens
from pwa.networks.x import HOME
from pwa.outbound import Way
from pwa.rules.words import n_
from pwa.secrets import new_token

DOOR = "https://x.com/i/oauth2/authorize"  # where the person goes; we never ask it
SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
ENDED = ("invalid_grant", "invalid_request", "invalid_token")  # what X says of a token that is used up or taken back

TOO_LATE = (n_("X did not accept its own answer: it holds for half a minute only."), n_("Begin again."))
WRONG_KEYS = (n_("X does not know the app of this server."), n_("Ask whoever runs this server to look at its keys for X."))
TOO_LITTLE = (
    n_("X gave less than posting takes."),
    n_("Ask whoever runs this server to let its app for X read and write, then begin again."),
)
STILL_THERE = n_("X did not take back what it gave us. Take Only Human out of the account’s connected apps over there.")


class XSignIn:
    """For any number of threads. The keys are those of the app that whoever runs this server has with X."""

    name = "x"
    label = "X"
    many_homes = official_only = False

    def __init__(self, way: Way, client_id: str, client_secret: str, *, home: str = HOME) -> None:
        self._way, self._client_id, self._home = way, client_id, home
        both = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
        self._us = {"Authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}

    def begin(self, home: str, *, back: str, state: str) -> Away:
        """To X's own page, which says whose account it is and lets one change it."""
        verifier = new_token()
        asked = {"response_type": "code", "client_id": self._client_id, "redirect_uri": back, "scope": " ".join(SCOPES), "state": state}
        proof = {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        return Away(f"{DOOR}?{urlencode(asked | proof)}", {"verifier": verifier, "back": back})

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """The one account that said yes. Raises Refused or TryLater."""
        form = {"grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": kept["back"]}
        said = self._said(form | {"code_verifier": kept["verifier"]})
        if said is None:
            raise Refused(*TOO_LATE)
        if not has(said, "refresh_token") or not set(SCOPES) <= set(str(said.get("scope")).split()):
            raise Refused(*TOO_LITTLE)
        return [self._account(_tokens(said))]

    def refresh(self, place: Place) -> Tokens:
        """New ones for the refresh token, which is good for one time. Raises Disconnected, Refused or TryLater."""
        said = self._said({"grant_type": "refresh_token", "refresh_token": place.access["refresh_token"]})
        if said is None or not has(said, "refresh_token"):
            raise Disconnected
        return _tokens(said)

    def revoke(self, place: Place) -> str:
        """Both tokens. Raises TryLater."""
        for name, kind in (("refresh_token", "refresh_token"), ("token", "access_token")):
            form = {"token": place.access[name], "token_type_hint": kind, "client_id": self._client_id}
            answer, _ = ask(self._way, "POST", f"{self._home}/2/oauth2/revoke", self._us, data=form)
            if answer.status != 200:
                return STILL_THERE
        return ""

    def _said(self, form: dict[str, str]) -> Any:
        """New tokens. None: what was shown for them is no good."""
        answer, said = ask(self._way, "POST", f"{self._home}/2/oauth2/token", self._us, data=form | {"client_id": self._client_id})
        if answer.status == 200 and has(said, "access_token"):
            return said
        if isinstance(said, dict) and said.get("error") in ENDED:
            return None
        raise Refused(*WRONG_KEYS)

    def _account(self, tokens: Tokens) -> Account:
        where = f"{self._home}/2/users/me?{urlencode({'user.fields': 'public_metrics,profile_image_url'})}"
        answer, said = ask(self._way, "GET", where, bearer(tokens.by_name["token"]))
        found = said.get("data") if isinstance(said, dict) else None
        if answer.status != 200 or not isinstance(found, dict) or not has(found, "id", "username"):
            raise TryLater
        return Account(
            remote_id=found["id"],
            handle=f"@{words(found['username'])}",
            name=words(found.get("name")) or words(found["username"]),
            tokens=tokens,
            followers=number(found.get("public_metrics"), "followers_count"),
            picture=found["profile_image_url"] if has(found, "profile_image_url") else None,
        )


def _tokens(said: Mapping[str, Any]) -> Tokens:
    by_name = {"token": said["access_token"], "refresh_token": said["refresh_token"]}
    return Tokens(by_name, lasting(said))
