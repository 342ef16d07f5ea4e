"""Asks for passkeys and verifies what a phone answers. The only room that knows `webauthn`. Pure: no clock, no database, no Flask."""

from pwa.passkeys.answers import ANSWER_CHARACTERS, CeremonyRefused
from pwa.passkeys.asking import CHALLENGE_BYTES, creation_options, new_challenge, request_options
from pwa.passkeys.known import Assertion, EnrolledPasskey, KnownPasskey, RelyingParty, relying_party
from pwa.passkeys.verifying import credential_id_of, verify_assertion, verify_creation

__all__ = [
    "ANSWER_CHARACTERS",
    "CHALLENGE_BYTES",
    "Assertion",
    "CeremonyRefused",
    "EnrolledPasskey",
    "KnownPasskey",
    "RelyingParty",
    "creation_options",
    "credential_id_of",
    "new_challenge",
    "relying_party",
    "request_options",
    "verify_assertion",
    "verify_creation",
]
