"""Tells every keeper of an identity something about its people, in each of their sessions."""

from datetime import datetime

from pwa.rules.identity import Role
from pwa.store import identities, sessions
from pwa.store.tables import Identity
from pwa.store.transaction import Session


def tell_keepers(session: Session, identity: Identity, said: str, now: datetime, *, but: int | None = None) -> None:
    """Inside the caller's transaction. `but`: the Person whose doing it is."""
    for grant, who in identities.members(session, identity):
        if grant.role == Role.KEEPER and who.id != but:
            sessions.tell_all(session, who, said, now)
