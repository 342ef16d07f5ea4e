"""Checks an exported record as a stranger would, from what README says of it and without this program: `python tests/outsider.py FILE`."""

import base64
import hashlib
import json
import sys
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(what: dict[str, Any]) -> bytes:
    return json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check(rows: Iterable[str]) -> list[str]:
    first, *rest = map(json.loads, rows)
    raw = base64.b64decode(first["public_key"])
    key, ends, signed = Ed25519PublicKey.from_public_bytes(raw), dict.fromkeys(first["chains"], (0, "0" * 64)), []
    key.verify(base64.b64decode(first.pop("signature")), canonical(first))
    wrong = []
    for row in rest:
        if "signature" in row:
            signature, name = base64.b64decode(row.pop("signature")), row.pop("key")
            key.verify(signature, canonical(row))
            wrong += [] if hashlib.sha256(raw).hexdigest().startswith(name) else ["another key"]
            signed.append((row["chain"], row["size"], row["head"]))
            continue
        number, previous = ends[row["chain"]]
        if row["number"] != number + 1 or row["previous"] != previous or hashlib.sha256(
            canonical({name: row[name] for name in ("body", "chain", "number", "previous")})
        ).hexdigest() != row["hash"]:  # fmt: skip
            wrong.append(f"{row['chain']} {row['number']}")
        ends[row["chain"]] = row["number"], row["hash"]
        wrong += [f"{row['chain']} {row['number']} signed" for chain, size, head in signed
                  if (chain, size) == (row["chain"], row["number"]) and head != row["hash"]]  # fmt: skip
    return wrong + [f"{chain} ends" for chain, end in first["chains"].items() if ends[chain] != tuple(end)]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - as anybody would
        found = check(file)
    sys.exit("\n".join(found) or 0)
