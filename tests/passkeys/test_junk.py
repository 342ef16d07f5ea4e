"""What is no answer, or one that was changed on its way: refused, and never an error of ours."""

import json

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pwa import passkeys
from pwa.passkeys import ANSWER_CHARACTERS, CeremonyRefused, KnownPasskey
from tests.passkeys.enrolling import ANNA, HOME, Enrolment, creation_options, prove, refusal_of
from tests.software_passkey import SoftwarePasskey, decoded, encoded

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
