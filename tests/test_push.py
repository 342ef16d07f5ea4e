"""Web Push: the example of RFC 8291 to the letter, another implementation that reads what we write, and a proof that verifies."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as some

from pwa import push
from pwa.push import LARGEST, from_url, in_url
from pwa.secrets import curve_key, key_for

# RFC 8291, section 5 and appendix A.
WATERMELON = b"When I grow up, I want to be a watermelon"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def private(number: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(number), ec.SECP256R1())


def test_the_example_of_the_rfc_comes_out_to_the_letter() -> None:
    body = push.encrypt(WATERMELON, from_url(THEIRS), from_url(AUTH), once=private(from_url(OURS)), salt=from_url(SALT))
    assert in_url(body) == BODY


@given(words=some.binary(max_size=LARGEST))
def test_another_implementation_reads_it(words: bytes) -> None:
    browser, auth = private(b"\7" * 32), b"a" * 16
    body = push.encrypt(words, from_url(push.public_key(browser)), auth)
    assert http_ece.decrypt(body, private_key=browser, auth_secret=auth) == words
    assert len(body) <= push.RECORD_BYTES


def test_no_two_pushes_are_alike() -> None:
    keys = (from_url(THEIRS), from_url(AUTH))
    assert len({push.encrypt(WATERMELON, *keys)[:37] for _ in range(10)}) == 10


def test_the_proof_names_the_service_the_sender_and_its_end_and_verifies(tmp_path: Path) -> None:
    key = curve_key("web push", tmp_path)
    header = push.authorization(key, "https://fcm.googleapis.com", subject="https://post.example.org", now=NOW)
    scheme, token, named = header.replace(",", "").split(" ")
    head, claims, signature = token.removeprefix("t=").split(".")
    assert (scheme, named) == ("vapid", f"k={push.public_key(key)}")
    assert json.loads(from_url(head)) == {"typ": "JWT", "alg": "ES256"}
    ends = int((NOW + timedelta(hours=12)).timestamp())
    assert json.loads(from_url(claims)) == {"aud": "https://fcm.googleapis.com", "exp": ends, "sub": "https://post.example.org"}
    raw = from_url(signature)
    proof = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.public_key().verify(proof, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_whoever_shares_the_key_file_sends_as_the_same(tmp_path: Path) -> None:
    key = curve_key("web push", tmp_path)
    key_for.__globals__["_root"].cache_clear()
    assert push.public_key(curve_key("web push", tmp_path)) == push.public_key(key)
    assert push.public_key(curve_key("something else", tmp_path)) != push.public_key(key)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        (THEIRS, ""),
        (THEIRS[:-2], AUTH),
        (THEIRS, AUTH + "AA"),
        (in_url(b"\4" + b"\1" * 64), AUTH),  # on no curve
        (in_url(b"\2" + from_url(THEIRS)[1:33]), AUTH),  # a compressed point
        (in_url(b"\0" * 65), AUTH),
        ("*" * 87, AUTH),
        (THEIRS, "é" * 22),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is one
        push.keys(p256dh, auth)


def test_keys_are_taken_with_padding_and_without() -> None:
    assert push.keys(THEIRS, AUTH) == push.keys(f"{THEIRS}=", f"{AUTH}==") == (from_url(THEIRS), from_url(AUTH))
