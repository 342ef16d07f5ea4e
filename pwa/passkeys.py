"""Asks for passkeys and verifies what a phone answers. The only room that knows `webauthn`. Pure: no clock, no database, no Flask."""

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
    structs,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier

NAME = "Only Human"
CHALLENGE_BYTES = 32
CHALLENGE_SIZES = {CHALLENGE_BYTES, CHALLENGE_BYTES + sha256().digest_size}
USER_HANDLE_BYTES = 64  # the most that WebAuthn allows
CREDENTIAL_ID_BYTES = 1023  # the most that WebAuthn Level 3 allows (7.1, step 25)
ANSWER_CHARACTERS = 16 * 1024  # a real answer is 1 to 2 KiB, 6 with a chain of certificates
TIMEOUT_MILLISECONDS = 60_000
DEFAULT_PORTS = {"https": 443, "http": 80}
ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256, COSEAlgorithmIdentifier.EDDSA]
REASONS = {  # how the library's sentences begin -> what the operator reads; any other sentence is "malformed"
    "Unexpected client data type": "wrong_ceremony",
    "Client data challenge": "wrong_challenge",
    "Unexpected client data origin": "wrong_origin",
    "Unexpected RP ID hash": "wrong_relying_party",
    "User was not present": "user_presence_missing",
    "User presence was required": "user_presence_missing",
    "User verification is required": "user_verification_missing",
    "Single-device credential indicated": "backup_flags_impossible",
    "Unsupported credential public key alg": "wrong_algorithm",
    "Could not verify authentication signature": "wrong_signature",
}


class CeremonyRefused(Exception):
    """A phone's answer that proves nothing. `reason` is a short code for the operator; the person reads one sentence for all of them."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class RelyingParty:
    """Whom a passkey is for. Browsers bind each passkey to `id`, so changing it orphans them all."""

    id: str
    name: str
    origin: str


@dataclass(frozen=True)
class EnrolledPasskey:
    """What a verified creation leaves behind, for the store."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backup_eligible: bool
    backed_up: bool
    transports: tuple[str, ...]
    aaguid: str


@dataclass(frozen=True)
class KnownPasskey:
    """A passkey as the store knows it. `user_handle` is its Person's."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backup_eligible: bool
    user_handle: bytes
    transports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assertion:
    """A verified proof that the Person of this passkey was just now there and verified by finger, face or PIN."""

    credential_id: bytes
    sign_count: int
    backed_up: bool
    counter_warning: bool


def relying_party(url: str) -> RelyingParty:
    """The relying party at ONLYHUMAN_URL, its origin written as browsers write it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return RelyingParty(id=host, name=NAME, origin=f"{parts.scheme}://{host}{port}")


def new_challenge(meant: str = "") -> bytes:
    """256 random bits. The caller keeps them, bound to session, purpose and target, and burns them before it verifies.

    `meant`: what an answer agrees to, word for word; its SHA-256 stands behind them, so that the passkey signs it.
    """
    return secrets.token_bytes(CHALLENGE_BYTES) + (sha256(meant.encode()).digest() if meant else b"")


def creation_options(
    rp: RelyingParty, *, challenge: bytes, user_handle: bytes, person_name: str, exclude: Sequence[KnownPasskey]
) -> dict[str, Any]:
    """What a phone needs to make a passkey for this Person; JSON-ready. `exclude` are the passkeys the Person already has."""
    if not 1 <= len(user_handle) <= USER_HANDLE_BYTES:
        raise ValueError("a user handle has 1 to 64 bytes")  # the library would make one up in place of an empty one
    options = webauthn.generate_registration_options(
        rp_id=rp.id,
        rp_name=rp.name,
        user_id=user_handle,
        user_name=person_name,
        challenge=_full(challenge),
        timeout=TIMEOUT_MILLISECONDS,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED, user_verification=structs.UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(exclude),
        supported_pub_key_algs=ALGORITHMS,
        hints=[structs.PublicKeyCredentialHint.CLIENT_DEVICE],
    )
    return options_to_json_dict(options)


def request_options(rp: RelyingParty, *, challenge: bytes, allow: Sequence[KnownPasskey] = ()) -> dict[str, Any]:
    """What a phone needs to prove its Person; JSON-ready. Without `allow` the phone offers whatever it holds for us."""
    options = webauthn.generate_authentication_options(
        rp_id=rp.id,
        challenge=_full(challenge),
        timeout=TIMEOUT_MILLISECONDS,
        allow_credentials=_descriptors(allow),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def credential_id_of(answer: str) -> bytes:
    """The credential id that an answer claims, to look the passkey up. It proves nothing yet."""
    with _refusing():
        return _opened(answer)[0]


def verify_creation(rp: RelyingParty, answer: str, *, challenge: bytes) -> EnrolledPasskey:
    """The passkey that an answer to `creation_options` enrols. Raises CeremonyRefused."""
    expected = _full(challenge)
    with _refusing():
        claimed_id, response = _opened(answer)
        transports = _transports(response.get("transports"))
        client_data = _bytes(response["clientDataJSON"])
        _must_be_ours_alone(client_data)
        verified = webauthn.verify_registration_response(
            credential=structs.RegistrationCredential(
                id=bytes_to_base64url(claimed_id),
                raw_id=claimed_id,
                response=structs.AuthenticatorAttestationResponse(client_data, _bytes(response["attestationObject"]), transports),
            ),
            expected_challenge=expected,
            expected_rp_id=rp.id,
            expected_origin=rp.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
        if verified.credential_id != claimed_id:
            raise CeremonyRefused("credential_id_mismatch")
        # The library only takes the key apart. One that cannot be put together would enrol and then never open the door.
        decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
        return EnrolledPasskey(
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            backup_eligible=verified.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE,
            backed_up=verified.credential_backed_up,
            transports=tuple(transport.value for transport in transports),
            aaguid=verified.aaguid,
        )


def verify_assertion(rp: RelyingParty, answer: str, *, challenge: bytes, known: KnownPasskey, identified: bool = True) -> Assertion:
    """The proof in an answer to `request_options`. `identified` is False at sign-in: then the answer must itself say whose it is.

    Raises CeremonyRefused.
    """
    expected = _full(challenge)
    with _refusing():
        claimed_id, response = _opened(answer)
        if claimed_id != known.credential_id:
            raise CeremonyRefused("unknown_credential")
        _must_be_theirs(response.get("userHandle"), known, identified=identified)
        client_data, data, signature = (_bytes(response[part]) for part in ("clientDataJSON", "authenticatorData", "signature"))
        _must_be_ours_alone(client_data)
        verified = webauthn.verify_authentication_response(
            credential=structs.AuthenticationCredential(
                id=bytes_to_base64url(claimed_id),
                raw_id=claimed_id,
                response=structs.AuthenticatorAssertionResponse(client_data, data, signature),
            ),
            expected_challenge=expected,
            expected_rp_id=rp.id,
            expected_origin=rp.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=0,  # 0 accepts any count: the rule about counts is ours, below
            require_user_verification=True,
        )
        if (verified.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE) != known.backup_eligible:
            raise CeremonyRefused("backup_flag_changed")
        grew = verified.new_sign_count > known.sign_count or verified.new_sign_count == known.sign_count == 0
        if not grew and not known.backup_eligible:
            raise CeremonyRefused("counter_did_not_grow")
        return Assertion(known.credential_id, verified.new_sign_count, verified.credential_backed_up, counter_warning=not grew)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except CeremonyRefused:
        raise
    except Exception as cause:
        # Hostile bytes pass through json, base64, CBOR, ASN.1 and cryptography: what those raise is an open list, and none may be a 500.
        said = str(cause)
        raise CeremonyRefused(next((REASONS[start] for start in REASONS if said.startswith(start)), "malformed")) from cause


def _full(challenge: bytes) -> bytes:
    if len(challenge) not in (
        CHALLENGE_BYTES,
        CHALLENGE_BYTES + sha256().digest_size,
    ):  # the library would make one up in place of an empty one
        raise ValueError(f"a challenge has {CHALLENGE_BYTES} bytes, and behind them what is meant")
    return challenge


def _descriptors(passkeys: Sequence[KnownPasskey]) -> list[structs.PublicKeyCredentialDescriptor]:
    kind = structs.PublicKeyCredentialDescriptor
    return [kind(id=one.credential_id, transports=_transports(list(one.transports)) or None) for one in passkeys]


def _transports(names: object) -> list[structs.AuthenticatorTransport]:
    """The transports we know by name: hints for a later prompt, so anything else is left out rather than refused."""
    return [transport for transport in structs.AuthenticatorTransport if transport.value in names] if isinstance(names, list) else []


def _opened(answer: str) -> tuple[bytes, dict[str, Any]]:
    """The credential id and the response in the JSON that a browser sent."""
    if len(answer) > ANSWER_CHARACTERS:
        raise CeremonyRefused("malformed")
    outer = json.loads(answer)
    if outer["type"] != "public-key" or outer["id"] != outer["rawId"] or not isinstance(outer["response"], dict):
        raise CeremonyRefused("malformed")
    if not (claimed_id := _bytes(outer["id"])):
        raise CeremonyRefused("malformed")
    if len(claimed_id) > CREDENTIAL_ID_BYTES:
        raise CeremonyRefused("credential_id_too_long")
    return claimed_id, outer["response"]


def _bytes(text: str) -> bytes:
    """Base64url, in its one right spelling: the library's decoder skips what it does not know."""
    decoded = base64url_to_bytes(text)
    if bytes_to_base64url(decoded) != text:
        raise CeremonyRefused("malformed")
    return decoded


def _must_be_ours_alone(client_data: bytes) -> None:
    """Refuse a ceremony that ran inside another site's page; the library does not look."""
    said = json.loads(client_data.decode("utf-8-sig"))
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise CeremonyRefused("cross_origin")


def _must_be_theirs(user_handle: str | None, known: KnownPasskey, *, identified: bool) -> None:
    if user_handle is None and identified:
        return  # a phone that was given a list of passkeys may leave it out
    if user_handle is None or _bytes(user_handle) != known.user_handle:
        raise CeremonyRefused("not_theirs")
