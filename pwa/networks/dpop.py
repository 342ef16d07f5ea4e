"""Proof of possession (RFC 9449): a token that opens nothing without the key it was given for, and a signature for each request."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any, Unpack, cast
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from pwa import clock
from pwa.networks.asking import Asks
from pwa.outbound import DEADLINE_SECONDS, Answer, Body, origin
from pwa.secrets import new_token

ALGORITHM = "ES256"
WANTS_NONCE = "use_dpop_nonce"
MOST_SERVERS = 1000  # whose last nonce is remembered

_nonces: dict[str, str] = {}  # by origin: what each server wants to see next. A wrong one costs one more request


def new_key() -> str:
    """A key of its own for each connection, as text: sealed with its tokens."""
    return json.dumps(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True))


def public_part(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    """What everybody may know of it, as a JWK."""
    return dict(ECAlgorithm.to_jwk(key.public_key(), as_dict=True))


class Proving:
    """A way out on which each request proves that we have this key; with `token`, that the token is ours."""

    def __init__(self, way: Asks, key: str, token: str | None = None) -> None:
        self._way, self._token = way, token
        self._key = cast(ec.EllipticCurvePrivateKey, ECAlgorithm.from_jwk(key))

    def ask(
        self, method: str, address: str, headers: Mapping[str, str], *, within: float = DEADLINE_SECONDS, **body: Unpack[Body]
    ) -> Answer:
        """Ask; and once more, in the same time, where the server wanted a nonce that we did not have. It has done nothing then."""
        begun = time.monotonic()
        answer = self._ask(method, address, headers, within, body)
        if _wants_nonce(answer):
            answer = self._ask(method, address, headers, max(0.1, within - (time.monotonic() - begun)), body)
        return answer

    def _ask(self, method: str, address: str, headers: Mapping[str, str], within: float, body: Body) -> Answer:
        ours = {"DPoP": self._proof(method, address)} | ({"Authorization": f"DPoP {self._token}"} if self._token else {})
        answer = self._way.ask(method, address, {**headers, **ours}, within=within, **body)
        if nonce := answer.headers.get("DPoP-Nonce"):
            if len(_nonces) >= MOST_SERVERS:
                _nonces.clear()
            _nonces[origin(address)] = nonce
        return answer

    def _proof(self, method: str, address: str) -> str:
        parts = urlsplit(address)
        said = {"jti": new_token(), "htm": method, "htu": f"{origin(address)}{parts.path}", "iat": int(clock.now().timestamp())}
        if nonce := _nonces.get(origin(address)):
            said["nonce"] = nonce
        if self._token:
            said["ath"] = base64.urlsafe_b64encode(hashlib.sha256(self._token.encode()).digest()).rstrip(b"=").decode()
        return jwt.encode(said, self._key, ALGORITHM, {"typ": "dpop+jwt", "jwk": public_part(self._key)})


def _wants_nonce(answer: Answer) -> bool:
    """An authorization server says so with a 400 and the name of the error, a resource server with a 401 and its header."""
    if answer.status not in (400, 401) or "DPoP-Nonce" not in answer.headers:
        return False
    if WANTS_NONCE in answer.headers.get("WWW-Authenticate", ""):
        return True
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("error") == WANTS_NONCE
