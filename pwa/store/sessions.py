"""Sessions as rows: one for each browser, so that one can be ended from elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete
from sqlmodel import Session, col, select, update

from pwa.rules.refusals import NotFound
from pwa.rules.words import kept
from pwa.secrets import fingerprint, new_token
from pwa.store.moments import database_now, later
from pwa.store.tables import Lease, Notice, Person, Push, PushSubscription, SessionKind, SessionRow

IDLE = timedelta(days=30)
ABSOLUTE = timedelta(days=180)
RECOVERY = timedelta(minutes=15)
VISIT = timedelta(hours=1)
_LIVES = {SessionKind.SIGNED_IN: ABSOLUTE, SessionKind.RECOVERY: RECOVERY, SessionKind.VISITOR: VISIT}


@dataclass(frozen=True)
class Caller:
    """A Person at one of their browsers."""

    session: SessionRow
    person: Person


def open_session(
    session: Session, kind: SessionKind, *, person: Person | None = None, passkey_id: int | None = None, device: str, now: datetime
) -> tuple[SessionRow, str]:
    """A new Session and the token for its cookie, of which only the hash is kept."""
    token = new_token()
    row = SessionRow(
        token_hash=fingerprint(token),
        kind=kind,
        person_id=person.id if person else None,
        passkey_id=passkey_id,
        device=device,
        opened_at=now,
        seen_at=now,
        expires_at=now + _LIVES[kind],
    )
    session.add(row)
    session.flush()
    return row, token


def alive() -> list[ColumnElement[bool]]:
    """What is true of a Session that still counts, by the database's clock."""
    return [
        col(SessionRow.ended_at).is_(None),
        col(SessionRow.expires_at) > database_now(),
        col(SessionRow.seen_at) > database_now() - later(IDLE),
    ]


def by_token(session: Session, token: str) -> SessionRow | None:
    """The living Session of a cookie, or none."""
    return session.exec(select(SessionRow).where(col(SessionRow.token_hash) == fingerprint(token), *alive())).first()


def opened_by(session: Session, token: str) -> tuple[Caller, Lease | None, datetime] | None:
    """Who is signed in behind a cookie, at which browser, the Lease that was not ended there, and the database's clock; None: nobody."""
    found = session.exec(_opened(), params={"token_hash": fingerprint(token)}).first()
    return (Caller(*found[:2]), *found[2:]) if found else None


@cache
def _opened() -> Any:
    """Built once, because every request of whoever is signed in asks it; `col` and joins take longer than the answer does."""
    mine = (
        select(SessionRow, Person, Lease, database_now())
        .join(Person, col(Person.id) == col(SessionRow.person_id))
        .outerjoin(Lease, (col(Lease.session_id) == col(SessionRow.id)) & col(Lease.ended_at).is_(None))
    )
    return mine.where(col(SessionRow.token_hash) == bindparam("token_hash"), col(SessionRow.kind) == SessionKind.SIGNED_IN, *alive())


def living(session: Session, session_id: int) -> None:
    """A Session that must still count now, locked against being ended meanwhile. Raises NotFound."""
    if session.exec(_living(), params={"id": session_id}).first() is None:
        raise NotFound


@cache
def _living() -> Any:
    return select(SessionRow.id).where(col(SessionRow.id) == bindparam("id"), *alive()).with_for_update()


def before_leases(session: Session, person: Person) -> None:
    """Their sessions, before anything that hangs on one: whoever holds or switches locks theirs first too, and none waits crosswise."""
    rows = select(SessionRow.id).where(col(SessionRow.person_id) == person.id, *alive()).order_by(col(SessionRow.id))
    session.exec(rows.with_for_update(read=True, key_share=True)).all()


def of_person(session: Session, person: Person) -> list[SessionRow]:
    """A Person's living sessions, the latest first."""
    theirs = select(SessionRow).where(col(SessionRow.person_id) == person.id, *alive())
    return list(session.exec(theirs.order_by(col(SessionRow.seen_at).desc())))


def theirs(session: Session, person: Person, public_id: str) -> SessionRow:
    """One living session of this Person. Raises NotFound for anybody else's."""
    row = session.exec(
        select(SessionRow).where(col(SessionRow.public_id) == public_id, col(SessionRow.person_id) == person.id, *alive())
    ).first()
    if row is None:
        raise NotFound
    return row


def end(session: Session, session_id: int, why: str, now: datetime) -> bool:
    """End a Session, and with it what its phone is told. False: it had ended already."""
    session.exec(delete(Push).where(col(Push.subscription_id).in_(_told(session_id))))
    session.exec(delete(PushSubscription).where(col(PushSubscription.session_id) == session_id))
    still = update(SessionRow).where(col(SessionRow.id) == session_id, col(SessionRow.ended_at).is_(None))
    return session.exec(still.values(ended_at=now, ended_why=why)).rowcount == 1


def _told(session_id: int) -> Any:
    return select(PushSubscription.id).where(col(PushSubscription.session_id) == session_id)


def seen(session: Session, session_id: int, now: datetime) -> None:
    """Remember that the Session is in use."""
    session.exec(update(SessionRow).where(col(SessionRow.id) == session_id, *alive()).values(seen_at=now))


def tell_all(session: Session, person: Person, text: str, now: datetime, *, but: int | None = None) -> None:
    """Tell every living session of a Person something about their passkeys or sessions."""
    for row in of_person(session, person):
        if row.id != but:
            tell(session, row, text, now)


def tell(session: Session, row: SessionRow, text: str, now: datetime) -> None:
    """Tell one of them."""
    session.add(Notice(session_id=row.id, text=kept(text), at=now))


def notices(session: Session, session_id: int) -> list[Notice]:
    """What this Session was told and has not put away."""
    return list(session.exec(_notices(), params={"session": session_id}))


@cache
def _notices() -> Any:
    """Built once: every page asks it."""
    open_ones = select(Notice).where(col(Notice.session_id) == bindparam("session"), col(Notice.dismissed_at).is_(None))
    return open_ones.order_by(col(Notice.at))


def dismiss(session: Session, session_id: int, public_id: str, now: datetime) -> bool:
    """Put one notice of this Session away."""
    mine = update(Notice).where(col(Notice.session_id) == session_id, col(Notice.public_id) == public_id)
    return session.exec(mine.values(dismissed_at=now)).rowcount == 1
