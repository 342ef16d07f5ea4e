"""The pictures of a part as its network is given them: exactly those that were held."""

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from pwa.networks.contract import OutgoingPicture, Refused
from pwa.rules.refusals import NotFound
from pwa.rules.words import n_
from pwa.store import pictures
from pwa.store.transaction import reading


def outgoing_pictures(held: Mapping[str, Any]) -> tuple[OutgoingPicture, ...]:
    """What a rendering's payload says of its pictures; a post without any says nothing."""
    return tuple(
        OutgoingPicture(
            id=one["id"],
            media_type=one["type"],
            alt=one["alt"],
            width=one["width"],
            height=one["height"],
            size=one["size"],
            read=partial(_read, one["id"], one["sha256"]),
        )
        for one in held.get("pictures", ())
    )


def _read(public_id: str, digest: str) -> bytes:
    try:
        with reading() as session:
            body = pictures.file_of(session, pictures.by_id(session, public_id)).body
    except NotFound:
        body = b""
    if hashlib.sha256(body).hexdigest() != digest:
        raise Refused(n_("A picture that was held is not what is stored now."), n_("Look at the ledger before anything is sent again."))
    return body
