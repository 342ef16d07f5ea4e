"""Accounts on other networks, as if somebody had connected them."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import select

from pwa.rules.room import Limits, stored
from pwa.store.tables import Channel, Identity
from pwa.store.transaction import transaction


def connected(handle: str, network: str, limits: Limits | None = None, *, home: str = "") -> str:
    """An account of this identity there; the Channel's public id."""
    with transaction() as session:
        identity = session.exec(select(Identity).where(Identity.handle == handle)).one()
        facts: dict[str, Any] = {"network": network, "handle": f"{handle}_", "remote_id": f"{handle}-{network}", "home": home}
        kept = stored(limits) if limits else None
        channel = Channel(identity_id=identity.id, connected_at=datetime.now(UTC), connected_by=1, limits=kept, **facts)
        session.add(channel)
        return channel.public_id
