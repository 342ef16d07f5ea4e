"""Posts of somebody else on far networks, as a look showed them to whoever means to reshare them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from pwa.store.moments import database_now, later
from pwa.store.tables import Draft, Original

KEPT = timedelta(days=1)  # once nothing names it any more


def of(session: Session, identity_id: int, addresses: Collection[str]) -> dict[str, Original]:
    """Those that this Identity has looked at, by their addresses."""
    if not addresses:
        return {}
    known = select(Original).where(col(Original.identity_id) == identity_id, col(Original.address).in_(addresses))
    return {one.address: one for one in session.exec(known)}


def keep(session: Session, identity_id: int, address: str, **seen: Any) -> Original:
    """What a look has shown now; what an earlier one showed of a post that cannot be looked at any more stays."""
    known = of(session, identity_id, [address]).get(address)
    if known is None:
        session.add(known := Original(identity_id=identity_id, address=address, held=False, **seen))
    else:
        kept = {name: value for name, value in seen.items() if name != "shown" or value is not None}
        session.exec(update(Original).where(col(Original.id) == known.id).values(**kept))
    session.flush()
    session.refresh(known)
    return known


def hold(session: Session, original: Original) -> None:
    """A Post carries it from now on."""
    session.exec(update(Original).where(col(Original.id) == original.id).values(held=True))


def forget(session: Session) -> None:
    """What no Draft means to reshare any more, and no Post did."""
    meant = select(Draft.id).where(col(Draft.identity_id) == col(Original.identity_id), col(Draft.reshares) == col(Original.address))
    long_ago = col(Original.looked_at) < database_now() - later(KEPT)
    session.exec(delete(Original).where(long_ago, col(Original.held).is_(False), ~meant.exists()))
