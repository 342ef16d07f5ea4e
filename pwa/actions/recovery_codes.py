"""The codes of a set, made again from its salt for as long as nobody has confirmed saving them."""

import base64
import hmac
from pathlib import Path

from pwa.secrets import fingerprint, key_for

CODES = 10
_BYTES = 16  # 128 bits each


def codes_from(salt: bytes, folder: Path) -> list[str]:
    """Ten codes in groups that can be read aloud. Without the key file and the salt nobody can make them again."""
    key = key_for("recovery codes", folder)
    made = [hmac.digest(key, salt + bytes([number]), "sha256")[:_BYTES] for number in range(CODES)]
    return [_grouped(base64.b32encode(code).decode().rstrip("=").lower()) for code in made]


def code_fingerprint(typed: str) -> str:
    """What is stored of a code, and looked for when one is typed: spaces, hyphens and capitals do not matter."""
    return fingerprint("".join(c for c in typed.lower() if c.isalnum()))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))
