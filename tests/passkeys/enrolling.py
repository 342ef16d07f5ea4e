"""How a test enrols a passkey of a software phone, proves with it, and reads why it was refused."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from pwa import passkeys
from pwa.passkeys import CeremonyRefused, EnrolledPasskey, KnownPasskey
from tests.software_passkey import SoftwarePasskey

HOME = passkeys.relying_party("http://localhost:8000")
ANNA = b"anna's opaque handle"


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
