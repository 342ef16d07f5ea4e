"""X's sign-in, by its published rules: codes that live 30 seconds, tokens that live two hours, refresh tokens that are good once."""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from pwa import clock
from pwa.networks.letting_in import challenge
from pwa.networks.x_sign_in import SCOPES
from pwa.secrets import new_token
from tests.networks.pretending import Asked, Said
from tests.networks.pretends_x import ACCOUNTS, PretendsX

CODE_LIVES, TOKEN_LIVES = timedelta(seconds=30), timedelta(hours=2)
APP, SECRET, BACK = "app", "s3cret", "http://localhost:8000/channels/return"


class LetsInToX(PretendsX):
    """With an app of ours, registered for one address to come back to."""

    def __init__(self) -> None:
        super().__init__()
        self.scopes = set(SCOPES)  # what its owner let the app ask for
        self._codes: dict[str, tuple[dict[str, str], datetime]] = {}
        self._again: dict[str, str] = {}  # refresh tokens, and the access token that goes with each
        self._ends: dict[str, datetime] = {}

    def says_yes(self, address: str) -> dict[str, str]:
        """What a browser comes back with, once the person pressed the button on the page at this address."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://x.com/i/oauth2/authorize"
        assert (asked["response_type"], asked["client_id"], asked["redirect_uri"]) == ("code", APP, BACK)
        assert asked["code_challenge_method"] == "S256"
        code = new_token()
        self._codes[code] = (asked, clock.now() + CODE_LIVES)
        return {"code": code, "state": asked["state"]}

    def answer(self, asked: Asked) -> Said:
        """Tokens are given to the app; an old one lets nobody in."""
        if asked.path[:2] == ["2", "oauth2"]:
            return self._oauth(asked)
        if asked.token in self._ends and self._ends[asked.token] <= clock.now():
            self.accounts.pop(asked.token, None)
        if asked.method == "GET" and asked.path == ["2", "users", "me"] and asked.token in self.accounts:
            account, handle = self.accounts[asked.token]
            picture = "https://pbs.twimg.com/x.png"
            me = {"id": account, "username": handle, "name": "WV11\nNews", "public_metrics": {"followers_count": 3120}}
            return Said(200, {"data": me | {"profile_image_url": picture}})
        return super().answer(asked)

    def _oauth(self, asked: Asked) -> Said:
        form = asked.form
        if asked.us != f"{APP}:{SECRET}" or form.get("client_id") != APP:
            return Said(401, {"error": "unauthorized_client", "error_description": "Missing valid authorization header"})
        if asked.path[2] == "revoke":
            self.accounts.pop(self._again.pop(form["token"], form["token"]), None)
            return Said(200, {"revoked": True})
        if form.get("grant_type") == "authorization_code":
            said, ends = self._codes.pop(form["code"], ({}, clock.now()))
            proved = said.get("code_challenge") == challenge(form["code_verifier"])
            if ends <= clock.now() or form["redirect_uri"] != BACK or not proved:
                return Said(400, {"error": "invalid_request", "error_description": "Value passed for the authorization code was invalid."})
            return self._tokens(self.scopes & set(said["scope"].split()))
        if form.get("grant_type") == "refresh_token" and (old := self._again.pop(form["refresh_token"], None)):
            self.accounts.pop(old, None)
            return self._tokens(self.scopes)
        return Said(400, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."})

    def _tokens(self, scopes: set[str]) -> Said:
        token, again = new_token(), new_token()
        self.accounts[token], self._ends[token] = ACCOUNTS["clerk-token"], clock.now() + TOKEN_LIVES
        said = {"token_type": "bearer", "expires_in": 7200, "access_token": token, "scope": " ".join(scopes)}
        if "offline.access" not in scopes:
            return Said(200, said)
        self._again[again] = token
        return Said(200, said | {"refresh_token": again})
