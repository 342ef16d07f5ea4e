"""Where a Bluesky account lives, and who lets people in there: by what was typed, by its own document, and by its server."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from pwa.networks.contract import Refused
from pwa.networks.letting_in import ask, has
from pwa.outbound import Way, origin
from pwa.rules.words import n_

HOME = "https://bsky.social"  # where nearly all accounts are
DIRECTORY = "https://plc.directory"  # which server an account is on
OTHER_TONGUE, CHECK = n_("This is no Bluesky server."), n_("Check its name.")
NOT_FOUND = n_("There is no account with this handle, and no server with this name.")
PLC, WEB = re.compile(r"did:plc:[a-z2-7]{24}"), re.compile(r"did:web:([a-z0-9.-]+)")
HANDLE = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "pushed_authorization_request_endpoint")


class NoOAuth(Exception):
    """A server that has no such thing. `home`: which."""

    def __init__(self, home: str) -> None:
        super().__init__(home)
        self.home = home


@dataclass(frozen=True)
class Whose:
    """What an account's own document says: its server, and the handle that it claims."""

    did: str
    home: str
    handle: str


@dataclass(frozen=True)
class Authority:
    """Who lets people in: its name, and where it is asked for what. `asks_always`: it can be told to show its page each time."""

    issuer: str
    authorize: str
    token: str
    push: str
    revoke: str | None
    asks_always: bool


class Accounts:
    """Asks whoever must know. `directory`: of accounts; `resolver`: a server that knows whose a handle is."""

    def __init__(self, way: Way, *, directory: str = DIRECTORY, resolver: str = HOME) -> None:
        self._way, self._directory, self._resolver = way, directory, resolver

    def find(self, typed: str) -> tuple[str, Whose | None]:
        """The server that was meant, by its name or by the handle of somebody there. Raises Refused, TryLater or NoOAuth."""
        typed = typed.strip().removeprefix("@")
        home = origin_of(typed or HOME)
        if HANDLE.fullmatch(typed.lower()) and (did := self._did_of(typed.lower())):
            whose = self.whose(did)
            return whose.home, whose
        if home is None:
            raise Refused(OTHER_TONGUE, CHECK)
        return home, None

    def whose(self, did: str) -> Whose:
        """By the account's own document. Raises Refused or TryLater."""
        if PLC.fullmatch(did):
            address = f"{self._directory}/{did}"
        elif found := WEB.fullmatch(did):
            address = f"https://{found[1]}/.well-known/did.json"
        else:
            raise Refused(NOT_FOUND, CHECK)
        said = self._get(address)
        home = server_in(said)
        if not isinstance(said, dict) or said.get("id") != did or home is None:
            raise Refused(NOT_FOUND, CHECK)
        names = said.get("alsoKnownAs")
        handles = [str(one).removeprefix("at://") for one in names if str(one).startswith("at://")] if isinstance(names, list) else []
        return Whose(did, home, handles[0].lower() if handles else did)

    def authority_for(self, home: str) -> Authority:
        """Whom this server leaves letting people in to; one that leaves it to nobody may do so itself. Raises NoOAuth or TryLater."""
        said = self._get(f"{home}/.well-known/oauth-protected-resource")
        if said is None:
            return self.authority(home)
        servers = said.get("authorization_servers") if isinstance(said, dict) and said.get("resource") == home else None
        issuer = origin_of(str(servers[0])) if isinstance(servers, list) and servers else None
        if issuer is None:
            raise NoOAuth(home)
        return self.authority(issuer)

    def authority(self, issuer: str) -> Authority:
        """By what it says of itself. Raises NoOAuth or TryLater."""
        said = self._get(f"{issuer}/.well-known/oauth-authorization-server")
        good = (
            has(said, "issuer", *ENDPOINTS)
            and said["issuer"] == issuer
            and said.get("authorization_response_iss_parameter_supported") is True
            and "ES256" in (said.get("dpop_signing_alg_values_supported") or ())
            and "S256" in (said.get("code_challenge_methods_supported") or ())
            and all(one.startswith(("https://", f"{issuer}/")) for one in (said[name] for name in ENDPOINTS))
        )
        if not good:
            raise NoOAuth(issuer)
        authorize, token, push = (str(said[name]) for name in ENDPOINTS)
        revoke = said.get("revocation_endpoint")
        asks_always = "consent" in (said.get("prompt_values_supported") or ())
        return Authority(issuer, authorize, token, push, revoke if isinstance(revoke, str) else None, asks_always)

    def _did_of(self, handle: str) -> str | None:
        """Whose handle it is. A handle in the DNS is found by a server that looks there."""
        said = self._get(f"{self._resolver}/xrpc/com.atproto.identity.resolveHandle?{urlencode({'handle': handle})}")
        did = said.get("did") if isinstance(said, dict) else None
        return did if isinstance(did, str) else None

    def _get(self, address: str) -> Any:
        """The JSON there; None: there is nothing. Raises TryLater."""
        answer, said = ask(self._way, "GET", address, inside=Refused(OTHER_TONGUE, CHECK))
        return said if answer.status == 200 else None


def server_in(document: Any) -> str | None:
    """The account's own server, by its document."""
    services = document.get("service") if isinstance(document, dict) else None
    for one in services if isinstance(services, list) else ():
        if isinstance(one, dict) and str(one.get("id", "")).endswith("#atproto_pds") and isinstance(one.get("serviceEndpoint"), str):
            return origin_of(one["serviceEndpoint"])
    return None


def origin_of(typed: str) -> str | None:
    """The origin of a server, from its name or its address."""
    scheme, _, rest = typed.strip().rstrip("/").lower().rpartition("://")
    host, colon, port = rest.partition(":")
    try:
        parts = urlsplit(f"{scheme or 'https'}://{host.encode('idna').decode()}{colon}{port}")
        bare = not (parts.path or parts.query or parts.fragment or parts.username)
        return origin(parts.geturl()) if parts.hostname and bare and parts.port != 0 else None
    except (ValueError, UnicodeError):
        return None
