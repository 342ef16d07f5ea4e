"""What an answer proves. Each verification has one call here, and it requires the finger, the face or the PIN."""

import webauthn
from webauthn.helpers import bytes_to_base64url, decode_credential_public_key, decoded_public_key_to_cryptography, structs

from pwa.passkeys.answers import CeremonyRefused, bytes_of, must_be_ours_alone, must_be_theirs, opened, refusing
from pwa.passkeys.asking import ALGORITHMS, full, transports_among
from pwa.passkeys.known import Assertion, EnrolledPasskey, KnownPasskey, RelyingParty


def credential_id_of(answer: str) -> bytes:
    """The credential id that an answer claims, to look the passkey up. It proves nothing yet."""
    with refusing():
        return opened(answer)[0]


def verify_creation(rp: RelyingParty, answer: str, *, challenge: bytes) -> EnrolledPasskey:
    """The passkey that an answer to `creation_options` enrols. Raises CeremonyRefused."""
    expected = full(challenge)
    with refusing():
        claimed_id, response = opened(answer)
        transports = transports_among(response.get("transports"))
        client_data = bytes_of(response["clientDataJSON"])
        must_be_ours_alone(client_data)
        verified = webauthn.verify_registration_response(
            credential=structs.RegistrationCredential(
                id=bytes_to_base64url(claimed_id),
                raw_id=claimed_id,
                response=structs.AuthenticatorAttestationResponse(client_data, bytes_of(response["attestationObject"]), transports),
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
    expected = full(challenge)
    with refusing():
        claimed_id, response = opened(answer)
        if claimed_id != known.credential_id:
            raise CeremonyRefused("unknown_credential")
        must_be_theirs(response.get("userHandle"), known, identified=identified)
        client_data, data, signature = (bytes_of(response[part]) for part in ("clientDataJSON", "authenticatorData", "signature"))
        must_be_ours_alone(client_data)
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
