"""Where a Channel leads, with what lets us in there: sealed for this one Channel, and opened as nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path

from pwa.networks.contract import Access, Disconnected, Place
from pwa.secrets import CannotOpen, key_for, seal, unseal
from pwa.store.tables import Channel

PURPOSE = "channel credentials"


def place_of(channel: Channel, folder: Path | None) -> Place:
    """The Place, with its Access. Raises Disconnected when that cannot be opened; `folder` is where the key is."""
    return Place(channel.handle, channel.remote_id, channel.home, _opened(channel, folder))


def sealed_access(channel: Channel, secrets: Mapping[str, str], folder: Path) -> bytes:
    """What a Channel, new or known, keeps as its `credentials`."""
    return seal(json.dumps(secrets).encode(), key_for(PURPOSE, folder), _about(channel))


def _opened(channel: Channel, folder: Path | None) -> Access:
    if channel.credentials is None:
        return Access()
    if folder is None:
        raise Disconnected
    try:
        return Access(json.loads(unseal(channel.credentials, key_for(PURPOSE, folder), _about(channel))))
    except CannotOpen:
        raise Disconnected from None


def _about(channel: Channel) -> str:
    """Where it would be said, too: a row that was made to point to another server or account opens nothing there."""
    return json.dumps([channel.public_id, channel.network, channel.home, channel.remote_id])
