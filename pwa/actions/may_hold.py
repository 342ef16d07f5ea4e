"""The guard of every hold: the active identity agrees, and an official one is under a lease that holds right now."""

from datetime import datetime

from pwa.rules.identity import Kind
from pwa.rules.refusals import LeaseOver, WrongIdentity
from pwa.store import identities, leases, sessions
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Lease
from pwa.store.transaction import Session


def may_hold(session: Session, by: Caller, identity: Identity, now: datetime) -> Lease | None:
    """Inside the caller's transaction. The Lease to hold under, None for a personal voice. Raises WrongIdentity or LeaseOver."""
    sessions.living(session, by.session.id)
    speaking = leases.active(session, by.session.id)
    active = speaking[1] if speaking else identities.personal(session, by.person)
    if active.id != identity.id:
        if identity.kind == Kind.OFFICIAL and active.kind == Kind.PERSONAL:
            raise LeaseOver
        raise WrongIdentity(identity.name, active.name)
    if identity.kind == Kind.PERSONAL:
        return None
    lease = leases.claim(session, by.session.id, identity, now)
    if lease is None:
        raise LeaseOver
    return lease
