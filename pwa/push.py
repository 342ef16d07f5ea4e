"""Web Push: words that only one browser can read (RFC 8291, aes128gcm), and the proof of who sends them (VAPID, RFC 8292)."""

import base64
import json
import os
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES = 4096
LARGEST = RECORD_BYTES - 16 - 1 - 86  # bytes of words in one push: what services take, less tag, delimiter and header
AUTH_BYTES, POINT_BYTES = 16, 65
GOOD_FOR = timedelta(hours=12)  # services refuse proofs that are good for more than a day


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser is told when it subscribes: only we can send to it then."""
    return in_url(_point(key.public_key()))


def keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """A browser's two keys, checked. Raises ValueError."""
    point, secret = from_url(p256dh), from_url(auth)
    if len(point) != POINT_BYTES or point[0] != 4 or len(secret) != AUTH_BYTES:
        raise ValueError
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)  # ValueError unless it is on the curve
    return point, secret


def encrypt(
    words: bytes, p256dh: bytes, auth: bytes, *, once: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """The body of one push. `once` and `salt` are new each time; they are given by tests alone."""
    once, salt = once or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    ours, theirs = _point(once.public_key()), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    shared = _derive(once.exchange(ec.ECDH(), theirs), auth, b"WebPush: info\0" + p256dh + ours, 32)
    key, nonce = _derive(shared, salt, b"Content-Encoding: aes128gcm\0", 16), _derive(shared, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4) + bytes([POINT_BYTES]) + ours
    return header + AESGCM(key).encrypt(nonce, words + b"\2", None)


def authorization(key: ec.EllipticCurvePrivateKey, audience: str, *, subject: str, now: datetime) -> str:
    """The header that proves to the push service `audience` that the holder of `key` sends this; `subject`: whom to complain to."""
    claims = {"aud": audience, "exp": int((now + GOOD_FOR).timestamp()), "sub": subject}
    signed = ".".join(in_url(json.dumps(one, separators=(",", ":")).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
    numbers = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = in_url(b"".join(number.to_bytes(32) for number in numbers))
    return f"vapid t={signed}.{signature}, k={public_key(key)}"


def in_url(raw: bytes) -> str:
    """Bytes as letters, base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_url(text: str) -> bytes:
    """The bytes again; with the padding that some browsers add, and without. Raises ValueError."""
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derive(secret: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=purpose).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
