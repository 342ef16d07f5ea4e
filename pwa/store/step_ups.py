"""Challenges, used once, and the proofs that came of them, used once too."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from pwa.rules.step_up import CHALLENGE_LIFE, STEP_UP_LIFE, Purpose
from pwa.store import locks
from pwa.store.moments import database_now, later
from pwa.store.tables import Challenge, Passkey, SessionRow, StepUp


def challenge_for(session: Session, row: SessionRow, purpose: Purpose, target: str, challenge: bytes, now: datetime) -> None:
    """Keep a new challenge for this Session, purpose and target; an older one for the same is burned."""
    burn(session, row, purpose, target, now)
    session.add(Challenge(session_id=row.id, purpose=purpose, target=target, challenge=challenge, made_at=now))


def burn(session: Session, row: SessionRow, purpose: Purpose, target: str, now: datetime) -> Challenge | None:
    """Burn the open challenge of this Session, purpose and target. None: there is none, or it is over two minutes old."""
    mine = update(Challenge).where(*_open(row, purpose), col(Challenge.target) == target)
    burned = session.exec(mine.values(burned_at=now).returning(col(Challenge.id), col(Challenge.made_at))).all()
    fresh = [number for number, made_at in burned if now - made_at <= CHALLENGE_LIFE]
    return session.get(Challenge, fresh[-1]) if fresh else None


def asked(session: Session, row: SessionRow, purpose: Purpose) -> bool:
    """Whether an answer for this purpose, whatever its target, may still come from this Session."""
    return session.exec(select(Challenge.id).where(*_open(row, purpose)).limit(1)).first() is not None


def burn_all(session: Session, row: SessionRow, purpose: Purpose, now: datetime) -> None:
    """No answer for this purpose counts any more, whatever its target."""
    session.exec(update(Challenge).where(*_open(row, purpose)).values(burned_at=now))


def keep_proof(session: Session, row: SessionRow, passkey: Passkey, challenge: Challenge, now: datetime) -> StepUp:
    """Write down that this Person was verified for what the challenge was made for."""
    proof = StepUp(
        session_id=row.id,
        person_id=passkey.person_id,
        passkey_id=passkey.id,
        challenge_id=challenge.id,
        purpose=challenge.purpose,
        target=challenge.target,
        verified_at=now,
    )
    session.add(proof)
    session.flush()
    return proof


def use(session: Session, step_up_id: int, row: SessionRow, purpose: Purpose, target: str, now: datetime) -> StepUp | None:
    """Use a proof up, for exactly what it was given. None: it is another's, another purpose's, old, or used."""
    unused = update(StepUp).where(
        col(StepUp.id) == step_up_id,
        col(StepUp.session_id) == row.id,
        col(StepUp.person_id) == row.person_id,
        col(StepUp.purpose) == purpose,
        col(StepUp.target) == target,
        col(StepUp.used_at).is_(None),
        col(StepUp.verified_at) > database_now() - later(STEP_UP_LIFE),
    )
    if session.exec(unused.values(used_at=now)).rowcount != 1:
        return None
    proof = session.exec(select(StepUp).where(col(StepUp.id) == step_up_id)).one()
    return proof if locks.passkey_open(session, proof.passkey_id) else None


def _open(row: SessionRow, purpose: Purpose) -> tuple[ColumnElement[bool], ...]:
    return col(Challenge.session_id) == row.id, col(Challenge.purpose) == purpose, col(Challenge.burned_at).is_(None)
