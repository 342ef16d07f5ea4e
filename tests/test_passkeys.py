"""Each step of WebAuthn Level 3, "Registering a New Credential" (7.1) and "Verifying an Authentication Assertion" (7.2), and junk."""

import ast
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pwa import passkeys
from pwa.passkeys import ANSWER_CHARACTERS, CeremonyRefused, EnrolledPasskey, KnownPasskey
from tests.software_passkey import EDDSA, ES256, RS256, PhoneRefused, SoftwarePasskey, Tampering, decoded, encoded

HOME = passkeys.relying_party("http://localhost:8000")
ANNA, ELSE = b"anna's opaque handle", b"ben's opaque handle"
TOO_BIG_RSA = cbor2.dumps({1: 3, 3: RS256, -1: b"\xff" * 4000, -2: b"\xff" * 9})
OFF_THE_CURVE = cbor2.dumps({1: 2, 3: ES256, -1: 1, -2: bytes(31) + b"\x01", -3: bytes(31) + b"\x01"})
P384 = cbor2.dumps({1: 2, 3: -35, -1: 2, -2: b"\x01" * 48, -3: b"\x01" * 48})


class Enrolment(NamedTuple):
    """A passkey that the phone and the server both know."""

    phone: SoftwarePasskey
    known: KnownPasskey


def creation_options(challenge: bytes, *exclude: KnownPasskey) -> dict[str, Any]:
    return passkeys.creation_options(HOME, challenge=challenge, user_handle=ANNA, person_name="Anna", exclude=exclude)


def create(phone: SoftwarePasskey, **lies: Any) -> EnrolledPasskey:
    challenge = passkeys.new_challenge()
    return passkeys.verify_creation(HOME, phone.create(creation_options(challenge), **lies), challenge=challenge)


def enrol(phone: SoftwarePasskey, **lies: Any) -> Enrolment:
    made = create(phone, **lies)
    known = KnownPasskey(made.credential_id, made.public_key, made.sign_count, made.backup_eligible, ANNA, made.transports)
    return Enrolment(phone, known)


def prove(enrolment: Enrolment, *, identified: bool = True, listed: bool = True, **lies: Any) -> passkeys.Assertion:
    phone, known = enrolment
    challenge = passkeys.new_challenge()
    options = passkeys.request_options(HOME, challenge=challenge, allow=[known] if listed else ())
    return passkeys.verify_assertion(HOME, phone.get(options, **lies), challenge=challenge, known=known, identified=identified)


def refusal_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(CeremonyRefused) as refused:
        attempt()
    return refused.value.reason


@pytest.fixture
def synced() -> Enrolment:
    return enrol(SoftwarePasskey())


@pytest.fixture
def single_device() -> Enrolment:
    return enrol(SoftwarePasskey(single_device=True))


# ---- 7.1 Registering a New Credential

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


# ---- 7.2 Verifying an Authentication Assertion

REFUSED_AT_ASSERTION: list[tuple[str, str, Tampering]] = [
    ("7.2-step-3-not-an-assertion-response", "malformed", {"response": {"signature": None}}),
    ("7.2-step-5-credential-not-the-one-asked-for", "unknown_credential", {"outer_id": b"somebody else's"}),
    ("7.2-step-6-user-handle-of-somebody-else", "not_theirs", {"user_handle": ELSE}),
    ("7.2-step-6-user-handle-empty", "not_theirs", {"user_handle": b""}),
    ("7.2-step-6-user-handle-not-text", "malformed", {"response": {"userHandle": 7}}),
    ("7.2-step-7-authenticator-data-too-short", "malformed", {"response": {"authenticatorData": encoded(bytes(36))}}),
    ("7.2-step-8-client-data-not-utf8", "malformed", {"response": {"clientDataJSON": encoded(b"\xff\xfe{}")}}),
    ("7.2-step-9-client-data-not-json", "malformed", {"response": {"clientDataJSON": encoded(b"not json")}}),
    ("7.2-step-10-type", "wrong_ceremony", {"type": "webauthn.create"}),
    ("7.2-step-11-challenge", "wrong_challenge", {"challenge": bytes(32)}),
    ("7.2-step-11-challenge-empty", "wrong_challenge", {"challenge": b""}),
    ("7.2-step-12-origin", "wrong_origin", {"origin": "https://evil.example"}),
    ("7.2-step-12-origin-of-the-other-scheme", "wrong_origin", {"origin": "https://localhost:8000"}),
    ("7.2-step-13-cross-origin", "cross_origin", {"cross_origin": True}),
    ("7.2-step-13-cross-origin-as-a-number", "cross_origin", {"cross_origin": 1}),
    ("7.2-step-14-top-origin", "cross_origin", {"top_origin": "https://evil.example"}),
    ("7.2-step-14-top-origin-even-ours", "cross_origin", {"top_origin": HOME.origin}),
    ("7.2-step-15-relying-party", "wrong_relying_party", {"rp_id": "evil.example"}),
    ("7.2-step-16-up", "user_presence_missing", {"up": False}),
    ("7.2-step-17-uv", "user_verification_missing", {"uv": False}),
    ("7.2-step-18-backed-up-but-not-eligible", "backup_flags_impossible", {"be": False, "bs": True}),
    ("7.2-step-19-no-longer-eligible", "backup_flag_changed", {"be": False, "bs": False}),
    ("7.2-step-21-signature", "wrong_signature", {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"}),
    ("7.2-step-21-signature-empty", "wrong_signature", {"response": {"signature": ""}}),
    ("7.2-type-of-the-credential", "malformed", {"outer": {"type": "password"}}),
    ("7.2-raw-id-unlike-id", "malformed", {"outer": {"rawId": encoded(b"another")}}),
]
ACCEPTED_AT_ASSERTION: list[tuple[str, Tampering]] = [
    ("7.2-all-steps", {}),
    ("7.2-step-6-user-handle-left-out-by-a-phone-that-got-a-list", {"user_handle": None}),
    ("7.2-step-19-no-longer-backed-up", {"bs": False}),
    ("7.2-step-23-extension-outputs-nobody-asked-for", {"extensions": {"devicePubKey": b"?"}}),
]


@pytest.mark.parametrize(("reason", "lies"), [pytest.param(reason, lies, id=step) for step, reason, lies in REFUSED_AT_ASSERTION])
def test_anna_proves_nothing_when_a_step_of_the_assertion_fails(synced: Enrolment, reason: str, lies: Tampering) -> None:
    assert refusal_of(lambda: prove(synced, **lies)) == reason


@pytest.mark.parametrize("lies", [pytest.param(lies, id=step) for step, lies in ACCEPTED_AT_ASSERTION])
def test_anna_proves_herself_when_every_step_of_the_assertion_holds(synced: Enrolment, lies: Tampering) -> None:
    proof = prove(synced, **lies)
    assert proof == passkeys.Assertion(synced.known.credential_id, 0, lies.get("bs", True), counter_warning=False)


def test_a_single_device_passkey_that_says_it_can_be_backed_up_now_is_refused(single_device: Enrolment) -> None:  # 7.2-step-19
    assert refusal_of(lambda: prove(single_device, be=True)) == "backup_flag_changed"


def test_at_sign_in_the_answer_must_say_whose_it_is(synced: Enrolment) -> None:  # 7.2-step-6
    assert prove(synced, identified=False, listed=False)
    assert refusal_of(lambda: prove(synced, identified=False, listed=False, user_handle=None)) == "not_theirs"


def test_a_signature_by_another_passkey_of_the_same_phone_proves_nothing(synced: Enrolment) -> None:  # 7.2-step-21
    another = enrol(synced.phone).known
    assert refusal_of(lambda: prove(synced, credential_id=another.credential_id, outer_id=synced.known.credential_id)) == "wrong_signature"


def test_a_flag_that_was_changed_after_the_signing_proves_nothing(
    synced: Enrolment,
) -> None:  # 7.2-step-21, the attack that step 17 alone would miss
    challenge = passkeys.new_challenge()
    answer = json.loads(synced.phone.get(passkeys.request_options(HOME, challenge=challenge), uv=False))
    data = bytearray(decoded(answer["response"]["authenticatorData"]))
    data[32] |= 0x04
    answer["response"]["authenticatorData"] = encoded(bytes(data))
    assert (
        refusal_of(lambda: passkeys.verify_assertion(HOME, json.dumps(answer), challenge=challenge, known=synced.known))
        == "wrong_signature"
    )


def test_an_answer_to_one_challenge_is_no_answer_to_the_next(synced: Enrolment) -> None:  # 7.2-step-11
    answer = synced.phone.get(passkeys.request_options(HOME, challenge=passkeys.new_challenge()))
    new = passkeys.new_challenge()
    assert refusal_of(lambda: passkeys.verify_assertion(HOME, answer, challenge=new, known=synced.known)) == "wrong_challenge"


COUNTS = [  # before, now, a single-device passkey, a synced one
    ("7.2-step-22-both-zero", 0, 0, "accepted", "accepted"),
    ("7.2-step-22-grew", 4, 5, "accepted", "accepted"),
    ("7.2-step-22-first-count", 0, 1, "accepted", "accepted"),
    ("7.2-step-22-greatest", 2**32 - 2, 2**32 - 1, "accepted", "accepted"),
    ("7.2-step-22-same", 5, 5, "refused", "noted"),
    ("7.2-step-22-shrank", 5, 4, "refused", "noted"),
    ("7.2-step-22-back-to-zero", 5, 0, "refused", "noted"),
]


@pytest.mark.parametrize(("before", "now", "single", "backed_up"), [pytest.param(*row[1:], id=row[0]) for row in COUNTS])
def test_a_count_that_does_not_grow_is_refused_for_one_device_and_noted_for_a_synced_passkey(
    synced: Enrolment, single_device: Enrolment, before: int, now: int, single: str, backed_up: str
) -> None:
    for (phone, known), expected in ((single_device, single), (synced, backed_up)):
        seen_before = Enrolment(phone, replace(known, sign_count=before))
        if expected == "refused":
            assert refusal_of(lambda again=seen_before: prove(again, sign_count=now)) == "counter_did_not_grow"  # type: ignore[misc]
        else:
            proof = prove(seen_before, sign_count=now)
            assert (proof.sign_count, proof.counter_warning) == (now, expected == "noted")


def test_a_single_device_passkey_counts_each_use(single_device: Enrolment) -> None:
    assert [prove(single_device).sign_count for _ in range(3)] == [1, 2, 3]


# ---- What we ask for


def test_a_new_passkey_is_asked_to_be_discoverable_verified_and_unknown_to_the_phone(synced: Enrolment) -> None:  # 7.1-step-1
    asked = creation_options(passkeys.new_challenge(), synced.known)
    selection = asked["authenticatorSelection"]
    assert (selection["residentKey"], selection["requireResidentKey"], selection["userVerification"]) == ("required", True, "required")
    assert "authenticatorAttachment" not in selection
    assert [one["alg"] for one in asked["pubKeyCredParams"]] == [ES256, RS256, EDDSA]
    assert (asked["attestation"], asked["timeout"], asked["hints"]) == ("none", 60_000, ["client-device"])
    assert asked["rp"] == {"id": "localhost", "name": "Only Human"}
    assert asked["user"] == {"id": encoded(ANNA), "name": "Anna", "displayName": "Anna"}
    one = {"id": encoded(synced.known.credential_id), "type": "public-key", "transports": ["internal", "hybrid"]}
    assert asked["excludeCredentials"] == [one]
    json.dumps(asked)
    with pytest.raises(PhoneRefused):
        synced.phone.create({"publicKey": asked})


def test_a_proof_is_asked_to_be_verified(synced: Enrolment) -> None:  # 7.2-step-1
    open_to_all = passkeys.request_options(HOME, challenge=passkeys.new_challenge())
    assert (open_to_all["rpId"], open_to_all["userVerification"], open_to_all["timeout"]) == ("localhost", "required", 60_000)
    assert open_to_all["allowCredentials"] == []
    listed = passkeys.request_options(HOME, challenge=passkeys.new_challenge(), allow=[synced.known])
    assert [one["id"] for one in listed["allowCredentials"]] == [encoded(synced.known.credential_id)]
    json.dumps(listed)


def test_each_challenge_is_new_and_a_weak_one_is_never_used(synced: Enrolment) -> None:
    assert len({passkeys.new_challenge() for _ in range(100)}) == 100
    assert len(passkeys.new_challenge()) == passkeys.CHALLENGE_BYTES == 32
    answer = synced.phone.get(passkeys.request_options(HOME, challenge=bytes(32)))
    for weak in (b"", b"short"):
        with pytest.raises(ValueError, match="32 bytes"):
            passkeys.request_options(HOME, challenge=weak)
        with pytest.raises(ValueError, match="32 bytes"):
            creation_options(weak)
        with pytest.raises(ValueError, match="32 bytes"):
            passkeys.verify_assertion(HOME, answer, challenge=weak, known=synced.known)


@pytest.mark.parametrize("handle", [b"", b"x" * 65])
def test_a_person_without_a_proper_user_handle_is_our_own_mistake(handle: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        passkeys.creation_options(HOME, challenge=passkeys.new_challenge(), user_handle=handle, person_name="Anna", exclude=())


@pytest.mark.parametrize(
    ("url", "rp_id", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://post.example.org", "post.example.org", "https://post.example.org"),
        ("https://Post.Example.org/", "post.example.org", "https://post.example.org"),
        ("https://post.example.org:443", "post.example.org", "https://post.example.org"),
        ("https://post.example.org:8443", "post.example.org", "https://post.example.org:8443"),
        ("http://localhost:80", "localhost", "http://localhost"),
    ],
)
def test_the_relying_party_is_written_as_browsers_write_it(url: str, rp_id: str, origin: str) -> None:
    assert passkeys.relying_party(url) == passkeys.RelyingParty(rp_id, "Only Human", origin)


# ---- Junk

NO_ANSWER = [
    "", " ", "null", "[]", "0", "1e999", "NaN", '"text"', "{", "{}", "\x00", "\ud800", "not json",
    "9" * 5000, "[" * ANSWER_CHARACTERS, '{"a":' * 3000,
    '{"id": "AA", "rawId": "AA", "type": "public-key"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": null}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    '{"id": null, "rawId": null, "type": "public-key", "response": {}}',
    '{"id": 12, "rawId": 12, "type": "public-key", "response": {}}',
    '{"id": "", "rawId": "", "type": "public-key", "response": {}}',
    '{"id": "A", "rawId": "A", "type": "public-key", "response": {}}',
    '{"id": "AA==", "rawId": "AA==", "type": "public-key", "response": {}}',
    '{"id": "AB", "rawId": "AB", "type": "public-key", "response": {}}',
    '{"id": "+/+/", "rawId": "+/+/", "type": "public-key", "response": {}}',
    '{"id": "A A", "rawId": "A A", "type": "public-key", "response": {}}',
    '{"id": "éé", "rawId": "éé", "type": "public-key", "response": {}}',
]  # fmt: skip


@pytest.mark.parametrize("junk", [pytest.param(junk, id=f"junk-{number}") for number, junk in enumerate(NO_ANSWER)])
def test_what_is_no_answer_at_all_is_malformed_wherever_it_arrives(synced: Enrolment, junk: str) -> None:
    assert reasons_for(junk, synced.known, passkeys.new_challenge()) == {"malformed"}


def test_an_answer_that_is_too_long_is_refused_before_it_is_read(synced: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = passkeys.new_challenge()
    answer = synced.phone.get(passkeys.request_options(HOME, challenge=challenge))
    full = answer + " " * (ANSWER_CHARACTERS - len(answer))
    assert passkeys.verify_assertion(HOME, full, challenge=challenge, known=synced.known)
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("it was read"))
    assert reasons_for(full + " ", synced.known, challenge) == {"malformed"}


def test_the_id_of_an_answer_is_found_for_the_look_up(synced: Enrolment) -> None:
    answer = synced.phone.get({"publicKey": passkeys.request_options(HOME, challenge=passkeys.new_challenge())})
    assert passkeys.credential_id_of(answer) == synced.known.credential_id
    long = json.dumps({**json.loads(answer), "id": (name := encoded(b"x" * 1024)), "rawId": name})
    assert refusal_of(lambda: passkeys.credential_id_of(long)) == "credential_id_too_long"


def test_a_refusal_says_a_code_and_never_what_was_sent(synced: Enrolment) -> None:
    reason = refusal_of(lambda: prove(synced, origin="https://secret.example"))
    assert str(CeremonyRefused(reason)) == reason == "wrong_origin"


CHALLENGE = passkeys.new_challenge()
PHONE = SoftwarePasskey()
CREATED = PHONE.create(creation_options(CHALLENGE))
ENROLLED = passkeys.verify_creation(HOME, CREATED, challenge=CHALLENGE)
KNOWN = KnownPasskey(ENROLLED.credential_id, ENROLLED.public_key, 0, ENROLLED.backup_eligible, ANNA)
PROVED = PHONE.get(passkeys.request_options(HOME, challenge=CHALLENGE))
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.binary(max_size=80).map(encoded),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CBOR = some.recursive(
    some.none() | some.booleans() | some.integers() | some.binary(max_size=80) | some.text(max_size=8) | some.decimals() | some.fractions(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.integers(-4, 4) | some.text(max_size=4), inner, max_size=5),
    max_leaves=8,
)
INNER_NAMES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle", "transports"]


def reasons_for(answer: str, known: KnownPasskey, challenge: bytes) -> set[str]:
    return {
        refusal_of(lambda: passkeys.credential_id_of(answer)),
        refusal_of(lambda: passkeys.verify_creation(HOME, answer, challenge=challenge)),
        refusal_of(lambda: passkeys.verify_assertion(HOME, answer, challenge=challenge, known=known)),
    }


def either_verified_or_refused(answer: str) -> None:
    for verify in (
        lambda: passkeys.verify_creation(HOME, answer, challenge=CHALLENGE),
        lambda: passkeys.verify_assertion(HOME, answer, challenge=CHALLENGE, known=KNOWN),
    ):
        try:
            verify()
        except CeremonyRefused as refused:
            assert refused.reason.replace("_", "").isalpha()  # noqa: PT017  anything else would escape and fail


@settings(max_examples=150, deadline=None)
@given(some.text() | JSON.map(json.dumps))
def test_no_junk_text_gets_past_or_breaks_anything(junk: str) -> None:
    assert reasons_for(junk, KNOWN, CHALLENGE) == {"malformed"}


@settings(max_examples=250, deadline=None)
@given(
    some.sampled_from([CREATED, PROVED]),
    some.dictionaries(some.sampled_from(INNER_NAMES), JSON),
    some.dictionaries(some.sampled_from(["id", "rawId", "type", "response"]), JSON, max_size=1),
)
def test_no_junk_in_place_of_a_field_breaks_anything(answer: str, inner: dict[str, object], outer: dict[str, object]) -> None:
    whole = json.loads(answer)
    either_verified_or_refused(json.dumps({**whole, "response": {**whole["response"], **inner}, **outer}))


@settings(max_examples=250, deadline=None)
@given(CBOR, CBOR)
def test_no_junk_inside_the_attestation_or_the_key_breaks_anything(whole: object, key: object) -> None:
    answer = json.loads(CREATED)
    for junk in (
        cbor2.dumps(whole),
        cbor2.dumps({"fmt": "none", "attStmt": whole, "authData": decoded(answer["response"]["authenticatorData"])}),
    ):
        either_verified_or_refused(json.dumps({**answer, "response": {**answer["response"], "attestationObject": encoded(junk)}}))
    either_verified_or_refused(SoftwarePasskey().create(creation_options(CHALLENGE), public_key=cbor2.dumps(key)))


@settings(max_examples=300, deadline=None)
@given(some.data())
def test_one_changed_byte_in_what_was_signed_proves_nothing(data: some.DataObject) -> None:
    answer = json.loads(PROVED)
    part = data.draw(some.sampled_from(["clientDataJSON", "authenticatorData", "signature"]))
    raw = bytearray(decoded(answer["response"][part]))
    raw[data.draw(some.integers(0, len(raw) - 1))] ^= data.draw(some.integers(1, 255))
    answer["response"][part] = encoded(bytes(raw))
    refusal_of(lambda: passkeys.verify_assertion(HOME, json.dumps(answer), challenge=CHALLENGE, known=KNOWN))


# ---- The one room


def test_webauthn_is_known_in_one_room_and_each_verification_has_one_call_site_that_requires_the_finger() -> None:
    calls: list[tuple[str, str]] = []
    for path in sorted(Path(passkeys.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text())
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if path.name != "passkeys.py" or path.parent.name != "pwa":
            assert not any(name.split(".")[0] == "webauthn" for name in imported), path
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (called := ast.unparse(node.func)).startswith("webauthn.verify_"):
                required = next(word.value for word in node.keywords if word.arg == "require_user_verification")
                calls.append((called, ast.unparse(required)))
    assert sorted(calls) == [("webauthn.verify_authentication_response", "True"), ("webauthn.verify_registration_response", "True")]


def test_the_software_passkey_offers_only_what_it_holds(synced: Enrolment) -> None:
    with pytest.raises(PhoneRefused):
        SoftwarePasskey().get(passkeys.request_options(HOME, challenge=CHALLENGE))
    with pytest.raises(PhoneRefused):
        SoftwarePasskey().get(passkeys.request_options(HOME, challenge=CHALLENGE, allow=[synced.known]))
