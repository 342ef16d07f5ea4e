"""Whom a passkey is for, what an enrolment leaves behind, and what a proof says."""

from dataclasses import dataclass
from urllib.parse import urlsplit

NAME = "Only Human"
DEFAULT_PORTS = {"https": 443, "http": 80}


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
