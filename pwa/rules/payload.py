"""The exact payload of a Post, as one digest: what a yes is given for, and what the courier compares it with. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pwa.rules.chain import canonical, digest


@dataclass(frozen=True)
class FrozenPicture:
    """One picture of one part: its bytes by their own digest, and the words for who cannot see it."""

    place: int
    id: str
    sha256: str
    media_type: str
    alt: str


@dataclass(frozen=True)
class FrozenPart:
    """One part as its author wrote it, and the address of what it reshares or answers."""

    position: int
    text: str
    target: str | None
    pictures: tuple[FrozenPicture, ...]


@dataclass(frozen=True)
class FrozenRendering:
    """What one channel is given for one part; the channel is the account there, whatever it is called."""

    position: int
    channel: str
    network: str
    home: str
    remote_id: str
    payload: str


def sha256(body: bytes) -> str:
    """Of a picture's bytes."""
    return hashlib.sha256(body).hexdigest()


def payload_digest(identity: str, parts: Sequence[FrozenPart], renderings: Sequence[FrozenRendering]) -> str:
    """SHA-256, hex. One byte of anything that goes out, or a channel more or less, makes another one."""
    inside = {
        "identity": identity,
        "parts": [asdict(one) for one in sorted(parts, key=lambda one: one.position)],
        "renderings": [asdict(one) for one in sorted(renderings, key=lambda one: (one.position, one.channel))],
    }
    return digest(canonical(inside))


def yes_to(post: str, payload: str) -> str:
    """What a passkey answers for: this payload, of this Post. `post`: its public id; `payload`: its digest."""
    return f"{post}.{payload}"
