"""Each step of WebAuthn Level 3, "Registering a New Credential" (7.1)."""

import json

import cbor2
import pytest

from pwa import passkeys
from tests.passkeys.enrolling import HOME, create, creation_options, enrol, prove, refusal_of
from tests.software_passkey import EDDSA, ES256, RS256, SoftwarePasskey, Tampering, decoded, encoded

TOO_BIG_RSA = cbor2.dumps({1: 3, 3: RS256, -1: b"\xff" * 4000, -2: b"\xff" * 9})
OFF_THE_CURVE = cbor2.dumps({1: 2, 3: ES256, -1: 1, -2: bytes(31) + b"\x01", -3: bytes(31) + b"\x01"})
P384 = cbor2.dumps({1: 2, 3: -35, -1: 2, -2: b"\x01" * 48, -3: b"\x01" * 48})
REFUSED_AT_CREATION: list[tuple[str, str, Tampering]] = [
    ("7.1-step-3-not-an-attestation-response", "malformed", {"response": {"attestationObject": None}}),
    ("7.1-step-5-client-data-not-utf8", "malformed", {"response": {"clientDataJSON": encoded(b"\xff\xfe{}")}}),
    ("7.1-step-6-client-data-not-json", "malformed", {"response": {"clientDataJSON": encoded(b"not json")}}),
    ("7.1-step-6-client-data-a-list", "malformed", {"response": {"clientDataJSON": encoded(b"[]")}}),
    ("7.1-step-6-client-data-empty", "malformed", {"response": {"clientDataJSON": encoded(b"{}")}}),
    ("7.1-step-7-type", "wrong_ceremony", {"type": "webauthn.get"}),
    ("7.1-step-8-challenge", "wrong_challenge", {"challenge": bytes(32)}),
    ("7.1-step-8-challenge-empty", "wrong_challenge", {"challenge": b""}),
    ("7.1-step-9-origin", "wrong_origin", {"origin": "http://localhost:8001"}),
    ("7.1-step-9-origin-that-begins-alike", "wrong_origin", {"origin": "http://localhost:8000.evil.example"}),
    ("7.1-step-10-cross-origin", "cross_origin", {"cross_origin": True}),
    ("7.1-step-10-cross-origin-as-a-word", "cross_origin", {"cross_origin": "true"}),
    ("7.1-step-11-top-origin", "cross_origin", {"top_origin": "https://evil.example"}),
    ("7.1-step-11-top-origin-even-ours", "cross_origin", {"top_origin": HOME.origin}),
    ("7.1-step-11-top-origin-even-null", "cross_origin", {"top_origin": None}),
    ("7.1-step-13-attestation-not-cbor", "malformed", {"response": {"attestationObject": encoded(b"\xff")}}),
    ("7.1-step-13-attestation-nested-too-deep", "malformed", {"response": {"attestationObject": encoded(b"\x81" * 9000)}}),
    (
        "7.1-step-13-attestation-names-the-same-thing-twice",
        "malformed",
        {"response": {"attestationObject": encoded(b"\xa2\x61a\x01\x61a\x02")}},
    ),
    ("7.1-step-14-relying-party", "wrong_relying_party", {"rp_id": "evil.example"}),
    ("7.1-step-15-up", "user_presence_missing", {"up": False}),
    ("7.1-step-16-uv", "user_verification_missing", {"uv": False}),
    ("7.1-step-17-backed-up-but-not-eligible", "backup_flags_impossible", {"be": False, "bs": True}),
    ("7.1-step-20-algorithm-not-asked-for", "wrong_algorithm", {"public_key": P384}),
    ("7.1-step-20-key-off-the-curve", "malformed", {"public_key": OFF_THE_CURVE}),
    ("7.1-step-20-key-is-junk", "malformed", {"public_key": cbor2.dumps({1: 2, 3: ES256})}),
    ("7.1-step-22-unknown-attestation-format", "malformed", {"attestation": "compound"}),
    ("7.1-step-23-attestation-signature", "malformed", {"attestation": "packed", "signature": b"\x30\x00"}),
    ("7.1-step-25-credential-id-of-1024-bytes", "credential_id_too_long", {"credential_id": b"x" * 1024}),
    ("7.1-step-25-credential-id-of-1024-bytes-inside", "credential_id_mismatch", {"credential_id": b"x" * 1024, "outer_id": b"x"}),
    ("7.1-step-25-credential-id-empty", "malformed", {"credential_id": b""}),
    ("7.1-step-25-another-id-outside-than-inside", "credential_id_mismatch", {"outer_id": b"somebody else's"}),
    ("7.1-type-of-the-credential", "malformed", {"outer": {"type": "password"}}),
    ("7.1-raw-id-unlike-id", "malformed", {"outer": {"rawId": encoded(b"another")}}),
]
ACCEPTED_AT_CREATION: list[tuple[str, Tampering]] = [
    ("7.1-all-steps", {}),
    ("7.1-step-18-eligible-not-yet-backed-up", {"be": True, "bs": False}),
    ("7.1-step-19-single-device", {"be": False, "bs": False}),
    ("7.1-step-23-self-attestation", {"attestation": "packed"}),
    ("7.1-step-25-credential-id-of-1023-bytes", {"credential_id": b"x" * 1023}),
    ("7.1-step-28-extension-outputs-nobody-asked-for", {"extensions": {"credProtect": 2}}),
    ("7.1-unknown-transports-are-left-out", {"response": {"transports": ["internal", "telepathy", 7, None]}}),
    ("7.1-transports-of-the-wrong-shape", {"response": {"transports": "internal"}}),
]


@pytest.mark.parametrize(("reason", "lies"), [pytest.param(reason, lies, id=step) for step, reason, lies in REFUSED_AT_CREATION])
def test_a_passkey_is_not_enrolled_when_a_step_of_the_creation_fails(reason: str, lies: Tampering) -> None:
    assert refusal_of(lambda: create(SoftwarePasskey(), **lies)) == reason


@pytest.mark.parametrize("lies", [pytest.param(lies, id=step) for step, lies in ACCEPTED_AT_CREATION])
def test_a_passkey_is_enrolled_when_every_step_of_the_creation_holds(lies: Tampering) -> None:
    phone = SoftwarePasskey()
    made = create(phone, **lies)
    assert made.credential_id == phone.held["localhost"][0].id
    assert (made.backup_eligible, made.backed_up) == (lies.get("be", True), lies.get("bs", True))
    assert set(made.transports) <= {"internal", "hybrid"}
    assert (made.sign_count, made.aaguid) == (0, "00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize("algorithm", [pytest.param(one, id=f"7.1-step-20-7.2-step-21-alg{one}") for one in (ES256, RS256, EDDSA)])
def test_anna_enrols_and_uses_a_passkey_of_each_algorithm_we_offer(algorithm: int) -> None:
    assert not prove(enrol(SoftwarePasskey(algorithm=algorithm))).counter_warning


def test_a_client_data_with_a_byte_order_mark_is_read_as_the_standard_says() -> None:  # 7.1-step-5
    challenge = passkeys.new_challenge()
    answer = json.loads(SoftwarePasskey().create(creation_options(challenge)))
    answer["response"]["clientDataJSON"] = encoded(b"\xef\xbb\xbf" + decoded(answer["response"]["clientDataJSON"]))
    assert passkeys.verify_creation(HOME, json.dumps(answer), challenge=challenge).backed_up


def test_a_monstrous_key_is_no_way_to_keep_the_server_busy() -> None:  # it enrols; the library below refuses to calculate with it
    assert refusal_of(lambda: prove(enrol(SoftwarePasskey(algorithm=RS256), public_key=TOO_BIG_RSA))) == "wrong_signature"
