"""The way into an account on any server that speaks Mastodon's language: OAuth's code flow, with an app that we register there."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Unpack
from urllib.parse import urlencode, urlsplit

from pwa.networks.asking import bearer
from pwa.networks.contract import Disconnected, Place, Refused, TryLater
from pwa.networks.letting_in import LONGEST, ask, challenge, has, lasting, number, words
from pwa.networks.sign_in import CAME_FROM, Account, Away, Tokens
from pwa.outbound import Answer, Body, Way, origin
from pwa.rules.words import Sentence, n_
from pwa.secrets import new_token

APP = "Only Human"
SCOPES = ("read:accounts", "read:search", "read:statuses", "write:media", "write:statuses")  # what publishing and looking takes
WIDE = ("read", "write")  # where a server knows no narrower ones
NAME = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+")
CHALLENGE = "S256"  # RFC 7636

NO_NAME = n_("“%(typed)s” is not the name of a server.")
WRITE_IT = n_("Write it as it stands in its address, such as mastodon.example.")
FORBIDDEN, CHECK = n_("This server cannot be asked: its name leads nowhere, or into a private network."), n_("Check its name.")
OTHER_TONGUE = n_("This server does not speak Mastodon’s language, or takes no apps.")
ANOTHER_SERVER = n_("Another server answered than the one that was asked.")
FORGOTTEN, BEGIN_AGAIN = n_("The server did not accept what it gave us itself."), n_("Begin again.")
STILL_THERE = n_("Its server did not take back what it gave us. Take Only Human out of the account’s authorised apps over there.")


class Registrations(Protocol):
    """What each server gave us when we introduced ourselves; whoever wires the networks hands them in."""

    def known(self, home: str) -> Mapping[str, str] | None:
        """What this one gave."""

    def keep(self, home: str, facts: Mapping[str, str]) -> None:
        """Something new."""

    def drop(self, home: str) -> None:
        """It does not know us any more."""


class MastodonSignIn:
    """For any number of threads. `site`: our own address, which a server shows beside our name."""

    name = "mastodon"
    label = n_("Mastodon")
    many_homes = True
    official_only = False

    def __init__(self, way: Way, registrations: Registrations, *, site: str) -> None:
        self._way, self._registrations, self._site = way, registrations, site

    def begin(self, home: str, *, back: str, state: str) -> Away:
        """To the server that was typed. Raises Refused or TryLater."""
        home = _home(home)
        back = f"{back}/{_way_back(home)}"
        app = self._registrations.known(home)
        step = self._away(home, app, back, state) if app and app["back"] == back else None
        if step is None or self._forgot_us(step):
            step = self._away(home, self._registered(home, back), back, state)
        return step

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Sequence[Account]:
        """The one account that said yes. Raises Refused or TryLater."""
        home = kept["home"]
        if answer.get(CAME_FROM) != _way_back(home):
            raise Refused(ANOTHER_SERVER, BEGIN_AGAIN)
        app = self._registrations.known(home)
        if app is None:
            raise Refused(FORGOTTEN, BEGIN_AGAIN)
        form = {"grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": kept["back"], "scope": app["scopes"]}
        if "verifier" in kept:
            form["code_verifier"] = kept["verifier"]
        said = self._tokens(home, app, form)
        return [self._account(home, _tokens(said))]

    def refresh(self, place: Place) -> Tokens:
        """New ones where this server's end; otherwise a look whether they still open. Raises Disconnected or TryLater."""
        again = place.access.get("refresh_token")
        if again is None:
            tokens = Tokens({"token": place.access["token"]})
            self._verified(place.home, tokens)
            return tokens
        app = self._registrations.known(place.home)
        if app is None:
            raise Disconnected
        try:
            said = self._tokens(place.home, app, {"grant_type": "refresh_token", "refresh_token": again})
        except Refused:
            raise Disconnected from None
        return _tokens({"refresh_token": again} | said)  # who gives no new one means that the old one stays

    def revoke(self, place: Place) -> str:
        """Some servers have no such thing. Raises TryLater."""
        app = self._registrations.known(place.home)
        if app is None:
            return STILL_THERE
        form = {"client_id": app["client_id"], "client_secret": app["client_secret"], "token": place.access["token"]}
        answer, _ = self._ask("POST", f"{place.home}/oauth/revoke", data=form)
        return "" if answer.status == 200 else STILL_THERE

    def _away(self, home: str, app: Mapping[str, str], back: str, state: str) -> Away:
        asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": back, "scope": app["scopes"], "state": state}
        kept = {"home": home, "back": back}
        if app["pkce"]:
            kept["verifier"] = new_token()
            asked |= {"code_challenge": challenge(kept["verifier"]), "code_challenge_method": CHALLENGE}
        asked["force_login"] = "true"  # who the browser is signed in as over there is often somebody else
        return Away(f"{home}/oauth/authorize?{urlencode(asked)}", kept)

    def _forgot_us(self, step: Away) -> bool:
        """Whether the page would be an error to the person: some servers forget an app when its last token is given back."""
        answer, _ = self._ask("GET", step.address)
        return 400 <= answer.status < 500

    def _registered(self, home: str, back: str) -> Mapping[str, str]:
        offers = self._offers(home)
        for scopes in (SCOPES, WIDE):
            form = {"client_name": APP, "redirect_uris": back, "scopes": " ".join(scopes), "website": self._site}
            answer, said = self._ask("POST", f"{home}/api/v1/apps", data=form)
            if answer.status == 200 and has(said, "client_id", "client_secret"):
                pkce = CHALLENGE if CHALLENGE in _listed(offers, "code_challenge_methods_supported") else ""
                facts = {name: said[name] for name in ("client_id", "client_secret")}
                app = facts | {"scopes": " ".join(scopes), "back": back, "pkce": pkce}
                self._registrations.keep(home, app)
                return app
        raise Refused(OTHER_TONGUE, CHECK)

    def _offers(self, home: str) -> Any:
        """What the server says of its own sign-in; Mastodon does since 4.3, and others say nothing."""
        answer, said = self._ask("GET", f"{home}/.well-known/oauth-authorization-server")
        return said if answer.status == 200 else None

    def _tokens(self, home: str, app: Mapping[str, str], form: Mapping[str, str]) -> Any:
        us = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
        answer, said = self._ask("POST", f"{home}/oauth/token", data={**us, **form})
        if answer.status == 200 and has(said, "access_token"):
            return said
        if not has(said, "error"):  # said by something in between
            raise TryLater
        if said["error"] in ("invalid_client", "unauthorized_client"):
            self._registrations.drop(home)
        raise Refused(FORGOTTEN, BEGIN_AGAIN)

    def _account(self, home: str, tokens: Tokens) -> Account:
        said = self._verified(home, tokens)
        picture = said.get("avatar_static")
        return Account(
            remote_id=said["id"],
            handle=f"@{words(said['username'])}@{urlsplit(home).netloc}",
            name=words(said.get("display_name")) or words(said["username"]),
            tokens=tokens,
            home=home,
            followers=number(said, "followers_count"),
            picture=picture if isinstance(picture, str) else None,
        )

    def _verified(self, home: str, tokens: Tokens) -> Any:
        """Whose tokens these are. Raises Disconnected when they open nothing."""
        answer, said = self._ask("GET", f"{home}/api/v1/accounts/verify_credentials", bearer(tokens.by_name["token"]))
        if answer.status in (401, 403) and (has(said, "error") or not answer.body.strip()):  # else said by something in between
            raise Disconnected
        if answer.status != 200 or not has(said, "id", "username"):
            raise TryLater
        return said

    def _ask(self, method: str, address: str, headers: Mapping[str, str] | None = None, **body: Unpack[Body]) -> tuple[Answer, Any]:
        return ask(self._way, method, address, headers, inside=Refused(FORBIDDEN, CHECK), **body)


def _home(typed: str) -> str:
    """The origin of a server: from its name, its address, or somebody's handle there. Raises Refused."""
    scheme, _, rest = typed.strip().lower().rpartition("://")
    rest = rest.split("/")[0] if scheme else rest.rpartition("@")[2].rstrip("/")
    try:
        host, colon, port = rest.partition(":")
        parts = urlsplit(f"{scheme or 'https'}://{host.encode('idna').decode()}{colon}{port}")
        if (
            NAME.fullmatch(parts.hostname or "")
            and not (parts.path or parts.query or parts.fragment or parts.username)
            and (parts.port is None or parts.port)
        ):
            return origin(parts.geturl())
    except (ValueError, UnicodeError):
        pass
    raise Refused(Sentence(NO_NAME, typed=typed.strip()[:LONGEST]), WRITE_IT)


def _way_back(home: str) -> str:
    """Each server has its own: one that sends people on to another, to be given what that one answers, gets nothing (RFC 9700, 4.4)."""
    return hashlib.sha256(home.encode()).hexdigest()[:16]


def _tokens(said: Any) -> Tokens:
    lasts = lasting(said) if has(said, "refresh_token") else None
    again = {"refresh_token": said["refresh_token"]} if lasts else {}
    return Tokens({"token": said["access_token"], **again}, lasts)


def _listed(said: Any, name: str) -> Sequence[Any]:
    found = said.get(name) if isinstance(said, dict) else None
    return found if isinstance(found, list) else ()
