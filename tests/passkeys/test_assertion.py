"""Each step of WebAuthn Level 3, "Verifying an Authentication Assertion" (7.2)."""

import json
from dataclasses import replace

import pytest

from pwa import passkeys
from tests.passkeys.enrolling import HOME, Enrolment, enrol, prove, refusal_of
from tests.software_passkey import Tampering, decoded, encoded

ELSE = b"ben's opaque handle"
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
