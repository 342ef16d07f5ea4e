"""Forgets what has served its purpose; nothing that a ledger line, a post or a proof rests on."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from pwa.rules.post import DraftEnd
from pwa.store import alerts, invitations, journeys, originals, subscriptions
from pwa.store.moments import database_now, later
from pwa.store.tables import (
    Arrival,
    BoardPicture,
    Challenge,
    Draft,
    DraftPart,
    DraftPicture,
    DraftVariant,
    Identity,
    PartPicture,
    Picture,
    PictureFile,
    RateCount,
    SessionKind,
    SessionRow,
    StepUp,
    Upload,
    UploadChunk,
)
from pwa.store.uploads import KEPT as UPLOADS_KEPT

ADDRESSES_KEPT = timedelta(days=1)  # limits count by address, and an address is somebody's
DELETED_DRAFTS_KEPT = timedelta(days=30)
PICTURES_KEPT = timedelta(days=2)  # that stand nowhere: longer than their upload, so that a page left open may still use them
AT_ONCE = 100  # pictures of a megabyte, in one transaction


def tidy(session: Session) -> None:
    """Old counts, spent challenges, visits that led nowhere, what phones were told, posts that nobody reshared, old deleted drafts.

    And pictures that stand nowhere, and newcomers who were never let in.
    """
    alerts.forget(session)
    subscriptions.drop_dead(session)
    long_ago = database_now() - later(ADDRESSES_KEPT)
    session.exec(delete(RateCount).where(col(RateCount.window_start) < long_ago))
    journeys.forget(session, long_ago)
    invitations.forget_late(session)
    originals.forget(session)
    proved = select(StepUp.challenge_id)
    session.exec(delete(Challenge).where(col(Challenge.made_at) < long_ago, col(Challenge.id).not_in(proved)))
    asked, arrived = select(Challenge.session_id), select(Arrival.session_id)
    visits = [col(SessionRow.kind) == SessionKind.VISITOR, col(SessionRow.expires_at) < long_ago]
    visits += [col(SessionRow.id).not_in(asked), col(SessionRow.id).not_in(arrived)]
    session.exec(delete(SessionRow).where(*visits))
    old = (col(Draft.ended_as) == DraftEnd.DELETED, col(Draft.ended_at) < database_now() - later(DELETED_DRAFTS_KEPT))
    for words in (DraftPart, DraftPicture, DraftVariant):
        session.exec(delete(words).where(col(words.draft_id).in_(select(Draft.id).where(*old))))
    session.exec(update(Draft).where(*old).values(ended_as=DraftEnd.FORGOTTEN))
    held = (col(Draft.ended_as) == DraftEnd.HELD, col(Draft.ended_at) < database_now() - later(DELETED_DRAFTS_KEPT))
    session.exec(delete(DraftVariant).where(col(DraftVariant.draft_id).in_(select(Draft.id).where(*held))))
    _tidy_pictures(session)


def _tidy_pictures(session: Session) -> None:
    """What stopped on its way here a day ago, and what was taken out of everything it stood in."""
    ended = select(Upload.id).where(col(Upload.begun_at) < database_now() - later(UPLOADS_KEPT))
    session.exec(delete(UploadChunk).where(col(UploadChunk.upload_id).in_(ended)))
    session.exec(delete(Upload).where(col(Upload.id).in_(ended)))
    places = (DraftPicture, PartPicture, BoardPicture, Upload)
    nowhere = [~select(place.picture_id).where(col(place.picture_id) == col(Picture.id)).exists() for place in places]
    nowhere += [col(Picture.made_at) < database_now() - later(PICTURES_KEPT), col(Picture.public_id).not_in(_crests())]
    gone = list(session.exec(select(Picture.id).where(*nowhere).limit(AT_ONCE)))
    session.exec(delete(PictureFile).where(col(PictureFile.picture_id).in_(gone)))
    session.exec(delete(Picture).where(col(Picture.id).in_(gone)))


def _crests() -> Any:
    return select(Identity.crest).where(col(Identity.crest).is_not(None))
