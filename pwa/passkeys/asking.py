"""What a phone is asked: a passkey for a Person, or a proof that they are there."""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import webauthn
from webauthn.helpers import options_to_json_dict, structs
from webauthn.helpers.cose import COSEAlgorithmIdentifier

from pwa.passkeys.known import KnownPasskey, RelyingParty

CHALLENGE_BYTES = 32
MEANT_BYTES = sha256().digest_size
USER_HANDLE_BYTES = 64  # the most that WebAuthn allows
TIMEOUT_MILLISECONDS = 60_000
ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256, COSEAlgorithmIdentifier.EDDSA]


def new_challenge(meant: str = "") -> bytes:
    """256 random bits. The caller keeps them, bound to session, purpose and target, and burns them before it verifies.

    `meant`: what an answer agrees to, word for word; its SHA-256 stands behind them, so that the passkey signs it.
    """
    return secrets.token_bytes(CHALLENGE_BYTES) + (sha256(meant.encode()).digest() if meant else b"")


def creation_options(
    rp: RelyingParty, *, challenge: bytes, user_handle: bytes, person_name: str, exclude: Sequence[KnownPasskey]
) -> dict[str, Any]:
    """What a phone needs to make a passkey for this Person; JSON-ready. `exclude` are the passkeys the Person already has.

    Raises ValueError for a challenge or a user handle that is none.
    """
    if not 1 <= len(user_handle) <= USER_HANDLE_BYTES:
        raise ValueError("a user handle has 1 to 64 bytes")  # the library would make one up in place of an empty one
    options = webauthn.generate_registration_options(
        rp_id=rp.id,
        rp_name=rp.name,
        user_id=user_handle,
        user_name=person_name,
        challenge=full(challenge),
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
        challenge=full(challenge),
        timeout=TIMEOUT_MILLISECONDS,
        allow_credentials=_descriptors(allow),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def full(challenge: bytes) -> bytes:
    """The challenge, if it is a whole one; ValueError if not, for the library would make one up in place of an empty one."""
    if len(challenge) not in (CHALLENGE_BYTES, CHALLENGE_BYTES + MEANT_BYTES):
        raise ValueError(f"a challenge has {CHALLENGE_BYTES} bytes, and behind them what is meant")
    return challenge


def transports_among(names: object) -> list[structs.AuthenticatorTransport]:
    """The transports we know by name: hints for a later prompt, so anything else is left out rather than refused."""
    return [transport for transport in structs.AuthenticatorTransport if transport.value in names] if isinstance(names, list) else []


def _descriptors(passkeys: Sequence[KnownPasskey]) -> list[structs.PublicKeyCredentialDescriptor]:
    kind = structs.PublicKeyCredentialDescriptor
    return [kind(id=one.credential_id, transports=transports_among(list(one.transports)) or None) for one in passkeys]
