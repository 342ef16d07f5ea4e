"""A small server that speaks the part of Mastodon's language by which an app is let in, and obeys its rules; for tests, on this machine.

Whoever "sits at the browser" there is `signed_in`, one of its accounts; `/oauth/authorize` shows a page with a form, as Mastodon does.
"""

import base64
import hashlib
import html
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit


@dataclass
class Registered:
    """An app that introduced itself."""

    name: str
    back: str
    scopes: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))


@dataclass
class Code:
    """What a yes is worth, once."""

    app: str
    account: str
    back: str
    challenge: str | None


class Instance:
    """Its accounts, apps and tokens. `narrow`: whether it knows narrow scopes; `lasts`: seconds of a token, 0 for ever."""

    def __init__(self) -> None:
        self.accounts = {"1": ("clerk", "WV11 <News>", 3120), "2": ("steph", "Steph at home", 1)}
        self.signed_in = "1"
        self.pkce, self.narrow, self.revokes, self.silent, self.lasts = True, True, True, False, 0
        self.apps: dict[str, Registered] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, str] = {}  # whose each one is
        self.renewals: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url, self.avatar = "", b""  # what its accounts show

    def authorize(self, address: str) -> dict[str, str]:
        """What the person's browser would carry back after a yes. Raises when the server would show an error instead."""
        status, _, location = self.page("POST", urlsplit(address).path, dict(parse_qsl(urlsplit(address).query)))
        assert status == 302, status
        back = urlsplit(location)
        return dict(parse_qsl(back.query)) | {"came_from": back.path.removeprefix("/channels/return").strip("/")}

    def shuts_out(self) -> None:
        """Somebody took the app out of the account's settings."""
        self.tokens.clear()
        self.renewals.clear()

    def page(self, method: str, path: str, given: dict[str, str]) -> tuple[int, str, str]:
        """The part for browsers: status, HTML and where it leads."""
        app = self.apps.get(given.get("client_id", ""))
        if path != "/oauth/authorize" or app is None or given.get("redirect_uri") != app.back:
            return 400, "The redirect URI is not that of the app.", ""
        if not set(given.get("scope", "").split()) <= set(app.scopes.split()) or given.get("response_type") != "code":
            return 400, "The scope is invalid.", ""
        if method == "GET":
            return 200, self._form(app, given), ""
        back, state = given["redirect_uri"], given.get("state", "")
        if given.get("answer") == "no":
            return 302, "", f"{back}?{urlencode({'error': 'access_denied', 'error_description': 'No.', 'state': state})}"
        self.codes[code := secrets.token_urlsafe(16)] = Code(given["client_id"], self.signed_in, back, given.get("code_challenge"))
        return 302, "", f"{back}?{urlencode({'code': code, 'state': state})}"

    def api(self, method: str, path: str, given: dict[str, str], token: str) -> tuple[int, Any]:
        """The part for apps."""
        match method, path:
            case "GET", "/.well-known/oauth-authorization-server" if self.pkce:
                return 200, {"issuer": f"{self.url}/", "code_challenge_methods_supported": ["S256"]}
            case "POST", "/api/v1/apps":
                return self._register(given)
            case "POST", "/oauth/token":
                return self._token(given)
            case "POST", "/oauth/revoke" if self.revokes:
                app = self.apps.get(given.get("client_id", ""))
                if app is None or app.secret != given.get("client_secret"):
                    return 403, {"error": "unauthorized_client"}
                self.tokens.pop(given["token"], None)
                return 200, {}
            case "GET", "/api/v1/accounts/1/statuses":
                return (200, []) if token in self.tokens else (401, {"error": "The access token is invalid"})
            case "GET", "/api/v1/accounts/verify_credentials":
                return self._account(token)
        return 404, {"error": "Record not found"}

    def _form(self, app: Registered, given: dict[str, str]) -> str:
        hidden = "".join(f'<input type="hidden" name="{html.escape(one)}" value="{html.escape(given[one])}">' for one in given)
        buttons = '<button name="answer" value="yes">Authorise</button><button name="answer" value="no">Deny</button>'
        who = html.escape(self.accounts[self.signed_in][0])
        form = f'<form method="post" action="/oauth/authorize">{hidden}{buttons}</form>'
        return f"<!doctype html><title>Authorisation</title><p>{html.escape(app.name)} would like to act as {who}.</p>{form}"

    def _register(self, given: dict[str, str]) -> tuple[int, Any]:
        if not self.narrow and ":" in given.get("scopes", ""):
            return 422, {"error": "Validation failed: Scopes doesn't match configured on the server."}
        app = Registered(given["client_name"], given["redirect_uris"], given.get("scopes", "read"))
        self.apps[number := secrets.token_urlsafe(16)] = app
        return 200, {"id": "1", "name": app.name, "client_id": number, "client_secret": app.secret, "redirect_uri": app.back}

    def _token(self, given: dict[str, str]) -> tuple[int, Any]:
        app = self.apps.get(given.get("client_id", ""))
        if app is None or app.secret != given.get("client_secret"):
            return 401, {"error": "invalid_client"}
        if given.get("grant_type") == "refresh_token":
            account = self.renewals.pop(given["refresh_token"], None)
            return (400, {"error": "invalid_grant"}) if account is None else (200, self._new_token(account, app.scopes))
        code = self.codes.pop(given.get("code", ""), None)
        if code is None or (code.app, code.back) != (given["client_id"], given.get("redirect_uri")):
            return 400, {"error": "invalid_grant"}
        if code.challenge is not None and code.challenge != _challenge(given.get("code_verifier", "")):
            return 400, {"error": "invalid_grant"}
        return 200, self._new_token(code.account, given.get("scope", app.scopes))

    def _new_token(self, account: str, scope: str) -> dict[str, Any]:
        self.tokens[token := secrets.token_urlsafe(16)] = account
        said: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "scope": scope, "created_at": 1}
        if self.lasts:
            self.renewals[renewal := secrets.token_urlsafe(16)] = account
            said |= {"expires_in": self.lasts, "refresh_token": renewal}
        return said

    def _account(self, token: str) -> tuple[int, Any]:
        if token not in self.tokens:
            return 401, {"error": "The access token is invalid"}
        name, shown, followers = self.accounts[self.tokens[token]]
        said = {"id": self.tokens[token], "username": name, "acct": name, "display_name": shown, "followers_count": followers}
        return 200, said | {"avatar_static": f"{self.url}/avatar.png"}


class _Handler(BaseHTTPRequestHandler):
    instance: Instance

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        self._answer(dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(), keep_blank_values=True)))

    def _answer(self, given: dict[str, str]) -> None:
        path, location = urlsplit(self.path).path, ""
        said: str | bytes
        self.instance.asked.append((f"{self.command} {path}", given))
        if self.instance.silent:
            self.close_connection = True
            return
        if path == "/oauth/authorize":
            status, said, location = self.instance.page(self.command, path, given)
            kind = "text/html; charset=utf-8"
        elif path == "/avatar.png" and self.instance.avatar:
            status, said, kind = 200, self.instance.avatar, "image/jpeg"
        else:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, answer = self.instance.api(self.command, path, given, token)
            said, kind = json.dumps(answer), "application/json"
        body = said if isinstance(said, bytes) else said.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@contextmanager
def mastodon_instance() -> Iterator[Instance]:
    """One that runs."""
    instance = Instance()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"instance": instance}))
    instance.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, args=(0.02,))
    serving.start()
    try:
        yield instance
    finally:  # or whatever failed meanwhile would keep the tests from ending
        server.shutdown()
        serving.join()
        server.server_close()
