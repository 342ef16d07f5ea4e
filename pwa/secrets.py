"""Makes and keeps the secret keys, makes tokens that nobody can guess, and seals what must not be read at rest."""

import base64
import contextlib
import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
KEY_FILE = "secret.key"
PUBLIC_ID_BYTES = 10  # 80 random bits: nobody guesses one, and it still fits a URL that is read aloud


def new_token() -> str:
    """256 random bits for a link or a cookie. Only its `fingerprint` is ever stored."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What the store keeps instead of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_public_id() -> str:
    """A random id that counts nothing, in the letters and digits of base 32, lower case."""
    return base64.b32encode(secrets.token_bytes(PUBLIC_ID_BYTES)).decode().lower()


def new_salt() -> bytes:
    """128 random bits beside a text, so that its hash cannot be found by guessing the text."""
    return secrets.token_bytes(16)


@cache
def _root(folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / KEY_FILE
    if not path.exists():
        _publish(path, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def _publish(path: Path, key: bytes) -> None:
    """Write the key whole or not at all; when two processes start at once, the first one's key stands for both."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def key_for(purpose: str, folder: Path) -> bytes:
    """The 32-byte key of one purpose, derived from the key file in `folder` (made on first use, mode 0600).

    One secret never serves two purposes: the purpose is part of the derivation (HKDF, RFC 5869).
    """
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(_root(folder))


def signing_key(purpose: str, folder: Path) -> Ed25519PrivateKey:
    """The Ed25519 key of one purpose, from the same key file."""
    return Ed25519PrivateKey.from_private_bytes(key_for(purpose, folder))
