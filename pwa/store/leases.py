"""Leases: opened by a step-up, never sliding, ended by whatever comes first."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, literal
from sqlmodel import Session, col, select, update

from pwa.rules.identity import IDLE_MINUTES, LeaseEnd
from pwa.rules.refusals import NotFound
from pwa.store.identities import grant_stands
from pwa.store.moments import Moment, database_now, later
from pwa.store.tables import Grant, Identity, Lease, Person, SessionRow, StepUp

IDLE = timedelta(minutes=IDLE_MINUTES)


def in_force() -> list[ColumnElement[bool]]:
    """What is true of a Lease that still holds, by the database's clock."""
    return [
        col(Lease.ended_at).is_(None),
        col(Lease.expires_at) > database_now(),
        col(Lease.active_at) > database_now() - later(IDLE),
    ]


def open_lease(session: Session, row: SessionRow, identity: Identity, proof: StepUp, now: datetime) -> Lease:
    """A Lease from now until the identity's own limit, and never past the Grant's; the Session's other one, if any, has ended.

    Raises NotFound when no Grant stands any more.
    """
    mine = select(Grant).where(col(Grant.identity_id) == identity.id, col(Grant.person_id) == row.person_id, *grant_stands())
    grant = session.exec(mine.with_for_update(read=True)).first()  # or its times could change without this lease being known
    if grant is None:
        raise NotFound
    limit = now + timedelta(minutes=identity.lease_minutes)
    lease = Lease(
        session_id=row.id,
        identity_id=identity.id,
        step_up_id=proof.id,
        opened_at=now,
        expires_at=min(limit, grant.until_at or limit),
        active_at=now,
    )
    session.add(lease)
    session.flush()
    return lease


def active(session: Session, session_id: int) -> tuple[Lease, Identity] | None:
    """The Lease under which a Session speaks, and as whom; None means: as the person themself."""
    found: tuple[Lease, Identity] | None = session.exec(_standing(), params={"session": session_id}).first()
    return found


@cache
def _standing() -> Any:
    """Built once: every request under a Lease asks it."""
    return (
        select(Lease, Identity)
        .join(Identity, col(Identity.id) == col(Lease.identity_id))
        .join(SessionRow, col(SessionRow.id) == col(Lease.session_id))
        .join(Grant, (col(Grant.identity_id) == col(Lease.identity_id)) & (col(Grant.person_id) == col(SessionRow.person_id)))
        .where(col(Lease.session_id) == bindparam("session"), *in_force(), *grant_stands())
    )


def touch(session: Session, session_id: int, now: datetime) -> bool:
    """A tap or a typed save: the idle time starts again, the end does not move. False: no Lease is in force."""
    return session.exec(update(Lease).where(col(Lease.session_id) == session_id, *in_force()).values(active_at=now)).rowcount == 1


def claim(session: Session, session_id: int, identity: Identity, now: datetime) -> Lease | None:
    """The Lease to hold under, locked until this transaction ends so that no revocation slips in. None: there is none."""
    mine = update(Lease).where(col(Lease.session_id) == session_id, col(Lease.identity_id) == identity.id, *in_force())
    as_it_is_now = {"synchronize_session": False, "populate_existing": True}  # its end may have come nearer since it was read
    return session.exec(mine.values(active_at=now).returning(Lease).execution_options(**as_it_is_now)).scalars().first()


def bound(session: Session, person: Person, identity: Identity, until: datetime) -> None:
    """No open Lease of a Person on an Identity outlives this. Each is written to: whoever holds under one waits for us, or we for them."""
    theirs = select(SessionRow.id).where(col(SessionRow.person_id) == person.id)
    open_ones = update(Lease).where(col(Lease.ended_at).is_(None), col(Lease.identity_id) == identity.id, col(Lease.session_id).in_(theirs))
    sooner = case((col(Lease.expires_at) > until, literal(until, Moment())), else_=col(Lease.expires_at))
    session.exec(open_ones.values(expires_at=sooner).execution_options(synchronize_session=False))


def end_of_session(session: Session, session_id: int, why: LeaseEnd, now: datetime) -> list[Lease]:
    """End the Lease of a Session, if it has one."""
    return _end(session, why, now, col(Lease.session_id) == session_id)


def end_of_person(session: Session, person: Person, identity: Identity, why: LeaseEnd, now: datetime) -> list[Lease]:
    """End every Lease of a Person on an Identity, in all their sessions."""
    theirs = select(SessionRow.id).where(col(SessionRow.person_id) == person.id)
    return _end(session, why, now, col(Lease.identity_id) == identity.id, col(Lease.session_id).in_(theirs))


def end_of_passkey(session: Session, passkey_id: int, why: LeaseEnd, now: datetime) -> list[Lease]:
    """End every Lease that this passkey opened, in whatever session."""
    opened = select(StepUp.id).where(col(StepUp.passkey_id) == passkey_id)
    return _end(session, why, now, col(Lease.step_up_id).in_(opened))


def _end(session: Session, why: LeaseEnd, now: datetime, *those: ColumnElement[bool]) -> list[Lease]:
    ended = update(Lease).where(col(Lease.ended_at).is_(None), *those).values(ended_at=now, ended_why=why)
    return list(session.exec(ended.returning(Lease).execution_options(synchronize_session=False)).scalars())


def run_out(lease: Lease, now: datetime) -> LeaseEnd | None:
    """Why a Lease that was not ended holds no more; None while it does."""
    if now >= lease.expires_at:
        return LeaseEnd.EXPIRED
    return LeaseEnd.IDLE if now >= lease.active_at + IDLE else None
