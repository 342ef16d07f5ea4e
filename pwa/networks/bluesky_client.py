"""Who we are to whoever lets people in at Bluesky servers: an address of ours that says so, and a key that proves it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from pwa import clock
from pwa.networks.bluesky_records import POSTS, REPOSTS, Json
from pwa.networks.dpop import ALGORITHM, public_part
from pwa.networks.sign_in import RETURN
from pwa.secrets import new_token

NAME = "Only Human"
METADATA = "/oauth-client-metadata.json"
KEY = "bluesky client"  # the purpose that our key is derived for
KEY_ID = "1"
# What publishing takes, and who the account is; and the one that servers know which know no narrower ones.
SCOPES = f"atproto repo:{POSTS} repo:{REPOSTS} blob:image/* rpc:app.bsky.actor.getProfile?aud=*"
WIDE = "atproto transition:generic"
LASTS = 60  # seconds that one proof of who we are is good for
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Client:
    """`site`: our own address. Under https we are known by it and prove it; on this machine, for trying things out, anybody could be us."""

    site: str
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def confidential(self) -> bool:
        """Whether anybody can look us up."""
        return self.site.startswith("https://")

    @property
    def known(self) -> bool:
        """Whether there is a name for us at all."""
        return self.confidential or urlsplit(self.site).hostname in LOOPBACK

    @property
    def back(self) -> str:
        """Where people come back to. On this machine by number (RFC 8252, 8.3): from there our own address is one step."""
        port = urlsplit(self.site).port
        return f"{self.site}{RETURN}" if self.confidential else f"http://127.0.0.1{f':{port}' if port else ''}{RETURN}"

    @property
    def id(self) -> str:
        """What we are called."""
        if self.confidential:
            return f"{self.site}{METADATA}"
        return f"http://localhost?{urlencode({'redirect_uri': self.back, 'scope': _every_scope()})}"

    def credentials(self, audience: str) -> dict[str, str]:
        """What goes into each form that we send to this authorization server."""
        if not self.confidential:
            return {"client_id": self.id}
        now = int(clock.now().timestamp())
        said = {"iss": self.id, "sub": self.id, "aud": audience, "jti": new_token(), "iat": now, "exp": now + LASTS}
        proof = jwt.encode(said, self.key, ALGORITHM, {"kid": KEY_ID})
        return {"client_id": self.id, "client_assertion_type": ASSERTION, "client_assertion": proof}

    def metadata(self) -> Json | None:
        """What stands at our address; None where nobody could look."""
        if not self.confidential:
            return None
        return {
            "client_id": self.id,
            "client_name": NAME,
            "client_uri": self.site,
            "application_type": "web",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "redirect_uris": [self.back],
            "scope": _every_scope(),
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": ALGORITHM,
            "dpop_bound_access_tokens": True,
            "jwks": {"keys": [public_part(self.key) | {"kid": KEY_ID, "use": "sig", "alg": ALGORITHM}]},
        }


def _every_scope() -> str:
    return " ".join(dict.fromkeys(f"{SCOPES} {WIDE}".split()))
