"""Files on their way here, chunk by chunk."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select, update

from pwa.rules.refusals import NotFound
from pwa.store.moments import database_now, later
from pwa.store.tables import Person, Picture, Upload, UploadChunk

KEPT = timedelta(days=1)


def begin(session: Session, owner: Person, size: int, now: datetime) -> Upload:
    """A place for a file of this many bytes."""
    upload = Upload(person_id=owner.id, size=size, begun_at=now)
    session.add(upload)
    session.flush()
    return upload


def unfinished(session: Session, owner: Person) -> int:
    """How many files of this Person are on their way."""
    under_way = (col(Upload.person_id) == owner.id, col(Upload.picture_id).is_(None), col(Upload.refused).is_(None))
    return session.exec(select(func.count()).select_from(Upload).where(*under_way, col(Upload.begun_at) > _long_ago())).one()


def mine(session: Session, owner: Person, public_id: str) -> Upload:
    """A file of this Person's. Raises NotFound, also once its day is over."""
    living = (col(Upload.public_id) == public_id, col(Upload.person_id) == owner.id, col(Upload.begun_at) > _long_ago())
    found = session.exec(select(Upload).where(*living)).first()
    if found is None:
        raise NotFound
    return found


def append(session: Session, upload: Upload, start: int, body: bytes) -> bool:
    """The next chunk. False: it is not the next one, because another request was faster."""
    next_one = update(Upload).where(col(Upload.id) == upload.id, col(Upload.received) == start)
    if session.exec(next_one.values(received=start + len(body))).rowcount != 1:
        return False
    session.add(UploadChunk(upload_id=upload.id, start=start, body=body))
    session.flush()
    return True


def whole(session: Session, upload: Upload) -> bytes:
    """Every chunk, in order."""
    rows = select(UploadChunk).where(col(UploadChunk.upload_id) == upload.id).order_by(col(UploadChunk.start))
    return b"".join(chunk.body for chunk in session.exec(rows))


def settle(session: Session, upload: Upload, *, picture: Picture | None = None, refused: str | None = None) -> bool:
    """What became of it, once; its chunks go. False: another request was faster."""
    open_still = (col(Upload.id) == upload.id, col(Upload.picture_id).is_(None), col(Upload.refused).is_(None))
    made = update(Upload).where(*open_still).values(picture_id=picture.id if picture else None, refused=refused)
    if session.exec(made).rowcount != 1:
        return False
    session.exec(delete(UploadChunk).where(col(UploadChunk.upload_id) == upload.id))
    return True


def picture_of(session: Session, upload: Upload) -> Picture | None:
    """The Picture that it became."""
    return session.get(Picture, upload.picture_id) if upload.picture_id else None


def _long_ago() -> Any:
    return database_now() - later(KEPT)
