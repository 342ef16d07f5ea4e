"""The guard of every hold and move: the active identity agrees, and an official one is under a lease that holds right now."""

from datetime import datetime

from pwa.rules.identity import Kind
from pwa.rules.refusals import LeaseOver, Stopped, WrongIdentity
from pwa.store import identities, leases, stops
from pwa.store.sessions import Caller
from pwa.store.tables import Identity, Lease
from pwa.store.transaction import Session


def may_hold(session: Session, by: Caller, identity: Identity, now: datetime) -> Lease | None:
    """The Lease to hold under, None for a personal voice; inside a transaction that has asked for `sessions.living`.

    Raises WrongIdentity or LeaseOver.
    """
    speaking = leases.active(session, by.session.id)
    if speaking is None and identity.person_id == by.person.id:
        return None
    active = speaking[1] if speaking else identities.personal(session, by.person)
    if active.id != identity.id:
        if identity.kind == Kind.OFFICIAL and active.kind == Kind.PERSONAL:
            raise LeaseOver
        raise WrongIdentity(identity.name, active.name)
    lease = leases.claim(session, by.session.id, identity, now)
    if lease is None:
        raise LeaseOver
    return lease


def nothing_stopped(session: Session, identity: Identity) -> None:
    """Nobody has stopped everything of its Organisation, nor does so before this transaction ends. Raises Stopped."""
    if identity.organisation_id is not None:
        stops.keep_from_beginning(session, identity.organisation_id)
        if over := stops.over_voices(session, [identity]):
            [(_, body, who)] = over.values()
            raise Stopped(who, body.name)
