"""How the answer of a phone is opened, and the checks of it that the library leaves to us."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from pwa.passkeys.known import KnownPasskey

CREDENTIAL_ID_BYTES = 1023  # the most that WebAuthn Level 3 allows (7.1, step 25)
ANSWER_CHARACTERS = 16 * 1024  # a real answer is 1 to 2 KiB, 6 with a chain of certificates
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


@contextmanager
def refusing() -> Iterator[None]:
    """Whatever goes wrong inside, the phone is refused for it: raises CeremonyRefused and nothing else."""
    try:
        yield
    except CeremonyRefused:
        raise
    except Exception as cause:
        # Hostile bytes pass through json, base64, CBOR, ASN.1 and cryptography: what those raise is an open list, and none may be a 500.
        said = str(cause)
        raise CeremonyRefused(next((REASONS[start] for start in REASONS if said.startswith(start)), "malformed")) from cause


def opened(answer: str) -> tuple[bytes, dict[str, Any]]:
    """The credential id and the response in the JSON that a browser sent.

    Raises CeremonyRefused, or whatever its JSON makes of itself: it stands inside `refusing`.
    """
    if len(answer) > ANSWER_CHARACTERS:
        raise CeremonyRefused("malformed")
    outer = json.loads(answer)
    if outer["type"] != "public-key" or outer["id"] != outer["rawId"] or not isinstance(outer["response"], dict):
        raise CeremonyRefused("malformed")
    if not (claimed_id := bytes_of(outer["id"])):
        raise CeremonyRefused("malformed")
    if len(claimed_id) > CREDENTIAL_ID_BYTES:
        raise CeremonyRefused("credential_id_too_long")
    return claimed_id, outer["response"]


def bytes_of(text: str) -> bytes:
    """Base64url, in its one right spelling: the library's decoder skips what it does not know. Raises CeremonyRefused."""
    decoded = base64url_to_bytes(text)
    if bytes_to_base64url(decoded) != text:
        raise CeremonyRefused("malformed")
    return decoded


def must_be_ours_alone(client_data: bytes) -> None:
    """Refuse a ceremony that ran inside another site's page; the library does not look. Raises CeremonyRefused."""
    said = json.loads(client_data.decode("utf-8-sig"))
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise CeremonyRefused("cross_origin")


def must_be_theirs(user_handle: str | None, known: KnownPasskey, *, identified: bool) -> None:
    """Refuse an answer that names another Person, or nobody where it must name one (7.2, step 6). Raises CeremonyRefused."""
    if user_handle is None and identified:
        return  # a phone that was given a list of passkeys may leave it out
    if user_handle is None or bytes_of(user_handle) != known.user_handle:
        raise CeremonyRefused("not_theirs")
