"""Forgets what has served its purpose; nothing that a ledger line, a post or a proof rests on."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from pwa.rules.post import DraftEnd
from pwa.store.moments import database_now, later
from pwa.store.tables import Challenge, Draft, DraftPart, RateCount, SessionKind, SessionRow, StepUp

ADDRESSES_KEPT = timedelta(days=1)  # limits count by address, and an address is somebody's
DELETED_DRAFTS_KEPT = timedelta(days=30)


def tidy(session: Session) -> None:
    """Old counts, spent challenges, visits that led nowhere, and the words of drafts deleted a month ago."""
    long_ago = database_now() - later(ADDRESSES_KEPT)
    session.exec(delete(RateCount).where(col(RateCount.window_start) < long_ago))
    proved = select(StepUp.challenge_id)
    session.exec(delete(Challenge).where(col(Challenge.made_at) < long_ago, col(Challenge.id).not_in(proved)))
    asked = select(Challenge.session_id)
    visits = (col(SessionRow.kind) == SessionKind.VISITOR, col(SessionRow.expires_at) < long_ago, col(SessionRow.id).not_in(asked))
    session.exec(delete(SessionRow).where(*visits))
    old = (col(Draft.ended_as) == DraftEnd.DELETED, col(Draft.ended_at) < database_now() - later(DELETED_DRAFTS_KEPT))
    session.exec(delete(DraftPart).where(col(DraftPart.draft_id).in_(select(Draft.id).where(*old))))
    session.exec(update(Draft).where(*old).values(ended_as=DraftEnd.FORGOTTEN))
