"""A software authenticator and its browser: real keys and signatures in milliseconds, and every lie a test may want them to tell."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ES256, EDDSA, RS256 = -7, -8, -257
UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


class PhoneRefused(Exception):
    """What a browser answers with NotAllowedError or InvalidStateError: nothing reaches the server."""


class Tampering(TypedDict, total=False):
    """What an answer may be made to say instead of the truth."""

    up: bool
    uv: bool
    be: bool
    bs: bool
    sign_count: int
    rp_id: str
    origin: str
    type: str
    challenge: bytes
    cross_origin: object
    top_origin: object
    credential_id: bytes  # create: the id made; get: which passkey answers
    outer_id: bytes  # only the id in the JSON, not the one in the authenticator data
    user_handle: bytes | None  # get: None leaves it out
    signature: bytes
    public_key: bytes  # create: COSE, in place of the real one
    extensions: dict[str, object]  # authenticator extension outputs that nobody asked for
    attestation: str  # create: "none", or "packed" for self attestation
    outer: dict[str, object]  # laid over the JSON itself
    response: dict[str, object]  # laid over its "response"


@dataclass
class Held:
    """One discoverable credential inside the phone."""

    id: bytes
    key: PrivateKey
    user_handle: bytes
    sign_count: int = 0


@dataclass
class SoftwarePasskey:
    """A phone. Synced passkeys (the default) count 0 for ever; a `single_device` one counts each use and is never backed up."""

    rp_id: str = "localhost"
    origin: str = "http://localhost:8000"
    algorithm: int = ES256
    single_device: bool = False
    held: dict[str, list[Held]] = field(default_factory=dict)

    def create(self, options: dict[str, Any], **lies: Unpack[Tampering]) -> str:
        """The answer of navigator.credentials.create() as JSON, as toJSON() gives it. Accepts {"publicKey": ...} or what is inside."""
        asked = options.get("publicKey", options)
        mine = self.held.setdefault(asked["rp"]["id"], [])
        if {encoded(one.id) for one in mine} & {one["id"] for one in asked.get("excludeCredentials", [])}:
            raise PhoneRefused("InvalidStateError: this phone already holds one of these passkeys")
        if self.algorithm not in {one["alg"] for one in asked["pubKeyCredParams"]}:
            raise PhoneRefused("NotSupportedError: none of these algorithms")
        made = Held(lies.get("credential_id", secrets.token_bytes(32)), new_key(self.algorithm), decoded(asked["user"]["id"]))
        mine.append(made)
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + lies.get("public_key", cose(made.key))
        client_data, data = self._client_data("webauthn.create", asked, lies), self._data(made, lies, attested)
        statement: dict[str, object] = {}
        if lies.get("attestation") == "packed":
            signature = lies.get("signature", sign(made.key, data + hashlib.sha256(client_data).digest()))
            statement = {"alg": self.algorithm, "sig": signature}
        attestation = cbor2.dumps({"fmt": lies.get("attestation", "none"), "attStmt": statement, "authData": data})
        return self._json(made, lies, {
            "clientDataJSON": encoded(client_data),
            "attestationObject": encoded(attestation),
            "authenticatorData": encoded(data),
            "publicKey": encoded(made.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
            "publicKeyAlgorithm": self.algorithm,
            "transports": ["hybrid", "internal"],
        })  # fmt: skip

    def get(self, options: dict[str, Any], **lies: Unpack[Tampering]) -> str:
        """The answer of navigator.credentials.get(). The newest passkey that fits answers, unless `credential_id` names another."""
        asked = options.get("publicKey", options)
        allowed = {one["id"] for one in asked.get("allowCredentials", [])}
        fits = [one for one in self.held.get(asked["rpId"], []) if not allowed or encoded(one.id) in allowed]
        if "credential_id" in lies:
            fits = [one for mine in self.held.values() for one in mine if one.id == lies["credential_id"]]
        if not fits:
            raise PhoneRefused("NotAllowedError: this phone holds no such passkey")
        used = fits[-1]
        used.sign_count += self.single_device
        client_data, data = self._client_data("webauthn.get", asked, lies), self._data(used, lies)
        user_handle = lies.get("user_handle", used.user_handle)
        return self._json(used, lies, {
            "clientDataJSON": encoded(client_data),
            "authenticatorData": encoded(data),
            "signature": encoded(lies.get("signature", sign(used.key, data + hashlib.sha256(client_data).digest()))),
            **({} if user_handle is None else {"userHandle": encoded(user_handle)}),
        })  # fmt: skip

    def _client_data(self, ceremony: str, asked: dict[str, Any], lies: Tampering) -> bytes:
        challenge = encoded(lies["challenge"]) if "challenge" in lies else asked["challenge"]
        said = {"type": lies.get("type", ceremony), "challenge": challenge, "origin": lies.get("origin", self.origin)}
        said["crossOrigin"] = lies.get("cross_origin", False)
        if "top_origin" in lies:
            said["topOrigin"] = lies["top_origin"]
        return json.dumps(said, separators=(",", ":")).encode()

    def _data(self, one: Held, lies: Tampering, attested: bytes = b"") -> bytes:
        synced, extensions = not self.single_device, lies.get("extensions")
        flags = UP * lies.get("up", True) | UV * lies.get("uv", True) | BE * lies.get("be", synced) | BS * lies.get("bs", synced)
        flags |= AT * bool(attested) | ED * bool(extensions)
        count = lies.get("sign_count", one.sign_count).to_bytes(4, "big")
        rp_id_hash = hashlib.sha256(lies.get("rp_id", self.rp_id).encode()).digest()
        return rp_id_hash + bytes([flags]) + count + attested + (cbor2.dumps(extensions) if extensions else b"")

    def _json(self, one: Held, lies: Tampering, response: dict[str, object]) -> str:
        name = encoded(lies.get("outer_id", one.id))
        answer = {"id": name, "rawId": name, "type": "public-key", "authenticatorAttachment": "platform", "clientExtensionResults": {}}
        return json.dumps(answer | {"response": response | lies.get("response", {})} | lies.get("outer", {}))


def encoded(raw: bytes) -> str:
    """Base64url without padding, as browsers write it."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes behind `encoded`."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_key(algorithm: int) -> PrivateKey:
    """A fresh key pair for one COSE algorithm."""
    if algorithm == RS256:
        return rsa.generate_private_key(65537, 2048)
    return ed25519.Ed25519PrivateKey.generate() if algorithm == EDDSA else ec.generate_private_key(ec.SECP256R1())


def cose(key: PrivateKey) -> bytes:
    """The public half as COSE, as authenticators send it."""
    public = key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        return cbor2.dumps({1: 1, 3: EDDSA, -1: 6, -2: public.public_bytes_raw()})
    numbers = public.public_numbers()
    if isinstance(numbers, rsa.RSAPublicNumbers):
        return cbor2.dumps({1: 3, 3: RS256, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")})
    return cbor2.dumps({1: 2, 3: ES256, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})


def sign(key: PrivateKey, data: bytes) -> bytes:
    """A real signature, as the key's algorithm makes it."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data) if isinstance(key, ed25519.Ed25519PrivateKey) else key.sign(data, ec.ECDSA(hashes.SHA256()))
