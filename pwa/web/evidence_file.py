"""The same as a file: the lines as they stand, what they are signed with, and the words, so that a third party can check them."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pwa.rules.evidence import Standing
from pwa.store import deliveries
from pwa.store.checkpoints import public_key
from pwa.store.evidence import Told
from pwa.store.marks import signed_row
from pwa.store.tables import Channel, Delivery, Identity, Receipt
from pwa.web import current
from pwa.web.evidence_findings import Evidence
from pwa.web.evidence_outside import Seen
from pwa.web.evidence_words import Known, line_words

FORMAT = "onlyhuman evidence 1"


def file_of(found: Evidence, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Of a post of ours."""
    texts = [{"digest": text.digest, "salt": text.salt.hex(), "text": text.text} for text in found.texts.values()]
    given = [
        {"network": channel.network, "handle": channel.handle, "part": part.position, "payload": one.payload, "sha256": one.digest}
        for one, part, channel in found.renderings
    ]
    receipts = [_receipt(*way[:3]) for way in found.ways]
    about = {"kind": "post", "id": found.post.public_id, "state": found.post.state}
    record = _record(found.chain, found.told, found.standing, found.people, found.known)
    return _head(about, found.identity, found.organisation, answer) | record | {"texts": texts, "given": given, "receipts": receipts}


def _receipt(delivery: Delivery, channel: Channel, receipt: Receipt | None) -> dict[str, Any]:
    way = {"network": channel.network, "handle": channel.handle, "part": delivery.position, "state": delivery.state}
    proof = {"id": deliveries.remote_id_of(receipt), "address": receipt.url, "at": receipt.at.isoformat()} if receipt else {}
    return way | {"delivery": delivery.public_id} | proof


def outside_file_of(seen: Seen, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Of one that was seen on a network."""
    about = {
        "kind": "outside post",
        "id": seen.post.public_id,
        "network": seen.channel.network,
        "handle": seen.channel.handle,
        "network_id": seen.post.remote_id,
        "address": seen.post.url,
        "words": seen.post.text,
        "posted_at": seen.post.posted_at.isoformat(),
        "seen_at": seen.post.seen_at.isoformat(),
    }
    record = _record(seen.chain, seen.told, seen.standing, seen.people, Known(seen.people))
    return _head(about, seen.identity, seen.organisation, answer) | record


def _head(about: Mapping[str, Any], identity: Identity, organisation: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    said = [f"{answer['word']}: {answer['sentence']}", *answer["careful"], *answer["more"]]
    settings = current.settings()
    return {
        "format": FORMAT,
        "made_at": current.now().isoformat(),
        "made_by": settings.url,
        "time_zone": str(settings.zone),
        "about": dict(about),
        "identity": {"handle": identity.handle, "name": identity.name, "organisation": organisation},
        "answer": said,
    }


def _record(chain: str, told: Sequence[Told], standing: Standing, people: Mapping[str, str], known: Known) -> dict[str, Any]:
    folder = current.settings().data
    key = public_key(folder).public_bytes(Encoding.Raw, PublicFormat.Raw)
    lines = [
        {"number": line.number, "body": line.body, "previous": line.previous, "hash": line.hash, "words": line_words(one.facts, known)}
        for one in told
        for line in [one.line]
    ]
    return {
        "people": dict(people),
        "chain": chain,
        "lines": lines,
        "broken_lines": list(standing.broken),
        "unsigned_lines": list(standing.unsigned),
        "mark": signed_row(folder, standing.mark) if standing.mark else None,
        "public_key": base64.b64encode(key).decode(),
    }
