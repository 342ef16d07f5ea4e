"""Makes and keeps the secret keys, makes tokens that nobody can guess, and seals what must not be read at rest."""

import base64
import contextlib
import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
KEY_FILE = "secret.key"
KEY_ID_BYTES, NONCE_BYTES = 4, 12
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PUBLIC_ID_BYTES = 10  # 80 random bits: nobody guesses one, and it still fits a URL that is read aloud


class CannotOpen(Exception):
    """It was not sealed with this key, or not for this row, or was changed since."""


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
    return _derived(purpose, folder, KEY_BYTES)


def signing_key(purpose: str, folder: Path) -> Ed25519PrivateKey:
    """The Ed25519 key of one purpose, from the same key file."""
    return Ed25519PrivateKey.from_private_bytes(key_for(purpose, folder))


def curve_key(purpose: str, folder: Path) -> ec.EllipticCurvePrivateKey:
    """The P-256 key of one purpose, from the same key file: whoever shares the file has the same one."""
    # Bytes to spare, so that no number is likelier than another: FIPS 186-5, A.2.1
    number = int.from_bytes(_derived(purpose, folder, KEY_BYTES + 16))
    return ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())


def seal(words: bytes, key: bytes, about: str) -> bytes:
    """Words that only this key opens again, and only as what they are `about`: in another row they do not open."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, words, about.encode())


def unseal(sealed: bytes, key: bytes, about: str) -> bytes:
    """What was sealed. Raises CannotOpen."""
    if sealed[:KEY_ID_BYTES] != _key_id(key):
        raise CannotOpen
    nonce, rest = sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES], sealed[KEY_ID_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, about.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:KEY_ID_BYTES]


def _derived(purpose: str, folder: Path, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode()).derive(_root(folder))
