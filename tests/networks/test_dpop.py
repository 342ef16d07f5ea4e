"""What each request proves, and what becomes of it when its server wants to see something else first."""

import base64
import hashlib
import json
import socket
from typing import Any

import jwt
import pytest

from pwa.networks import dpop
from pwa.networks.asking import tell
from pwa.networks.contract import Unsure
from pwa.networks.dpop import Proving, new_key
from pwa.outbound import ANY_NAME, Way
from tests.answering import Heard, answering

KEY = new_key()


@pytest.fixture(autouse=True)
def _no_nonces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dpop, "_nonces", {})


def proving(token: str | None = None) -> Proving:
    return Proving(Way(ANY_NAME, loopback=True), KEY, token)


def proof_in(heard: Heard) -> tuple[dict[str, Any], dict[str, Any]]:
    """Its head and its claims, if the key that it names signed it."""
    head = jwt.get_unverified_header(heard.headers["DPoP"])
    return head, jwt.decode(heard.headers["DPoP"], jwt.PyJWK(head["jwk"]).key, algorithms=["ES256"], options={"verify_iat": False})


def wants(nonce: str, to: Heard) -> None:
    to.answers(401, b"{}", DPoP_Nonce=nonce, WWW_Authenticate='DPoP error="use_dpop_nonce"')


def test_a_proof_is_for_one_request_one_token_and_one_nonce() -> None:
    said: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def answer(to: Heard) -> None:
        said.append(proof_in(to))
        assert to.headers["Authorization"] == "DPoP a-token"
        wants("one", to) if len(said) == 1 else to.answers(200, b"{}", DPoP_Nonce="two")

    with answering(answer) as address:
        way = proving("a-token")
        assert [way.ask(method, f"{address}?q=1", {}).status for method in ("POST", "GET")] == [200, 200]
    heads, claims = zip(*said, strict=True)
    assert all(head["typ"] == "dpop+jwt" and "d" not in head["jwk"] for head in heads)
    assert [(one["htm"], one["htu"], one.get("nonce")) for one in claims] == [
        ("POST", address, None),
        ("POST", address, "one"),
        ("GET", address, "two"),
    ]
    assert {one["ath"] for one in claims} == {base64.urlsafe_b64encode(hashlib.sha256(b"a-token").digest()).rstrip(b"=").decode()}
    assert len({one["jti"] for one in claims}) == 3


def test_who_always_wants_another_nonce_is_asked_twice() -> None:
    heard: list[str] = []

    def answer(to: Heard) -> None:
        heard.append(to.path)
        to.answers(400, json.dumps({"error": "use_dpop_nonce"}).encode(), DPoP_Nonce=str(len(heard)))

    with answering(answer) as address:
        assert proving().ask("POST", address, {}).status == 400
    assert len(heard) == 2


def test_silence_after_the_second_asking_is_doubt_like_any_other() -> None:
    heard: list[str] = []

    def answer(to: Heard) -> None:
        heard.append(to.path)
        wants("one", to) if len(heard) == 1 else to.connection.shutdown(socket.SHUT_RDWR)

    with answering(answer) as address, pytest.raises(Unsure):
        tell(proving("a-token"), "POST", address, {}, no=lambda *_: None, proof=bool, json={"text": "words"})
    assert len(heard) == 2
